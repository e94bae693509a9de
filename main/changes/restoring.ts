import type { RestoreAsked } from '../../common/contract/recycle-bin.ts';
import { binKinds, type BinItem, type BinKind } from '../../common/partner-api/recycle-bin.ts';
import { inStretches } from './edits.ts';
import type { Change } from './reversal.ts';

/** Gives items of a deletion; all of them where `ids` is null. */
export type ItemsOf = (deletion: string, ids: readonly string[] | null) => Promise<BinItem[]>;

/** What a restore becomes. */
export interface RestorePlan {
  /** In the order in which they're to be made: partners, then customers, sites, templates and visits. */
  changes: Change[];
  restored: number;
  /** What the items belong to that is restored first. */
  parents: number;
  left: number;
}

/** What is restored of one kind, by deletion. */
type Restores = Record<BinKind, Map<string, Set<string>>>;

/** Plans a restore: what can come back, and what that belongs to before it, where that was deleted too. */
export async function planRestore(asked: RestoreAsked, itemsOf: ItemsOf): Promise<RestorePlan> {
  const { kind, deletion, ids, parentsFirst } = asked;
  const restores: Restores = {
    brand: new Map(),
    billingAccount: new Map(),
    partner: new Map(),
    customer: new Map(),
    site: new Map(),
    visitTemplate: new Map(),
    visit: new Map(),
  };
  const add = (its: BinKind, of: string, id: string) =>
    restores[its].set(of, (restores[its].get(of) ?? new Set()).add(id));
  const checked = new Map<string, boolean>();

  // Whether it comes back, with what it belongs to queued before it.
  const take = async (item: BinItem): Promise<boolean> => {
    const hindrance = hindranceOf(item);
    if (hindrance === null) return true;
    const { parent } = item;
    if (hindrance !== 'parent-deleted' || !parentsFirst || !parent?.deletion) return false;
    const known = checked.get(parent.id);
    if (known !== undefined) return known;
    const [above] = await itemsOf(parent.deletion, [parent.id]);
    const comes = above !== undefined && (await take(above));
    checked.set(parent.id, comes);
    if (comes) add(parent.kind, parent.deletion, parent.id);
    return comes;
  };

  const items = await itemsOf(deletion, ids);
  let restored = 0;
  for (const item of items) {
    if (!(await take(item))) continue;
    add(kind, deletion, item.id);
    restored += 1;
  }
  const parents = [...checked.values()].filter(Boolean).length;
  const changes = binKinds.flatMap((its) =>
    [...restores[its]].flatMap(([of, those]) =>
      inStretches([...those]).map((stretch): Change => ({
        name: `${its}.restore`,
        args: { deletion: of, ids: stretch },
      })),
    ),
  );
  return { changes, restored, parents, left: (ids?.length ?? items.length) - restored };
}

/** Why it can't come back by itself; null where it can. */
function hindranceOf({ comesBack, reasons }: BinItem): BinItem['reasons'][number]['code'] | null {
  if (comesBack !== 'no') return null;
  return reasons[0]?.code ?? 'parent-gone';
}
