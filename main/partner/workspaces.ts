import type { Workspace } from '../../common/contract/commands.ts';
import { Failure, toAppError } from '../../common/contract/errors.ts';
import { whyNotActing } from '../../common/domain/accounts.ts';
import { newId } from '../../common/domain/ids.ts';
import type { AppRole } from '../../common/domain/access.ts';
import type { Account, Discovery, Tokens } from '../../common/partner-api/session.ts';
import { partnerAddress } from './address.ts';
import { askPartnerApi } from './accounts.ts';
import { PartnerClient } from './client.ts';
import { isoNow } from '../ports.ts';
import { inPerson } from './in-person.ts';
import { OpenWorkspace, type OpeningParts } from './open-workspace.ts';
import { ProjectContexts } from './project-contexts.ts';
import type { MailPlace } from './kept-mails.ts';
import type { Sample } from './sample-server.ts';
import { sampleWorkspace, serverWorkspace, type WorkspaceRegistry } from './workspace-registry.ts';

export interface WorkspacesOptions extends Omit<OpeningParts, 'onSession'> {
  registry: WorkspaceRegistry;
  sample: Sample;
  fetch: typeof fetch;
  /** Version of this Switchyard. */
  version: string;
  /** Name of this computer, for Activity. */
  device: string;
  /** Told when another workspace or account is open, or someone signed in or out. */
  onSession(): void;
}

/** Which workspace is open, and the ways in and out. One at a time: opening one closes the one before. */
export class Workspaces {
  readonly #options: WorkspacesOptions;
  /** The account's own; contexts are opened from it. */
  #current: OpenWorkspace | null = null;
  readonly #contexts: ProjectContexts;
  #isLooking = false;
  /** What is being left for another one. */
  #left: OpenWorkspace | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  /** Ends what is asked of the network on the way in, so that the app needn't wait for it to close. */
  readonly #closing = new AbortController();

  constructor(options: WorkspacesOptions) {
    this.#options = options;
    this.#contexts = new ProjectContexts(options);
  }

  /** What the window looks at: the context that was switched to, else the account's own. */
  get current(): OpenWorkspace | null {
    return this.#contexts.inView ?? this.#current;
  }

  /** @throws Failure `not-found` while no workspace is open */
  required(): OpenWorkspace {
    if (this.current) return this.current;
    throw new Failure({
      code: 'not-found',
      message: 'No workspace is open. Open the sample workspace or connect to a partner API.',
    });
  }

