/**
 * Compares two versions such as `1.4.0` and `1.10.0-beta.2`: negative when `a` is the older one, 0 when neither is. Missing
 * parts count as 0; what is being prepared (`-beta`) is older than what it will become (semver.org, §11).
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let at = 0; at < 3; at++) {
    const difference = (left.numbers[at] ?? 0) - (right.numbers[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return Number(right.isPreparing) - Number(left.isPreparing);
}

/** Whether a text is a version that can be compared. */
export function isVersion(text: string): boolean {
  return /^\d{1,6}(\.\d{1,6}){0,2}(-[\w.-]{1,60})?$/.test(text);
}

function partsOf(version: string): { numbers: number[]; isPreparing: boolean } {
  const [core = '', ...rest] = version.split('-');
  return { numbers: core.split('.').map(Number), isPreparing: rest.length > 0 };
}
