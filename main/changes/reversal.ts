import type { FieldValues } from '../../common/domain/fields.ts';
import { reverseMove } from '../../common/domain/licenses.ts';
import {
  isPlacement,
  mutationIdsLimit,
  placeOf,
  type Mutation,
  type MutationArgs,
  type MutationName,
  type MutationOf,
} from '../../common/domain/mutations.ts';

/** A change without its envelope. `before` is what the operator saw in the changed fields, where that may be out of date. */
export type Change = {
  [N in MutationName]: { name: N; args: MutationArgs[N]; before?: FieldValues };
}[MutationName];

/**
 * The changes that take one back which has taken effect, or is about to. In the order in which they're to be made. A project
 * isn't deleted again: for one that was made there are none.
 * @param newId ids for what a reversal makes
 */
export function reversalOf(mutation: Mutation, newId: () => string): Change[] {
  if (isPlacement(mutation)) return placedBack(mutation);
  switch (mutation.name) {
    case 'invite.create':
      return [{ name: 'invite.revoke', args: { id: mutation.args.id } }];
    case 'accessRequest.link':
    case 'accessRequest.ask':
      return [{ name: 'accessRequest.withdraw', args: { id: mutation.args.id } }];
    case 'notice.send':
      return [{ name: 'notice.stop', args: { id: mutation.args.id } }];
    case 'onboardingLink.create':
      return [{ name: 'onboardingLink.revoke', args: { id: mutation.args.id } }];
    // The former password is known to nobody; a mail that’s out can’t be called back, and a dead link is never alive again.
    case 'customer.login':
    case 'invite.resend':
    case 'invite.revoke':
    case 'accessRequest.withdraw':
    case 'notice.stop':
    case 'onboardingLink.replace':
    case 'onboardingLink.revoke':
      return [];
    case 'brand.create':
      return [{ name: 'brand.delete', args: { ids: [mutation.args.id] } }];
    case 'brand.update':
      return [{ name: 'brand.update', ...takingBack(mutation) }];
    case 'brand.delete':
      return [{ name: 'brand.restore', args: { deletion: mutation.id, ids: mutation.args.ids } }];
    case 'brand.restore':
      return [{ name: 'brand.delete', args: { ids: mutation.args.ids } }];
    case 'billingAccount.create':
      return [{ name: 'billingAccount.delete', args: { ids: [mutation.args.id] } }];
    case 'partner.create':
      return [{ name: 'partner.delete', args: { ids: [mutation.args.id] } }];
    case 'customer.create':
      return [{ name: 'customer.delete', args: { ids: [mutation.args.id] } }];
    case 'billingAccount.update':
      return [{ name: 'billingAccount.update', ...takingBack(mutation) }];
    case 'partner.update':
      return [{ name: 'partner.update', ...takingBack(mutation) }];
    case 'customer.update':
      return [{ name: 'customer.update', ...takingBack(mutation) }];
    case 'billingAccount.delete':
      return [{ name: 'billingAccount.restore', args: { deletion: mutation.id, ids: mutation.args.ids } }];
    case 'partner.delete':
      return [{ name: 'partner.restore', args: { deletion: mutation.id, ids: mutation.args.ids } }];
    case 'customer.delete':
      return [{ name: 'customer.restore', args: { deletion: mutation.id, ids: mutation.args.ids } }];
    case 'billingAccount.restore':
      return [{ name: 'billingAccount.delete', args: { ids: mutation.args.ids } }];
    case 'partner.restore':
      return [{ name: 'partner.delete', args: { ids: mutation.args.ids } }];
    case 'customer.restore':
      return [{ name: 'customer.delete', args: { ids: mutation.args.ids } }];
    case 'site.create':
      return [{ name: 'site.delete', args: { ids: [mutation.args.id] } }];
    case 'site.update':
      return [{ name: 'site.update', ...takingBack(mutation) }];
    case 'site.delete':
      return [{ name: 'site.restore', args: { deletion: mutation.id, ids: mutation.args.ids } }];
    case 'site.restore':
      return [{ name: 'site.delete', args: { ids: mutation.args.ids } }];
    case 'project.create':
      return [];
    case 'project.update':
      return [{ name: 'project.update', ...takingBack(mutation) }];
    case 'project.close':
      return [{ name: 'project.cancelClosing', args: { id: mutation.args.id } }];
    case 'project.cancelClosing':
      return [{ name: 'project.close', args: { id: mutation.args.id } }];
    case 'license.move': {
      const ids = [newId(), newId()];
      return [{ name: 'license.move', args: { ...reverseMove(mutation.args), ids } }];
    }
    case 'visitTemplate.create':
      return [{ name: 'visitTemplate.delete', args: { ids: [mutation.args.id] } }];
    case 'visitTemplate.update':
      return [{ name: 'visitTemplate.update', ...takingBack(mutation) }];
    case 'visitTemplate.delete':
      return [{ name: 'visitTemplate.restore', args: { deletion: mutation.id, ids: mutation.args.ids } }];
    case 'visitTemplate.restore':
      return [{ name: 'visitTemplate.delete', args: { ids: mutation.args.ids } }];
    case 'visit.create':
      return [{ name: 'visit.delete', args: { ids: [mutation.args.id] } }];
    case 'visit.update':
      return [{ name: 'visit.update', ...takingBack(mutation) }];
    case 'visit.delete':
      return [{ name: 'visit.restore', args: { deletion: mutation.id, ids: mutation.args.ids } }];
    case 'visit.restore':
      return [{ name: 'visit.delete', args: { ids: mutation.args.ids } }];
  }
}

/** The fields back to what they were, from what the change made of them: what somebody else wrote since is a conflict, not lost. */
function takingBack({ args, before }: Extract<Mutation, { args: { changes: FieldValues } }>) {
  return { args: { id: args.id, changes: before }, before: args.changes };
}

type Placement = MutationOf<'customer.move' | 'customer.realign' | 'probe.associate' | 'probe.disassociate'>;

/**
 * One placement for each place that some of the things came from. What wasn't known before stays where it is; what somebody else
 * has put somewhere else since is a conflict, not lost.
 */
function placedBack(mutation: Placement): Change[] {
  const place = placeOf(mutation);
  const byFormer = new Map<string | null, string[]>();
  for (const id of mutation.args.ids) {
    const former = mutation.before[id];
    if ((former !== null && typeof former !== 'string') || former === place) continue;
    byFormer.set(former, [...(byFormer.get(former) ?? []), id]);
  }
  return [...byFormer].map(([former, ids]): Change => {
    const before = Object.fromEntries(ids.map((id) => [id, place]));
    if (mutation.name === 'customer.move')
      return { name: 'customer.move', args: { ids, partnerId: former }, before };
    if (mutation.name === 'customer.realign')
      return { name: 'customer.realign', args: { ids, brandId: former }, before };
    return former === null
      ? { name: 'probe.disassociate', args: { ids }, before }
      : { name: 'probe.associate', args: { ids, siteId: former }, before };
  });
}

/** The same changes, with deletions of one kind that follow one another made one: undoing a paste or an import of thousands is a handful. */
export function withDeletionsJoined(changes: readonly Change[]): Change[] {
  const joined: Change[] = [];
  for (const change of changes) {
    const last = joined.at(-1);
    if (change.name !== 'site.delete' && change.name !== 'customer.delete') joined.push(change);
    else if (last?.name === change.name && last.args.ids.length + change.args.ids.length <= mutationIdsLimit)
      last.args.ids.push(...change.args.ids);
    else joined.push({ ...change, args: { ids: [...change.args.ids] } });
  }
  return joined;
}
