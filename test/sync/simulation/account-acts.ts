import {
  billingAccountFields,
  brandFields,
  customerFields,
  grantNames,
  projectFields,
  type AccessRequest,
  type BillingAccount,
  type Brand,
  type Customer,
  type Invite,
  type Notice,
  type OnboardingLink,
  type Partner,
  type Project,
  type VisitTemplate,
} from '../../../common/domain/entities.ts';
import { withFields } from '../../../common/domain/fields.ts';
import { visitTemplateFields } from '../../../common/domain/visits.ts';
import type { ClientProcess } from './client.ts';
import {
  nameBy,
  pick,
  queueRaw,
  remember,
  rowsOf,
  someIds,
  type Bare,
  type Deletion,
  type Desk,
} from './desk.ts';
import { licenseTypes, spareCodes } from './seed-rows.ts';
import type { Step } from './steps.ts';

/**
 * What an operator does with everything that isn't a partner, a customer, a site or a visit: brands, billing accounts, templates,
 * projects and their licenses, invites, links, requests, notices. Null where a step means something else.
 */
export async function actOnAccount(desk: Desk, life: ClientProcess, step: Step): Promise<string[] | null> {
  switch (step.do) {
    case 'work-on-brands':
      return workOnBrands(desk, life, step);
    case 'realign-customers': {
      const ids = someIds(rowsOf<Customer>(desk.watch, 'customer'), step.a, 1 + (step.c % 3));
      const brandId = pick([null, ...idsOf(rowsOf<Brand>(desk.watch, 'brand'))], step.b) ?? null;
      return ids.length > 0 ? (await life.changes.brands.realign({ ids, brandId })).mutationIds : [];
    }
    case 'work-on-billing':
      return workOnBilling(desk, life, step);
    case 'work-on-templates':
      return workOnTemplates(desk, life, step);
    case 'work-on-projects':
      return workOnProjects(desk, life, step);
    case 'create-project':
      return createProject(desk, life, step);
    case 'set-customer-login':
      return setLogin(desk, life, step);
    case 'move-licenses':
      return moveLicenses(desk, life, step);
    case 'work-on-invites':
      return workOnInvites(desk, life, step);
    case 'work-on-links':
      return workOnLinks(desk, life, step);
    case 'work-on-requests':
      return workOnRequests(desk, life, step);
    case 'work-on-notices':
      return workOnNotices(desk, life, step);
    default:
      return null;
  }
}

async function workOnBrands(desk: Desk, life: ClientProcess, { a, b, c }: Step) {
  const { changes } = life;
  const rows = rowsOf<Brand>(desk.watch, 'brand');
  const brand = pick(rows, a);
  switch (c % 4) {
    case 0:
      return makeBrand(life, a, pick(rows, b)?.id ?? null);
    case 1:
    case 2: {
      if (c % 4 === 2 && wasDeleted(desk, 'brand')) return restore(desk, life, 'brand', a);
      const used = new Set(
        (['partner', 'customer', 'brand'] as const).flatMap((kind) =>
          rowsOf<{ brandId?: string | null; parentId?: string | null }>(desk.watch, kind).flatMap((row) => [
            row.brandId,
            row.parentId,
          ]),
        ),
      );
      const unused = pick(
        rows.filter(({ id }) => !used.has(id)),
        a,
      );
      if (!unused) return makeBrand(life, a, null);
      return thenRestored(
        desk,
        life,
        b,
        'brand',
        unused.id,
        await changes.brands.remove({ ids: [unused.id] }),
      );
    }
    default: {
      if (!brand) return [];
      const edit = b % 3 ? { name: nameBy(b) } : { primaryColor: b % 2 ? '#0a7d4f' : '' };
      const fields = withFields(brandFields.parse(brand), edit);
      return (await changes.brands.update({ id: brand.id, fields })).mutationIds;
    }
  }
}

async function workOnBilling(desk: Desk, life: ClientProcess, { a, b, c }: Step) {
  const { changes } = life;
  const account = pick(rowsOf<BillingAccount>(desk.watch, 'billingAccount'), a);
  switch (c % 4) {
    case 0: {
      const fields = billingAccountFields.parse({ name: nameBy(a), email: `b${b}@x.example` });
      return (await changes.billingAccounts.create(fields)).mutationIds;
    }
    case 1:
    case 2: {
      if (c % 4 === 2 && wasDeleted(desk, 'billingAccount')) return restore(desk, life, 'billingAccount', a);
      if (!account) return [];
      const removed = await changes.billingAccounts.remove({ ids: [account.id] });
      return thenRestored(desk, life, b, 'billingAccount', account.id, removed);
    }
    default: {
      if (!account) return [];
      const edit = b % 2 ? { notes: `Note ${b % 5}` } : { reference: `PO ${b % 9}` };
      const fields = withFields(billingAccountFields.parse(account), edit);
      return (await changes.billingAccounts.update({ id: account.id, fields })).mutationIds;
    }
  }
}

