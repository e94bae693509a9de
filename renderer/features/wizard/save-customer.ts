import type { AppError } from '../../../common/contract/errors.ts';
import type { ChangeDetail } from '../../../common/contract/outbox.ts';
import type { CustomerDetail } from '../../../common/contract/views.ts';
import type { CustomerFields } from '../../../common/domain/entities.ts';
import type { FieldValues } from '../../../common/domain/fields.ts';
import { attempt } from '../../api/client.ts';
import { say, sayChanged } from '../../app/notices.ts';
import { openDialog } from '../../app/store.ts';
import { counted } from '../../ui/words.ts';
import { randomPassword } from '../projects/random-password.ts';
import type { SitePlan } from './planned-sites.ts';

export type Saved = { ok: true; id: string; partnerId: string | null } | { ok: false; error: AppError };

/**
 * Saves what the wizard holds. For a customer that exists, only the fields that were edited are changed: what came from
 * elsewhere while the wizard was open stays, and where it came to an edited field it's a conflict.
 * @param base what the edited fields held when the form was opened
 * @param plan sites that are added with it, and probes that go to its sites
 */
export async function saveCustomer(
  opened: CustomerDetail['customer'] | null,
  partnerId: string | null,
  fields: CustomerFields,
  base: FieldValues,
  plan: SitePlan,
): Promise<Saved> {
  if (!opened) {
    const password = randomPassword();
    const created = await attempt('customer.create', { ...fields, partnerId, sites: plan.sites, password });
    if (!created.ok) return created;
    sayChanged(`${fields.name.trim()} added${withSites(plan)}`, created.value.mutationIds);
    const login = { customer: fields.name.trim(), login: fields.email.trim(), password };
    openDialog({ kind: 'customer-handover', ...login, isNew: true });
    return { ok: true, id: created.value.id, partnerId };
  }
  const { id } = opened;
  const isPlain = plan.sites.length + plan.associations.length === 0;
  if (Object.keys(base).length === 0 && isPlain) return { ok: true, id, partnerId: opened.partnerId };
  const updated = await attempt('customer.update', { id, fields, base, ...plan });
  if (!updated.ok) return updated;
  sayChanged(`${fields.name.trim()} changed${withSites(plan)}`, updated.value.mutationIds);
  const now = await attempt('customer.show', { id });
  return { ok: true, id, partnerId: (now.ok ? now.value.customer : opened).partnerId };
}

function withSites({ sites }: SitePlan): string {
  return sites.length > 0 ? `, with ${counted(sites.length, 'new site')}` : '';
}

/**
 * Puts what the wizard holds into a change that isn't confirmed.
 * @param base what the edited fields held when the form was opened, where the change edits a customer
 */
export async function amendCustomer(
  { change }: ChangeDetail,
  fields: CustomerFields,
  base: FieldValues,
): Promise<{ ok: true; change: string } | { ok: false; error: AppError }> {
  const isNew = change.name === 'customer.create';
  const amended = await attempt('outbox.amendCustomer', {
    id: change.id,
    fields,
    ...(isNew ? {} : { base }),
  });
  if (!amended.ok) return amended;
  say(`${fields.name.trim()} is in line again`);
  return { ok: true, change: amended.value.id };
}
