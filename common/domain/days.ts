/** The day that it is here, by the computer's own clock and zone, at a moment (milliseconds): as `2026-03-31`. */
export function dayAt(now: number): string {
  const then = new Date(now);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())}`;
}
