import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { workspace, type Workspace } from '../../common/contract/commands.ts';
import { sealingKey, type SealingKey } from '../../common/domain/secrets.ts';
import { contextOf, projectContextId } from '../../common/domain/contexts.ts';
import { account, type Account } from '../../common/partner-api/session.ts';
import type { Clock, Notice } from '../ports.ts';
import { JsonFile } from '../storage/json-file.ts';

const knownWorkspace = workspace.extend({
  /** Whose cache is opened; remembered so that the next start needs no network. Never a secret. */
  lastAccount: account.nullable(),
  /** False once the account signed out by choice: its cache can be read, and nobody is signed in. */
  present: z.boolean(),
  /** The operator chose to work offline. */
  offline: z.boolean(),
  /** Which server it is, by what that calls itself; left out before one was met that says so. */
  instance: z.string().optional(),
  /** The projects that the account was in, the last one first: their changes go up too. */
  contexts: z.array(z.object({ id: projectContextId, name: z.string() })).optional(),
  /** The public key that it publishes for secrets; kept so that they can be set with no network. */
  sealingKey: sealingKey.optional(),
  /** Where its mails go, as it last said. */
  mail: z.enum(['smtp', 'files']).optional(),
});
export type KnownWorkspace = z.infer<typeof knownWorkspace>;

const registry = z.object({ open: z.string().nullable(), workspaces: z.array(knownWorkspace) });
type Registry = z.infer<typeof registry>;

/** Id and name of the workspace of the embedded partner API. */
export const sampleWorkspace: Workspace = { id: 'sample', kind: 'sample', name: 'Sample workspace', url: '' };

/** The workspaces that this installation knows, and which one is open. */
export class WorkspaceRegistry {
  readonly #folder: string;
  readonly #file: JsonFile<Registry>;
  readonly #heard = new Map<string, SealingKey>();

  private constructor(folder: string, file: JsonFile<Registry>) {
    this.#folder = folder;
    this.#file = file;
  }

  /** Opens `<userDataFolder>/workspaces/workspaces.json`; garbage in it is moved aside and told. */
  static async open(userDataFolder: string, clock: Clock): Promise<WorkspaceRegistry> {
    const folder = join(userDataFolder, 'workspaces');
    const file = await JsonFile.open<Registry>({
      path: join(folder, 'workspaces.json'),
      schema: registry,
      empty: { open: null, workspaces: [] },
      clock,
      title: 'The list of workspaces',
      consequence:
        'Connect again to the partner API you used; what was cached and the changes that wait are still here.',
    });
    return new WorkspaceRegistry(folder, file);
  }

  get notice(): Notice | null {
    return this.#file.notice;
  }

  /** The workspace that was open when the app last ran. */
  opened(): KnownWorkspace | null {
    const { open, workspaces } = this.#file.value;
    return workspaces.find(({ id }) => id === open) ?? null;
  }

  /** The key for secrets, as the partner API last published it; null before it was met. */
  sealingKeyOf(id: string): SealingKey | null {
    return this.#heard.get(id) ?? this.find(id)?.sealingKey ?? null;
  }

  /** Heard just now: it's known at once, and not only once it's written. */
  hearSealingKey(id: string, key: SealingKey): void {
    this.#heard.set(id, key);
  }

  find(id: string): KnownWorkspace | null {
    return this.#file.value.workspaces.find((known) => known.id === id) ?? null;
  }

  /** Keeps a workspace as the open one. `offline` stays as it was kept where it's left out. */
  async keepOpen(known: Omit<KnownWorkspace, 'offline'> & { offline?: boolean }): Promise<void> {
    await this.#file.change(({ workspaces }) => {
      const before = workspaces.find(({ id }) => id === known.id);
      const others = workspaces.filter(({ id }) => id !== known.id);
      const offline = known.offline ?? before?.offline ?? false;
      const instance = before?.instance;
      const kept = {
        ...(instance === undefined ? {} : { instance }),
        ...(before?.sealingKey ? { sealingKey: before.sealingKey } : {}),
        ...(before?.mail ? { mail: before.mail } : {}),
        ...(before?.contexts && before.lastAccount?.id === known.lastAccount?.id
          ? { contexts: before.contexts }
          : {}),
      };
      return { open: known.id, workspaces: [...others, { ...kept, ...known, offline }] };
    });
  }

  /** Changes what is kept of a workspace; nothing where it isn't known. */
  async change(
    id: string,
    changes: Partial<
      Pick<
        KnownWorkspace,
        'lastAccount' | 'present' | 'offline' | 'instance' | 'sealingKey' | 'mail' | 'contexts'
      >
    >,
  ): Promise<void> {
    await this.#file.change(({ open, workspaces }) => ({
      open,
      workspaces: workspaces.map((known) => (known.id === id ? { ...known, ...changes } : known)),
    }));
  }

  /** Resolves once all that was to be kept is on the disk, or has failed. */
  rested(): Promise<void> {
    return this.#file.rested();
  }

  /** Forgets a workspace's account; its folder goes with {@link removeCache}. */
  async forget(id: string): Promise<void> {
    await this.#file.change(({ open, workspaces }) => ({
      open: open === id ? null : open,
      workspaces: workspaces.filter((known) => known.id !== id),
    }));
  }

  /**
   * Folder of an account's cache in its context. One per account, as two accounts may see different things. Neither id gets to choose a
   * path: what isn't plain is hashed.
   */
  cacheFolder(workspaceId: string, whose: Account): string {
    // What is seen as another account lies apart from what that account has here itself.
    const id = whose.actingBy ? `${whose.id}-by-${whose.actingBy.id}` : whose.id;
    return join(this.#folder, plainName(workspaceId), plainName(contextOf(whose)), plainName(id));
  }

  /** Removes an account's cache, outbox and drafts from the disk. */
  async removeCache(workspaceId: string, whose: Account): Promise<void> {
    await rm(this.cacheFolder(workspaceId, whose), { recursive: true, force: true });
  }
}

/** The same address is the same workspace, and so the same folder, even where the list of workspaces was lost. */
export function serverWorkspace(url: string, name: string): Workspace {
  const id = createHash('sha256').update(url).digest('hex').slice(0, 20);
  return { id: `server-${id}`, kind: 'server', name, url };
}

function plainName(id: string): string {
  return /^[a-z0-9][a-z0-9-]{0,79}$/.test(id)
    ? id
    : createHash('sha256').update(id).digest('hex').slice(0, 40);
}
