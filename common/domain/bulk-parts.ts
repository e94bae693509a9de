import type { BulkPart, MutationArgs } from './mutations.ts';

/** Most items of one part, and most things that it shows below them: what the partner API does in a moment. */
const partItems = 250;
const partShown = 5000;

/** A deletion that is one part of a bulk delete. */
export type BulkPartChange =
  | { name: 'customer.delete'; args: MutationArgs['customer.delete'] & { bulk: BulkPart } }
  | { name: 'site.delete'; args: MutationArgs['site.delete'] & { bulk: BulkPart } };

/**
 * The deletions that a dry run becomes, in its order, each with what was shown below the things that it names.
 * @param below ids of the sites, probes and visits below each of `ids`
 * @param job id of the bulk delete
 */
export function bulkPartsOf(
  kind: 'customer' | 'site',
  ids: readonly string[],
  below: readonly (readonly string[])[],
  job: string,
): BulkPartChange[] {
  const parts: { ids: string[]; shown: string[] }[] = [];
  ids.forEach((id, index) => {
    const own = below[index] ?? [];
    const last = parts.at(-1);
    if (last && last.ids.length < partItems && last.shown.length + own.length <= partShown) {
      last.ids.push(id);
      for (const one of own) last.shown.push(one);
    } else parts.push({ ids: [id], shown: [...own] });
  });
  return parts.map(({ ids, shown }, index): BulkPartChange => {
    const bulk: BulkPart = { job, part: index + 1, of: parts.length, shown };
    return kind === 'customer'
      ? { name: 'customer.delete', args: { ids, bulk } }
      : { name: 'site.delete', args: { ids, bulk } };
  });
}
