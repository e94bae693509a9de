import type { ActivityItem } from '../../common/contract/activity.ts';
import { isEntityKind, kindWords } from '../../common/domain/entities.ts';
import { fieldAt, type FieldValues } from '../../common/domain/fields.ts';
import { mutation as mutationSchema, type Mutation } from '../../common/domain/mutations.ts';
import type { CacheReader } from '../../db/api.ts';
import { reversalOf, type Change } from './reversal.ts';

type Read = {
  [
    K in
      | 'billingAccountDetail'
      | 'brandDetail'
      | 'customerDetail'
      | 'partnerDetail'
      | 'siteDetail'
      | 'projectDetail'
      | 'visitDetail'
      | 'visitTemplates'
  ]: (...of: Parameters<CacheReader[K]>) => Promise<ReturnType<CacheReader[K]>>;
};

/** What takes back what an entry of Activity tells, or why nothing does. */
export type ActivityReversal = { changes: Change[] } | { whyNot: string };

/** Takes back what one entry tells, of that one thing: by what's known here of how it is now. */
export async function reversalOfEntry(
  item: ActivityItem,
  read: Read,
  newId: () => string,
): Promise<ActivityReversal> {
  const { action, entity } = item;
  const [kind = '', verb = ''] = action.split('.');
  const what = isEntityKind(kind) ? kindWords[kind] : kind;
  if (kind !== entity.kind)
    return { whyNot: `It was changed along with a ${what}. Undo it where the ${what} stands.` };
  if (action === 'project.create') return { whyNot: 'A project isn’t deleted by Undo.' };
  const known = mutationOf(item);
  if (!known) return { whyNot: 'This version of Switchyard doesn’t know how to take this back.' };
  if (kind === 'probe' || kind === 'license') return { changes: reversalOf(known, newId) };
  const now = await rowNow(kind, entity.id, read);
  if (verb === 'delete')
    return now ? { whyNot: `The ${what} is back already.` } : { changes: reversalOf(known, newId) };
  if (!now) return { whyNot: `The ${what} isn’t here any more.` };
  if ((verb === 'create' || verb === 'restore') && now.below > 0)
    return {
      whyNot: `The ${what} has something below it by now. Delete it in its list, which shows what goes along.`,
    };
  const changedSince = Object.entries(item.before === null ? {} : (item.after ?? {})).some(
    ([field, value]) => JSON.stringify(fieldAt(now.row, field) ?? null) !== JSON.stringify(value ?? null),
  );
  if (changedSince) return { whyNot: 'It was changed to something else since.' };
  return { changes: reversalOf(known, newId) };
}

/** The change that an entry is about as if it had been made of that one thing; null for one that isn't known here. */
function mutationOf({ mutationId, at, action, entity, before, after }: ActivityItem): Mutation | null {
  const { id } = entity;
  const verb = action.slice(action.indexOf('.') + 1);
  if (action === 'license.move') {
    const args = { ...after, ids: [id, mutationId] };
    const parsed = mutationSchema.safeParse({
      ...{ id: mutationId, name: action, context: 'partner-account', at, args },
    });
    return parsed.success ? parsed.data : null;
  }
  const argsOf: Record<string, unknown> = {
    create: { id, fields: after },
    update: { id, changes: after },
    delete: { ids: [id] },
    restore: { deletion: mutationId, ids: [id] },
    move: { ids: [id], partnerId: after?.['partnerId'] },
    realign: { ids: [id], brandId: after?.['brandId'] },
    associate: { ids: [id], siteId: after?.['siteId'] },
    disassociate: { ids: [id] },
  };
  const was: FieldValues =
    verb === 'update'
      ? (before ?? {})
      : verb === 'move'
        ? { [id]: before?.['partnerId'] }
        : verb === 'realign'
          ? { [id]: before?.['brandId'] }
          : verb === 'associate' || verb === 'disassociate'
            ? { [id]: before?.['siteId'] }
            : {};
  const parsed = mutationSchema.safeParse({
    ...{ id: mutationId, name: action, context: 'partner-account', at },
    ...{ args: argsOf[verb], before: was },
  });
  return parsed.success ? parsed.data : null;
}

async function rowNow(kind: string, id: string, read: Read): Promise<{ row: object; below: number } | null> {
  if (kind === 'customer') {
    const detail = await read.customerDetail(id);
    return detail && { row: detail.customer, below: detail.sites };
  }
  if (kind === 'brand') {
    const detail = await read.brandDetail(id);
    return detail && { row: detail.brand, below: detail.scope.brands - 1 + detail.scope.customers };
  }
  if (kind === 'billingAccount') {
    const detail = await read.billingAccountDetail(id);
    return detail && { row: detail.account, below: detail.customers };
  }
  if (kind === 'partner') {
    const detail = await read.partnerDetail(id);
    return detail && { row: detail.partner, below: detail.customers };
  }
  if (kind === 'site') {
    const detail = await read.siteDetail(id);
    return detail && { row: detail.site, below: detail.probes.length + detail.visits };
  }
  if (kind === 'visit') {
    const detail = await read.visitDetail(id);
    return detail && { row: detail.visit, below: 0 };
  }
  if (kind === 'visitTemplate') {
    const row = (await read.visitTemplates()).find((one) => one.id === id);
    return row ? { row, below: 0 } : null;
  }
  if (kind === 'project') {
    const detail = await read.projectDetail(id);
    return detail && { row: detail.project, below: 0 };
  }
  return null;
}
