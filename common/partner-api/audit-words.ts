import type { AuditVerification } from './audit.ts';

/** What a verification found as lines of text: the verdict first, then how far it reaches. */
export function verificationLines(found: AuditVerification): string[] {
  const { fault, entries, head, checkpoint, key, restored } = found;
  const verdict = fault
    ? `Activity isn’t sound. ${fault.because}`
    : head === null
      ? 'Activity is sound: it has no entries yet.'
      : `Activity is sound: ${counted(entries)} verified.`;
  return [
    verdict,
    ...(fault && entries > 0 ? [`Up to entry ${entries} it agrees with itself.`] : []),
    ...(head ? [`Last entry ${head.entry}, hash ${head.hash}`] : []),
    ...(checkpoint
      ? [`Checkpoint of ${checkpoint.at}: entry ${checkpoint.entry}, hash ${checkpoint.hash}`]
      : []),
    ...(restored
      ? [
          `The database was restored from a backup: before, Activity went up to entry ${restored.entry} (${restored.at}, hash ${restored.hash}).`,
        ]
      : []),
    ...(key ? [`Key of the checkpoint ${key}`] : []),
  ];
}

function counted(entries: number): string {
  return entries === 1 ? '1 entry' : `${entries} entries`;
}