  /** Where mails of the workspace in view go: to files in a folder of this computer, to files at its server, or to people. */
  async mailPlace(): Promise<MailPlace> {
    const { workspace } = this.required();
    if (workspace.kind === 'sample') return { at: 'here', folder: await this.#options.sample.mailFolder() };
    return { at: this.#options.registry.find(workspace.id)?.mail === 'files' ? 'server' : 'sent' };
  }

  /**
   * The account's own workspace, whatever context is looked at: the partner interface stays the partner account's.
   * @throws Failure as {@link required} does
   */
  ofPartner(): OpenWorkspace {
    return this.#required();
  }

  /** Goes straight back to the workspace that was open, offline too. A cache that can't be opened is told as a notice. */
  resume(): Promise<void> {
    return this.#inTurn(async () => {
      const known = this.#options.registry.opened();
      if (!known?.lastAccount) return;
      const { lastAccount: account, present, offline, ...workspace } = known;
      try {
        await this.#open(workspace, account, { present, offline, tokens: null });
        await this.#contexts.openVisited(this.#required(), known.contexts ?? []);
        this.#lookAtProjectsSoon();
      } catch (thrown) {
        const error = toAppError(thrown);
        this.#options.notices.add({
          id: `resume ${workspace.id}`,
          sentence: `${workspace.name} couldn’t be opened. ${error.message}`,
          detail: error.detail ?? error.code,
        });
      }
    });
  }

  /**
   * Goes into the context of a project, or back. One that was visited before needs no network.
   * @throws Failure `not-allowed` for a project's own login and a blocked project; `not-found`; `unreachable` for a first visit
   *   while the partner API isn't in reach
   */
  switchTo(projectId: string | null): Promise<void> {
    return this.#inTurn(async () => {
      const own = this.#required();
      if (own.session.account.context) throw noWayUp(own.session.account.context.name);
      if (projectId !== null) requireOneself(own, 'switch to a project');
      this.#contexts.inView =
        projectId === null ? null : await this.#contexts.of(own, projectId, this.#closing.signal);
      this.#options.onSession();
    });
  }

  /** Opens the embedded sample workspace in a role; its partner API is started when it doesn't run. */
  openSample(role: AppRole): Promise<void> {
    return this.#inPersonAndTurn(async () => {
      const client = this.#clientOf(sampleWorkspace);
      const { login, password } = await this.#options.sample.credentials(role);
      await this.#enter(sampleWorkspace, await client.signIn(login, password, this.#closing.signal));
    });
  }

  /** Connects to a partner API. @throws Failure that says which of address, login and password is wrong */
  connect(asked: { url: string; login: string; password: string }): Promise<void> {
    return this.#inPersonAndTurn(async () => {
      const url = partnerAddress(asked.url);
      const unnamed = serverWorkspace(url, url);
      const client = this.#clientOf(unnamed);
      const { name, instance } = await client.discover(this.#closing.signal);
      this.#refuseAnother(unnamed.id, name, instance);
      await this.#enter(
        { ...unnamed, name },
        await client.signIn(asked.login, asked.password, this.#closing.signal),
      );
    });
  }

  /** Signs in again to the open workspace. Another account opens its own cache. */
  signIn({ login, password }: { login: string; password: string }): Promise<void> {
    return this.#inPersonAndTurn(async () => {
      const { workspace, client } = this.#required();
      await this.#enter(workspace, await client.signIn(login, password, this.#closing.signal));
    });
  }

  /** Acts as another account, online alone: its rows lie in a cache of their own, which goes when that ends. @throws Failure where it isn't allowed */
  impersonate(id: string): Promise<void> {
    return this.#inPersonAndTurn(async () => {
      const open = this.#required();
      const { registry, onSession } = this.#options;
      const tokens = await askPartnerApi(open, (token) => open.client.online.impersonate(token, id));
      // What a crash may have left of the last time.
      await registry.removeCache(open.workspace.id, tokens.account);
      await this.#open(open.workspace, tokens.account, { present: true, offline: false, tokens });
      onSession();
    });
  }

  /**
   * Goes back to one's own account.
   * @throws Failure `invalid` while changes made as the other account haven't reached the partner API
   */
  stopImpersonating(): Promise<void> {
    return this.#inTurn(async () => {
      const open = this.#required();
      const { account } = open.session;
      const { registry, onSession } = this.#options;
      const known = registry.find(open.workspace.id);
      if (!account.actingBy || !known?.lastAccount) return;
      const { waiting, stuck } = await open.cache.write.status();
      if (waiting + stuck > 0)
        throw new Failure({
          code: 'invalid',
          message: `${waiting + stuck === 1 ? '1 change' : `${waiting + stuck} changes`} made as ${account.login} haven’t reached the partner API. Synchronise or discard them first.`,
        });
      const { lastAccount, present, offline } = known;
      // Nobody is told of the moment in which nobody is signed in.
      this.#left = open;
      try {
        await open.signOut();
        await this.#open(open.workspace, lastAccount, { present, offline, tokens: null });
      } finally {
        this.#left = null;
        onSession();
      }
      await registry.removeCache(open.workspace.id, account);
    });
  }

  /**
   * Ends the session; with `forget`, its cache goes too.
   * @throws Failure `invalid` when that would lose changes that haven't reached the partner API, unless `evenUnsent`
   */
  signOut({ forget, evenUnsent }: { forget: boolean; evenUnsent: boolean }): Promise<void> {
    return this.#inTurn(async () => {
      const open = this.#required();
      const { registry, onSession } = this.#options;
      requireOneself(open, 'sign out');
      let unsent = 0;
      for (const { cache } of [open, ...this.#contexts.all()]) {
        const { waiting, stuck } = await cache.write.status();
        unsent += waiting + stuck;
      }
      if (forget && !evenUnsent && unsent > 0) throw wouldLose(unsent);
      await this.#contexts.close();
      await open.signOut();
      const { id } = open.workspace;
      if (!forget) {
        await registry.change(id, { present: false });
        return onSession();
      }
      const known = registry.find(id)?.contexts ?? [];
      await this.#closeCurrent();
      await registry.forget(id);
      for (const context of known) await registry.removeCache(id, { ...open.session.account, context });
      await registry.removeCache(id, open.session.account);
      onSession();
    });
  }

  /** Stays offline until told otherwise, across restarts too. */
  async workOffline(offline: boolean): Promise<void> {
    const open = this.#required();
    if (offline) requireOneself(open, 'work offline');
    for (const { engine } of [open, ...this.#contexts.all()]) engine.workOffline(offline);
    await this.#options.registry.change(open.workspace.id, { offline });
  }

  /** For good. */
  close(): Promise<void> {
    this.#closing.abort();
    return this.#inTurn(async () => {
      await this.#closeCurrent();
      // What was heard last, such as a new role, is kept for the next start.
      await this.#options.registry.rested();
    });
  }

  async #enter(workspace: Workspace, tokens: Tokens): Promise<void> {
    const { registry, onSession } = this.#options;
    const current = this.#current;
    const same = current?.workspace.id === workspace.id && current.session.account.id === tokens.account.id;
    if (same) await current.signIn(tokens);
    else await this.#open(workspace, tokens.account, { present: true, offline: false, tokens });
    const known = { ...workspace, lastAccount: tokens.account, present: true };
    await registry.keepOpen(same ? known : { ...known, offline: false });
    onSession();
  }

  async #open(
    workspace: Workspace,
    account: Account,
    { present, offline, tokens }: { present: boolean; offline: boolean; tokens: Tokens | null },
  ): Promise<void> {
    const { registry } = this.#options;
    const opened = await OpenWorkspace.open(
      {
        ...this.#options,
        onState: (state) =>
          this.#contexts.inView === null && this.#left === null && this.#options.onState(state),
        onJobs: (jobs) => this.#contexts.inView === null && this.#options.onJobs(jobs),
        onCacheChange: (change) => {
          if (change.kinds.includes('project')) this.#lookAtProjectsSoon();
          if (this.#contexts.inView === null) this.#options.onCacheChange(change);
        },
        onSession: (changed) => this.#sessionChanged(changed),
      },
      {
        workspace,
        account,
        present,
        folder: registry.cacheFolder(workspace.id, account),
        offlineByChoice: offline,
        client: this.#clientOf(workspace),
        knownInstance: () =>
          workspace.kind === 'sample' ? null : (registry.find(workspace.id)?.instance ?? null),
        onMet: (server) => this.#met(workspace.id, server),
        sealingKey: () => registry.sealingKeyOf(workspace.id),
        tokens,
      },
    );
    const before = this.#current;
    await this.#contexts.close();
    this.#current = opened;
    await this.#closeOne(before, workspace.kind);
  }

  /** @throws Failure `other-server` where the data here are of another server at the same address */
  #refuseAnother(id: string, name: string, instance: string | undefined): void {
    const known = this.#options.registry.find(id)?.instance;
    if (known === undefined || instance === undefined || known === instance) return;
    throw new Failure({
      code: 'other-server',
      message: `Another partner API (“${name}”) answers at this address than the one whose data are here. Nothing was sent to it. Open the data that are here, sign out and forget them; then connect to this one.`,
      detail: `instance ${instance}, known ${known}`,
    });
  }

  /** Which server it is, is remembered for the next start. */
  #met(id: string, { instance, sealingKey, mail }: Discovery): void {
    const { registry, log } = this.#options;
    if (sealingKey) registry.hearSealingKey(id, sealingKey);
    const known = registry.find(id);
    const isNew = (instance ?? known?.instance) !== known?.instance;
    const hasNewKey = sealingKey !== undefined && sealingKey.keyId !== known?.sealingKey?.keyId;
    const mailMoved = (mail ?? known?.mail) !== known?.mail;
    if (!isNew && !hasNewKey && !mailMoved) return;
    registry
      .change(id, {
        ...(instance === undefined ? {} : { instance }),
        ...(sealingKey ? { sealingKey } : {}),
        ...(mail ? { mail } : {}),
      })
      .catch((thrown: unknown) => log('error', 'Which server it is couldn’t be remembered', String(thrown)));
  }

  #sessionChanged(changed: OpenWorkspace): void {
    if (changed !== this.#current || changed === this.#left) return;
    const { registry, onSession, log } = this.#options;
    const known = registry.find(changed.workspace.id);
    // A new role is remembered for the next offline start.
    const isOneself = changed.session.account.actingBy === undefined;
    if (known && isOneself && JSON.stringify(known.lastAccount) !== JSON.stringify(changed.session.account))
      registry
        .change(known.id, { lastAccount: changed.session.account })
        .catch((thrown: unknown) => log('error', 'The account couldn’t be remembered', String(thrown)));
    for (const { engine } of this.#contexts.all()) engine.sessionChanged();
    onSession();
  }

  /** Once a turn comes: nobody stays in a project that is closed, and what is here of projects that were erased goes. */
  #lookAtProjectsSoon(): void {
    const isWhole = this.#current?.engine.state.complete ?? false;
    if (this.#isLooking || !isWhole) return;
    this.#isLooking = true;
    this.#inTurn(async () => {
      this.#isLooking = false;
      const own = this.#current;
      const account = own?.session.account;
      if (!own || account?.actingBy || account?.context || this.#closing.signal.aborted) return;
      const because = await this.#contexts.leaveClosed(own);
      if (because !== undefined) {
        const sentence = `${because} You are back in the partner account.`;
        const { notices, clock } = this.#options;
        notices.add({ id: `left a context ${isoNow(clock)}`, sentence, detail: '' });
        this.#options.onSession();
      }
      await this.#contexts.forgetErased(own);
    }).catch((thrown: unknown) =>
      this.#options.log('error', 'What is here of erased projects wasn’t taken away', String(thrown)),
    );
  }

  async #closeCurrent(): Promise<void> {
    await this.#contexts.close();
    const open = this.#current;
    this.#current = null;
    await this.#closeOne(open, null);
  }

  /** The account's own workspace. @throws Failure as {@link required} does */
  #required(): OpenWorkspace {
    this.required();
    if (!this.#current) throw new Error('A context is open without the workspace that it is of');
    return this.#current;
  }

  /** The sample's partner API is stopped with its workspace, unless the sample stays open in another role. */
  async #closeOne(open: OpenWorkspace | null, stays: Workspace['kind'] | null): Promise<void> {
    if (!open) return;
    await open.close();
    if (open.workspace.kind === 'sample' && stays !== 'sample') await this.#options.sample.stop();
  }

  #clientOf({ kind, url }: Workspace): PartnerClient {
    const { sample, fetch, clock, device, random, log, version: clientVersion } = this.#options;
    const makeId = () => newId({ now: () => clock.now(), random: () => random.bytes(16) });
    const address = kind === 'sample' ? () => sample.address() : () => Promise.resolve(url);
    const trail = { makeId, log };
    return new PartnerClient({ address, fetch, clock, clientVersion, device, trail });
  }

  /** A way in: somebody waits for the answer. */
  async #inPersonAndTurn(act: () => Promise<void>): Promise<void> {
    try {
      await this.#inTurn(act);
    } catch (thrown) {
      throw inPerson(thrown);
    }
  }

  /** One way in or out at a time. */
  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(act);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}

function noWayUp(project: string): Failure {
  return new Failure({
    code: 'not-allowed',
    message: `You are signed in with the own login of ${project}: it works in that project alone.`,
  });
}

/** @throws Failure `invalid` while somebody acts as another account, which works online alone and is stopped to leave it */
function requireOneself({ session: { account } }: OpenWorkspace, verb: string): void {
  const because = whyNotActing(account, verb);
  if (because) throw new Failure({ code: 'invalid', message: because });
}

function wouldLose(changes: number): Failure {
  const what = changes === 1 ? '1 change here hasn’t' : `${changes} changes here haven’t`;
  return new Failure({
    code: 'invalid',
    message: `${what} reached the partner API and would be lost. Synchronise first, or sign out and lose ${changes === 1 ? 'it' : 'them'}.`,
  });
}
