import { newId } from '../../../../common/domain/ids.ts';
import { call, mutationOf, type Row } from '../caller.ts';
import { projectOf } from '../project-of.ts';
import { callerOf, scene } from './scene.ts';

export const fields = { name: 'Thornbury Glass', email: 'office@thornbury.example' };
export const customerFields = { ...fields, partnerId: null };

/** A customer and a partner of the admin's, made anew for a cell of the table. */
export async function freshCustomer(): Promise<string> {
  const id = newId();
  await callerOf('admin').pushOne(mutationOf('customer.create', { id, fields: customerFields }));
  return id;
}
export async function freshPartner(): Promise<string> {
  const id = newId();
  await callerOf('admin').pushOne(mutationOf('partner.create', { id, fields }));
  return id;
}

export async function freshBillingAccount(): Promise<string> {
  const id = newId();
  await callerOf('admin').pushOne(mutationOf('billingAccount.create', { id, fields }));
  return id;
}

export async function freshSite(): Promise<string> {
  const [id, customerId] = [newId(), await freshCustomer()];
  await callerOf('admin').pushOne(
    mutationOf('site.create', { id, fields: { customerId, name: 'Furnace hall' } }),
  );
  return id;
}
/** A probe in the inventory. */
export function freeProbe(): Promise<string> {
  return firstOf('probes', '&siteId=none');
}
/** A probe at a site of a customer that has granted everything, and that site. */
export async function placedProbe(): Promise<{ id: string; siteId: string }> {
  const [id, siteId] = [await freeProbe(), await freshSite()];
  await callerOf('admin').pushOne(mutationOf('probe.associate', { ids: [id], siteId }));
  return { id, siteId };
}

/** One mailbox license from the partner account to a project made for it. */
export async function moveToFreshProject() {
  const to = await freshProject();
  return { ids: [newId(), newId()], from: null, to, type: 'Mailbox', quantity: 1 };
}

export async function freshVisit(): Promise<string> {
  const [id, siteId] = [newId(), await freshSite()];
  await callerOf('admin').pushOne(mutationOf('visit.create', { id, fields: visitFields(siteId) }));
  return id;
}
export const visitFields = (siteId: string) => ({ siteId, name: 'Yearly check', plannedOn: '2026-05-04' });
export const templateFields = { name: 'Yearly check', items: ['Check the UPS'] };
export async function freshBrand(): Promise<string> {
  const id = newId();
  await callerOf('admin').pushOne(mutationOf('brand.create', { id, fields: { name: 'Nordlys Baltics' } }));
  return id;
}
export async function freshTemplate(): Promise<string> {
  const id = newId();
  await callerOf('admin').pushOne(mutationOf('visitTemplate.create', { id, fields: templateFields }));
  return id;
}

export async function freshProject(): Promise<string> {
  const args = await projectOf(scene().url, {});
  await callerOf('admin').pushOne(mutationOf('project.create', args));
  return args.id;
}

export async function freshInvite(): Promise<string> {
  const id = newId();
  const made = await callerOf('admin').pushOne(
    mutationOf('invite.create', { id, fields: await inviteFields() }),
  );
  if (made.outcome !== 'applied') throw new Error(JSON.stringify(made));
  return id;
}
export function newLinkRequest() {
  return mutationOf('accessRequest.link', {
    ...{ id: newId(), fields: { customerCode: 'BCDF-GHJK-12' } },
  });
}
export function newOnboardingLink(id = newId()) {
  return mutationOf('onboardingLink.create', { id, fields: { name: 'Website' } });
}
export async function freshOnboardingLink(): Promise<string> {
  const id = newId();
  const made = await callerOf('admin').pushOne(newOnboardingLink(id));
  if (made.outcome !== 'applied') throw new Error(JSON.stringify(made));
  return id;
}
/** About a customer of its own: an address gets only so many. */
export async function newNotice() {
  const email = `it.${newId()}@thornbury.example`;
  const technicalContact = { name: 'Ann Berg', email };
  const id = newId();
  await callerOf('admin').pushOne(
    mutationOf('customer.create', { id, fields: { ...customerFields, technicalContact } }),
  );
  return mutationOf('notice.send', {
    id: newId(),
    fields: noticeFields,
    customers: [{ customerId: id, email }],
  });
}
const noticeFields = {
  ...{ name: 'Update of the probes', text: 'They restart once.' },
  ...{ plannedFrom: '2027-03-01T20:00:00Z', plannedUntil: '2027-03-01T22:00:00Z' },
};
/** Each to an address of its own: one gets only so many mails. */
export async function inviteFields() {
  const billingAccountId = await freshBillingAccount();
  return {
    ...{ name: 'Thornbury Glass', contactName: 'Ann Berg', billingAccountId },
    contactEmail: `ann.${billingAccountId}@thornbury.example`,
  };
}

export async function firstOf(kind: string, query = '') {
  const page = await callerOf('admin').get<{ items: Row[] }>(`/v1/${kind}?limit=1${query}`);
  return page.body.items[0]?.id ?? '';
}

/** An API account of the admin's. */
export async function freshAccount(): Promise<string> {
  const { token } = callerOf('admin');
  const answer = await call<{ account: { id: string } }>(scene().url, 'POST', '/v1/accounts', {
    ...{ token, body: newAccount() },
  });
  return answer.body.account.id;
}
export const newAccount = () => ({
  login: `tool-${newId().slice(-12)}`,
  name: 'A tool',
  role: 'partner-api',
});

/** A dry run of the admin's. */
export async function freshDryRun(): Promise<string> {
  const body = { dryRun: true, kind: 'site', select: { ids: [await freshSite()] } };
  const { token } = callerOf('admin');
  const answer = await call<{ id: string }>(scene().url, 'POST', '/v1/bulk-deletes', { token, body });
  return answer.body.id;
}