async function workOnTemplates(desk: Desk, life: ClientProcess, { a, b, c }: Step) {
  const { changes } = life;
  const template = pick(rowsOf<VisitTemplate>(desk.watch, 'visitTemplate'), a);
  switch (c % 4) {
    case 0: {
      const customer = b % 3 ? undefined : pick(rowsOf<Customer>(desk.watch, 'customer'), b);
      const fields = { name: nameBy(a), customerId: customer?.id ?? null, items: [`Look at ${b % 7}`] };
      return (await changes.visits.createTemplate(visitTemplateFields.parse(fields))).mutationIds;
    }
    case 1:
    case 2: {
      if (c % 4 === 2 && wasDeleted(desk, 'visitTemplate')) return restore(desk, life, 'visitTemplate', a);
      if (!template) return [];
      const removed = await changes.visits.removeTemplates({ ids: [template.id] });
      return thenRestored(desk, life, b, 'visitTemplate', template.id, removed);
    }
    default: {
      if (!template) return [];
      const edit = b % 2 ? { name: nameBy(b) } : { items: [...template.items.slice(0, 3), `And ${b % 7}`] };
      const fields = withFields(visitTemplateFields.parse(template), edit);
      return (await changes.visits.updateTemplate({ id: template.id, fields })).mutationIds;
    }
  }
}

async function workOnProjects(desk: Desk, { changes }: ClientProcess, { a, b, c }: Step) {
  const project = pick(rowsOf<Project>(desk.watch, 'project'), a);
  if (!project) return [];
  if (c % 5 === 0) return (await changes.projects.close(project.id)).mutationIds;
  if (c % 5 === 1) return (await changes.projects.cancelClosing(project.id)).mutationIds;
  const edit = b % 2 ? { name: nameBy(b) } : { company: `Company ${b % 5}` };
  const fields = withFields(projectFields.parse(project), edit);
  return (await changes.projects.update({ id: project.id, fields })).mutationIds;
}

async function createProject(desk: Desk, { changes }: ClientProcess, { a, b, c }: Step) {
  const customerId = pick([null, ...idsOf(rowsOf<Customer>(desk.watch, 'customer'))], a) ?? null;
  const login = `made-${c % 50}`;
  const fields = { customerId, name: nameBy(b), country: 'CH', email: `${login}@projects.example`, login };
  const { connectors: _none, ...asked } = projectFields.parse(fields);
  return (await changes.projects.create({ ...asked, password: passwordBy(b) })).mutationIds;
}

/** Gives a customer's admin a login, every third time one that is just being made. */
async function setLogin(desk: Desk, { changes }: ClientProcess, { a, b, c }: Step) {
  const password = passwordBy(b);
  if (c % 3 === 0) {
    const fields = customerFields.parse({ partnerId: null, name: nameBy(a), email: `l${b}@x.example` });
    return (await changes.createCustomer({ ...fields, password })).mutationIds;
  }
  const customer = pick(rowsOf<Customer>(desk.watch, 'customer'), a);
  return customer ? (await changes.setCustomerLogin({ id: customer.id, password })).mutationIds : [];
}

function passwordBy(n: number): string {
  return `kept with care ${n % 5}`;
}

async function moveLicenses(desk: Desk, { changes }: ClientProcess, { a, b, c }: Step) {
  const holders = [null, ...idsOf(rowsOf<Project>(desk.watch, 'project'))];
  const [from, to] = [pick(holders, a) ?? null, pick(holders, b) ?? null];
  const type = pick(licenseTypes, c);
  if (from === to || type === undefined) return [];
  const move = { from, to, type, quantity: 1 + (c % 6), reason: '' };
  return (await changes.projects.move(move)).mutationIds;
}

async function workOnInvites(desk: Desk, { changes }: ClientProcess, { a, b, c }: Step) {
  const invite = pick(rowsOf<Invite>(desk.watch, 'invite'), a);
  if (!invite || c % 3 === 0) {
    const billingAccountId = pick(idsOf(rowsOf<BillingAccount>(desk.watch, 'billingAccount')), b) ?? null;
    const partnerId = pick([null, ...idsOf(rowsOf<Partner>(desk.watch, 'partner'))], c) ?? null;
    const fields = { name: nameBy(a), contactName: 'Ada', contactEmail: `i${b}@x.example` };
    return (await changes.invites.create({ ...fields, billingAccountId, partnerId, brandId: null }))
      .mutationIds;
  }
  const ids = [invite.id];
  return (await (c % 3 === 1 ? changes.invites.resend({ ids }) : changes.invites.revoke({ ids })))
    .mutationIds;
}

