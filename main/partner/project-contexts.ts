import { existsSync } from 'node:fs';
import { Failure } from '../../common/contract/errors.ts';
import {
  contextOfProject,
  projectOfContext,
  type AccountContext,
  type ContextId,
} from '../../common/domain/contexts.ts';
import { whyNotEntered } from '../../common/domain/projects.ts';
import { OpenWorkspace, type OpeningParts } from './open-workspace.ts';
import type { WorkspaceRegistry } from './workspace-registry.ts';

interface ProjectContextsOptions extends Omit<OpeningParts, 'onSession'> {
  registry: WorkspaceRegistry;
  onSession(): void;
}

/** The contexts of projects that are open: they stay so, that their changes go up and a switch waits for nothing. */
export class ProjectContexts {
  readonly #options: ProjectContextsOptions;
  readonly #open = new Map<ContextId, OpenWorkspace>();
  /** The context in the window; null for the account's own. */
  inView: OpenWorkspace | null = null;

  constructor(options: ProjectContextsOptions) {
    this.#options = options;
  }

  all(): OpenWorkspace[] {
    return [...this.#open.values()];
  }

  async close(): Promise<void> {
    const open = this.all();
    this.#open.clear();
    this.inView = null;
    for (const context of open) await context.close();
  }

  /**
   * The context of a project, opened if it isn't yet. Of one that was visited before nothing is waited for.
   * @param signal ends what is asked of the network on the way in
   * @throws Failure `not-found`; `not-allowed` for a blocked project; `unreachable` for a first visit while the partner API isn't in reach
   */
  async of(own: OpenWorkspace, projectId: string, signal: AbortSignal): Promise<OpenWorkspace> {
    const detail = await own.cache.read.projectDetail(projectId);
    if (!detail) throw new Failure({ code: 'not-found', message: 'The project isn’t among what you see.' });
    const { name, status, closing } = detail.project;
    const because = whyNotEntered({ name, status, stage: closing?.stage });
    if (because) throw new Failure({ code: 'not-allowed', message: because });
    const context = { id: contextOfProject(projectId), name };
    const open = this.#open.get(context.id) ?? (await this.#begin(own, context));
    const isOnline = own.isInTouch;
    // The cache is asked only while the engine doesn't know it whole: its writer may be busy.
    const complete = open.engine.state.complete || (await open.cache.write.status()).complete;
    if (!isOnline && !complete) {
      await this.#leave(open);
      throw neverVisited(name);
    }
    // Of one that was visited before nothing is waited for: what the partner API says comes with the next exchange.
    if (complete) open.enterAgain();
    else {
      try {
        await open.enter(signal);
      } catch (thrown) {
        await this.#leave(open);
        throw thrown;
      }
    }
    await this.#remember(own, context);
    return open;
  }

  async #begin(own: OpenWorkspace, context: AccountContext): Promise<OpenWorkspace> {
    const { registry, onState, onJobs, onCacheChange, onSession } = this.#options;
    const account = { ...own.session.account, context };
    const isInView = () => this.inView?.context === context.id;
    const opened = await OpenWorkspace.open(
      {
        ...this.#options,
        onState: (state) => isInView() && onState(state),
        onJobs: (jobs) => isInView() && onJobs(jobs),
        onCacheChange: (change) => isInView() && onCacheChange(change),
        onSession: () => isInView() && onSession(),
      },
      {
        workspace: own.workspace,
        account,
        present: true,
        folder: registry.cacheFolder(own.workspace.id, account),
        offlineByChoice: registry.find(own.workspace.id)?.offline ?? false,
        client: own.client,
        knownInstance: () => registry.find(own.workspace.id)?.instance ?? null,
        onMet: () => undefined,
        sealingKey: () => registry.sealingKeyOf(own.workspace.id),
        from: { session: own.session, context },
        tokens: null,
      },
    );
    this.#open.set(context.id, opened);
    return opened;
  }

  async #leave(open: OpenWorkspace): Promise<void> {
    this.#open.delete(open.context);
    await open.close();
  }

  async #remember(own: OpenWorkspace, context: AccountContext): Promise<void> {
    const { registry } = this.#options;
    const before = registry.find(own.workspace.id)?.contexts ?? [];
    const [last] = before;
    if (last?.id === context.id && last.name === context.name) return;
    const others = before.filter(({ id }) => id !== context.id);
    const kept = registry.change(own.workspace.id, {
      contexts: [context, ...others].slice(0, keptContexts),
    });
    // One that is among them already is opened by the next start in any case: only their order is written, and nobody waits for it.
    if (others.length === before.length) return kept;
    kept.catch((thrown: unknown) =>
      this.#options.log('warn', 'The order of contexts wasn’t kept', String(thrown)),
    );
  }

  /** Takes the context in the window out of it where nobody can work in its project any more, by what the partner account knows; gives why. */
  async leaveClosed(own: OpenWorkspace): Promise<string | undefined> {
    const id = this.inView && projectOfContext(this.inView.context);
    const detail = id === null ? null : await own.cache.read.projectDetail(id);
    if (!detail) return undefined;
    const { name, status, closing } = detail.project;
    const because = whyNotEntered({ name, status, stage: closing?.stage });
    if (because) this.inView = null;
    return because;
  }

  /**
   * Takes away what this computer has of the contexts of projects that were erased: nobody can go into them any more. One in which
   * changes wait stays with them, as nothing that was queued goes unasked.
   */
  async forgetErased(own: OpenWorkspace): Promise<void> {
    const { registry } = this.#options;
    for (const { id, name, closing } of await own.cache.read.projectChoices()) {
      if (closing !== 'erased' && closing !== 'closed') continue;
      const context = { id: contextOfProject(id), name };
      const whose = { ...own.session.account, context };
      if (!existsSync(registry.cacheFolder(own.workspace.id, whose))) continue;
      const open = this.#open.get(context.id) ?? (await this.#begin(own, context));
      const { waiting, stuck } = await open.cache.write.status();
      if (waiting + stuck > 0) continue;
      await this.#leave(open);
      await registry.removeCache(own.workspace.id, whose);
      const others = (registry.find(own.workspace.id)?.contexts ?? []).filter(
        (each) => each.id !== context.id,
      );
      await registry.change(own.workspace.id, { contexts: others });
    }
  }

  /** What was changed in other contexts goes up too, whichever is looked at. */
  async openVisited(own: OpenWorkspace, contexts: readonly AccountContext[]): Promise<void> {
    for (const context of own.session.account.context ? [] : contexts)
      try {
        await this.#begin(own, context);
      } catch (thrown) {
        this.#options.log('error', `The cache of ${context.name} couldn’t be opened`, String(thrown));
      }
  }
}

/** Most contexts of projects that are kept open. */
const keptContexts = 8;

function neverVisited(project: string): Failure {
  return new Failure({
    code: 'unreachable',
    message: `${project} wasn’t visited on this computer yet, so nothing of it is here, and the partner API isn’t in reach. Switch to it once you are online; after that it works offline too.`,
    retry: 'later',
  });
}
