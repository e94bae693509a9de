import type { Brand } from '../../../common/domain/entities.ts';
import type { SimClient } from './client.ts';
import { pick } from './desk.ts';
import type { ServerFile } from './server-file.ts';
import type { SimServer } from './server.ts';
import type { Step } from './steps.ts';
import type { Timeline } from './timeline.ts';

/** What a mishap strikes. */
export interface MishapParts {
  client: SimClient;
  server: SimServer;
  file(): ServerFile;
  timeline: Timeline;
  note(line: string): void;
  /** Told of a fault where it takes effect at once. */
  injected(kind: string): void;
}

const dayMs = 24 * 3_600_000;

/** Lets something go wrong with a client or the server; a step that means something else does nothing. Gives what is to be waited for. */
export function strike(parts: MishapParts, step: Step): Promise<void> | undefined {
  const { client, server, file, timeline, injected } = parts;
  const { a, b, c } = step;
  switch (step.do) {
    case 'client-crash':
      client.crash = {
        countdown: 1 + (a % 12),
        instant: b % 2 ? 'before' : 'after',
        commit: 0,
        cache: 'kept',
        downMs: c * 10,
      };
      return undefined;
    case 'client-crash-torn':
    case 'client-crash-between':
    case 'client-crash-mid':
      client.crash = {
        // These instants are in some calls alone.
        countdown: step.do === 'client-crash-mid' ? 1 : 1 + (a % 4),
        instant: instantOf(step.do),
        commit: b,
        cache: 'kept',
        downMs: c * 10,
      };
      return undefined;
    case 'client-cache-lost':
    case 'client-cache-older':
      client.die(step.do === 'client-cache-lost' ? 'lost' : 'older', c * 10);
      return undefined;
    case 'keep-older':
      if (client.process) client.keepOlder();
      return undefined;
    case 'client-restart':
      void client.restart();
      return undefined;
    case 'server-crash':
      if (c % 5 === 0) server.die(b * 20);
      else {
        const instant = instants[b % 4] ?? 'committed';
        // What a transaction asks for is many things: it's to die in the middle of later ones too.
        const countdown = 1 + (a % (instant === 'half-done' ? 40 : 4));
        server.crash = { countdown, instant, downMs: c * 30 };
      }
      return undefined;
    case 'backup':
      server.backup();
      return undefined;
    case 'server-restored':
      server.restore(a);
      return undefined;
    case 'clock-skew':
      injected(step.do);
      client.skew = ((a % 9) - 4) * 86_400_000 + (b - 500) * 60_000;
      return undefined;
    case 'role-changes':
      return changeAccount(parts, {
        role: (['admin', 'operator', 'read-only'] as const)[a % 3] ?? 'admin',
      });
    case 'scope-changes': {
      const brand = server.isUp ? pick([null, ...brandsIn(file())], a) : null;
      return changeAccount(parts, { scope: brand ? { brandId: brand.id, name: brand.name } : null });
    }
    case 'session-ends':
      if (!server.isUp) return undefined;
      injected(step.do);
      return unlessDead(
        parts,
        server.store.transaction((tx) => tx.endFamiliesOf(client.account.id, server.surroundings.now())),
      );
    case 'prune':
      injected(step.do);
      timeline.sleep((([1, 31, 95] as const)[a % 3] ?? 1) * dayMs);
      return unlessDead(parts, server.prune());
    case 'newer-server':
      server.newer = !server.newer;
      if (server.newer) injected(step.do);
      return undefined;
    case 'no-network':
      if (!client.wire.cut && b % 3 !== 0) injected(step.do);
      client.wire.cut = b % 3 !== 0;
      return undefined;
    default:
      return undefined;
  }
}

async function changeAccount(
  parts: MishapParts,
  change: Parameters<SimServer['changeAccount']>[1],
): Promise<void> {
  const { client, server } = parts;
  if (server.isUp) await unlessDead(parts, server.changeAccount(client.account, change));
}

async function unlessDead({ note }: MishapParts, work: Promise<unknown>): Promise<void> {
  await work.catch((thrown: unknown) => note(`the server: ${String(thrown)}`));
}

function instantOf(mishap: 'client-crash-torn' | 'client-crash-between' | 'client-crash-mid') {
  if (mishap === 'client-crash-torn') return 'torn';
  return mishap === 'client-crash-mid' ? 'mid' : 'between';
}

const instants = ['begun', 'half-done', 'before-commit', 'committed'] as const;

function brandsIn(file: ServerFile): Brand[] {
  return file.docs('brand').map((doc) => JSON.parse(doc) as Brand);
}
