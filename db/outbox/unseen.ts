import { isEntityKind, kindWords } from '../../common/domain/entities.ts';
import {
  bulkPartOf,
  isPlacement,
  placeKinds,
  placeOf,
  type Mutation,
} from '../../common/domain/mutations.ts';
import type { Connection } from '../store/database.ts';
import type { OutboxEntry, Touch } from './outbox.ts';
import { namedBy } from './touches.ts';

/**
 * How the account came to see an entity no longer: it left its sight, or a new snapshot of an account that doesn't see
 * everything came without it, and nobody has said whether it was deleted.
 */
type Loss = 'left' | 'missing';

/** What waiting mutations need and the account doesn't see any more. Being out of sight isn't being deleted. */
export interface Unseen {
  note(entities: readonly Touch[], how: Loss): void;
  /** These are known again, as rows or as deleted. */
  forget(ids: readonly string[]): void;
  forgetAll(): void;
  all(): Touch[];
  /** Those of these that nothing is noted of. */
  without(ids: readonly string[]): string[];
  /** Why a mutation makes no sense because of what isn't seen any more, as a sentence; undefined where it isn't because of that. */
  hindrance(mutation: Mutation): string | undefined;
  /** Why the partner API rejected a mutation, where it is because of what isn't seen any more: it finds nothing by that id. */
  explanation(mutation: Mutation): string | undefined;
}

/** Prepares the table of a cache file. */
export function openUnseen(db: Connection): Unseen {
  const insert = db.prepare('INSERT OR REPLACE INTO unseen (id, kind, how) VALUES (?, ?, ?)');
  const remove = db.prepare('DELETE FROM unseen WHERE id IN (SELECT value FROM json_each(?))');
  const clear = db.prepare('DELETE FROM unseen');
  const any = db.prepare<[], number>('SELECT 1 FROM unseen LIMIT 1').pluck();
  const select = db.prepare<[], Touch>('SELECT kind, id FROM unseen');
  const howOf = db.prepare<[string], Loss>('SELECT how FROM unseen WHERE id = ?').pluck();
  const isAny = () => any.get() !== undefined;
  return {
    note: (entities, how) => {
      for (const { kind, id } of entities) insert.run(id, kind, how);
    },
    forget: (ids) => {
      if (isAny()) remove.run(JSON.stringify(ids));
    },
    forgetAll: () => {
      if (isAny()) clear.run();
    },
    all: () => select.all(),
    without: (ids) => (isAny() ? ids.filter((id) => howOf.get(id) === undefined) : [...ids]),
    hindrance: (mutation) => {
      const loss = lossOf(mutation);
      // What may have been deleted is as good as deleted to one that deletes it, and has to be to one that restores it; the
      // partner API knows.
      const concernsDeleted = mutation.name.endsWith('.delete') || mutation.name.endsWith('.restore');
      return loss && !(loss.how === 'missing' && concernsDeleted) ? wordsOf(loss) : undefined;
    },
    explanation: (mutation) => {
      const loss = lossOf(mutation);
      return loss && !(loss.how === 'missing' && mutation.name.endsWith('.delete'))
        ? wordsOf(loss)
        : undefined;
    },
  };

  function lossOf(mutation: Mutation): (Touch & { how: Loss }) | undefined {
    // The partner API leaves what isn't seen, each item by itself.
    if (!isAny() || bulkPartOf(mutation)) return undefined;
    const lost = neededBy(mutation).flatMap((entity) => {
      const how = howOf.get(entity.id);
      return how === undefined ? [] : [{ ...entity, how }];
    });
    return lost.find(({ how }) => how === 'left') ?? lost[0];
  }
}

function wordsOf({ kind, how }: Touch & { how: Loss }): string {
  const what = isEntityKind(kind) ? kindWords[kind] : kind;
  return how === 'left'
    ? `Your account may not see the ${what} that it concerns any more.`
    : `The ${what} that it concerns isn’t among what your account sees any more. It may have been deleted.`;
}

/**
 * A rejected mutation with the reason that is known here where it needs what isn't seen any more. The partner API's own words
 * stay behind it, unless they only say that there's nothing by that id.
 */
export function explained(entry: OutboxEntry, unseen: Unseen): OutboxEntry {
  const hindrance = entry.state === 'rejected' ? unseen.explanation(entry.mutation) : undefined;
  const said = entry.lastAnswer ?? '';
  if (hindrance === undefined || said.startsWith(hindrance)) return entry;
  const isAboutId = neededBy(entry.mutation).some(({ id }) => said.includes(id));
  return { ...entry, lastAnswer: isAboutId || said === '' ? hindrance : `${hindrance} ${said}` };
}

/** What a mutation can't do without: what it names, unless it makes that, and where that goes. */
export function neededBy(mutation: Mutation): Touch[] {
  switch (mutation.name) {
    case 'brand.create': {
      const { parentId } = mutation.args.fields;
      return parentId === null ? [] : [{ kind: 'brand', id: parentId }];
    }
    case 'invite.create':
    case 'onboardingLink.create':
    case 'accessRequest.link':
    case 'notice.send':
    case 'billingAccount.create':
    case 'partner.create':
      return [];
    case 'accessRequest.ask':
      return [{ kind: 'customer', id: mutation.args.fields.customerId }];
    case 'customer.create': {
      const { partnerId } = mutation.args.fields;
      return partnerId === null ? [] : [{ kind: 'partner', id: partnerId }];
    }
    case 'site.create':
      return [{ kind: 'customer', id: mutation.args.fields.customerId }];
    case 'project.create': {
      const { customerId } = mutation.args.fields;
      return customerId === null ? [] : [{ kind: 'customer', id: customerId }];
    }
    case 'license.move':
      return [mutation.args.from, mutation.args.to].flatMap((id) =>
        id === null ? [] : [{ kind: 'project' as const, id }],
      );
    case 'visitTemplate.create':
      return [];
    case 'visit.create':
      return [{ kind: 'site', id: mutation.args.fields.siteId }];
    default:
      break;
  }
  const named = namedBy(mutation);
  const place = isPlacement(mutation) ? placeOf(mutation) : null;
  const placeKind = isPlacement(mutation) ? placeKinds[mutation.name] : null;
  if (place === null || placeKind === null) return named;
  return [...named, { kind: placeKind, id: place }];
}
