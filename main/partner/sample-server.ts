import { join } from 'node:path';
import { z } from 'zod';
import type { AppRole } from '../../common/domain/access.ts';
import { Failure } from '../../common/contract/errors.ts';
import type { Vault } from '../credentials/vault.ts';
import type { Random, SampleServer, StartSampleServer } from '../ports.ts';

const vaultKey = 'sample-server';
const kept = z.object({ folder: z.string().regex(/^[0-9a-f]{12}$/), password: z.string().min(16) });
type Kept = z.infer<typeof kept>;

/** The login of the sample seed for each role. */
const loginOfRole: Record<AppRole, string> = { admin: 'admin', operator: 'operator', 'read-only': 'reader' };

export interface SampleOptions {
  userDataFolder: string;
  vault: Vault;
  random: Random;
  start: StartSampleServer;
}

/**
 * The embedded partner API, started when it's first needed. Its password is made per installation and kept in the vault; a
 * server whose password was lost can't be signed in to, so a new one is made in a folder of its own.
 */
export class Sample {
  readonly #options: SampleOptions;
  #running: Promise<SampleServer> | null = null;

  constructor(options: SampleOptions) {
    this.#options = options;
  }

  /** Where it listens; starts it when it doesn't run yet. @throws Failure `unreachable` when it can't be started */
  async address(): Promise<string> {
    this.#running ??= this.#start();
    try {
      return (await this.#running).url;
    } catch (thrown) {
      this.#running = null;
      throw new Failure(
        {
          code: 'unreachable',
          message:
            'The sample workspace’s partner API couldn’t be started. It’s tried again by itself; your changes are kept.',
          retry: 'later',
          detail: thrown instanceof Error ? thrown.message : String(thrown),
        },
        { cause: thrown },
      );
    }
  }

  async credentials(role: AppRole): Promise<{ login: string; password: string }> {
    return { login: loginOfRole[role], password: (await this.#kept()).password };
  }

  /** Where it keeps its mails as files: no mail leaves this computer. */
  async mailFolder(): Promise<string> {
    return join(await this.#dataDir(), 'mail');
  }

  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    if (!running) return;
    try {
      await (await running).stop();
    } catch {
      // It never ran, or is gone already.
    }
  }

  async #start(): Promise<SampleServer> {
    const { password } = await this.#kept();
    return this.#options.start({ dataDir: await this.#dataDir(), password });
  }

  async #dataDir(): Promise<string> {
    const { folder } = await this.#kept();
    return join(this.#options.userDataFolder, 'sample-partner-api', folder);
  }

  async #kept(): Promise<Kept> {
    const { vault, random } = this.#options;
    const known = parseKept(await vault.read(vaultKey));
    if (known) return known;
    const made: Kept = { folder: hex(random.bytes(6)), password: hex(random.bytes(24)) };
    await vault.keep(vaultKey, JSON.stringify(made));
    return made;
  }
}

function parseKept(text: string | null): Kept | null {
  if (text === null) return null;
  try {
    return kept.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