async function workOnLinks(desk: Desk, { changes }: ClientProcess, { a, b, c }: Step) {
  const link = pick(rowsOf<OnboardingLink>(desk.watch, 'onboardingLink'), a);
  if (!link || c % 3 === 0) {
    const partnerId = pick([null, ...idsOf(rowsOf<Partner>(desk.watch, 'partner'))], b) ?? null;
    return (await changes.onboardingLinks.create({ name: nameBy(a), partnerId, brandId: null })).mutationIds;
  }
  if (c % 3 === 1) return (await changes.onboardingLinks.replace({ id: link.id })).mutationIds;
  return (await changes.onboardingLinks.revoke({ ids: [link.id] })).mutationIds;
}

async function workOnRequests(desk: Desk, { changes }: ClientProcess, { a, b, c }: Step) {
  const request = pick(rowsOf<AccessRequest>(desk.watch, 'accessRequest'), a);
  if (request && c % 3 === 2)
    return (await changes.accessRequests.withdraw({ ids: [request.id] })).mutationIds;
  if (c % 3 === 1) {
    const grant = pick(grantNames, b);
    const customers = rowsOf<Customer>(desk.watch, 'customer');
    const lacking = customers.filter(({ grants }) => grant && !grants.includes(grant));
    const customer = pick([...lacking, ...customers.slice(0, 2)], a);
    if (!customer) return [];
    const fields = { customerId: customer.id, grants: grant ? [grant] : [], reason: 'For the visit' };
    return (await changes.accessRequests.ask(fields)).mutationIds;
  }
  const customerCode = pick(spareCodes, b) ?? '';
  const fields = { customerCode, partnerId: null, brandId: null, reason: '' };
  return (await changes.accessRequests.link(fields)).mutationIds;
}

async function workOnNotices(desk: Desk, { changes }: ClientProcess, { a, b, c }: Step) {
  const notice = pick(rowsOf<Notice>(desk.watch, 'notice'), a);
  if (notice && c % 2) return (await changes.notices.stop({ id: notice.id })).mutationIds;
  const reached = rowsOf<Customer>(desk.watch, 'customer').filter(
    ({ technicalContact }) => technicalContact.email !== '',
  );
  const customers = reached
    .slice(a % 3, (a % 3) + 1 + (b % 3))
    .map(({ id, technicalContact }) => ({ customerId: id, email: technicalContact.email }));
  if (customers.length === 0) return [];
  const fields = {
    ...{ name: `Work ${a % 9}`, text: 'The router is exchanged.' },
    ...{ plannedFrom: '2026-05-01T06:00:00.000Z', plannedUntil: '2026-05-01T08:00:00.000Z' },
  };
  return (await changes.notices.write({ fields, customers })).mutationIds;
}

async function makeBrand({ changes }: ClientProcess, n: number, parentId: string | null) {
  return (await changes.brands.create(brandFields.parse({ name: nameBy(n), parentId }))).mutationIds;
}

/** Keeps a delete in mind; every other one is thought better of at once. */
async function thenRestored(
  desk: Desk,
  life: ClientProcess,
  n: number,
  kind: Deletion['kind'],
  id: string,
  deleted: { mutationIds: string[] },
): Promise<string[]> {
  remember(desk, kind, [id], deleted);
  const last = desk.deletions.at(-1);
  const restored = last && n % 2 ? await restoreOf(desk, life, last) : [];
  return [...deleted.mutationIds, ...restored];
}

function wasDeleted(desk: Desk, kind: Deletion['kind']): boolean {
  return desk.deletions.some((made) => made.kind === kind);
}

function restore(desk: Desk, life: ClientProcess, kind: Deletion['kind'], a: number): Promise<string[]> {
  const deletion = pick(
    desk.deletions.filter((made) => made.kind === kind),
    a,
  );
  return deletion ? restoreOf(desk, life, deletion) : Promise.resolve([]);
}

function restoreOf(desk: Desk, life: ClientProcess, { id, kind, ids }: Deletion): Promise<string[]> {
  return queueRaw(desk, life, [{ name: `${kind}.restore`, args: { deletion: id, ids } } as Bare]);
}

function idsOf(rows: readonly { id: string }[]): string[] {
  return rows.map(({ id }) => id);
}
