import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why no disk of a test's own can be mounted here; null where it can. */
export function whyNoSmallDisk(): string | null {
  if (process.platform !== 'linux') return 'a disk of a test’s own is mounted on Linux alone';
  if (process.getuid?.() !== 0) return 'only root may mount a disk';
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-mount-'));
  const mounted = mount(folder, 1);
  if (mounted === null) spawnSync('umount', [folder]);
  rmSync(folder, { recursive: true, force: true });
  return mounted;
}

function mount(folder: string, megabytes: number): string | null {
  const { status, stderr, error } = spawnSync(
    'mount',
    ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder],
    { encoding: 'utf8' },
  );
  return status === 0 ? null : `mounting is refused: ${error?.message ?? stderr.trim()}`;
}

/** A real file system of a few megabytes that can be filled up and emptied again. */
export class SmallDisk {
  readonly folder: string;

  /** @throws Error where mounting is refused; see {@link whyNoSmallDisk} */
  constructor(megabytes: number) {
    this.folder = mkdtempSync(join(tmpdir(), 'switchyard-disk-'));
    const refused = mount(this.folder, megabytes);
    if (refused !== null) throw new Error(refused);
  }

  /** Takes all the room that's left. */
  fill(): void {
    const file = openSync(join(this.folder, 'filler'), 'a');
    try {
      for (const size of [1 << 20, 1 << 12]) while (takes(file, size));
    } finally {
      closeSync(file);
    }
  }

  /** Gives the room back. */
  empty(): void {
    rmSync(join(this.folder, 'filler'), { force: true });
  }

  remove(): void {
    spawnSync('umount', ['-l', this.folder]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function takes(file: number, bytes: number): boolean {
  try {
    return writeSync(file, Buffer.alloc(bytes, 0x2e)) > 0;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw thrown;
  }
}
