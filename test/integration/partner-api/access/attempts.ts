import { newId } from '../../../../common/domain/ids.ts';
import type { MutationName } from '../../../../common/domain/mutations.ts';
import { mutationOf } from '../caller.ts';
import { customerLoginOf } from '../customer-login-of.ts';
import { projectOf } from '../project-of.ts';
import {
  customerFields,
  fields,
  freeProbe,
  freshBillingAccount,
  freshBrand,
  freshCustomer,
  freshInvite,
  freshOnboardingLink,
  freshPartner,
  freshProject,
  freshSite,
  freshTemplate,
  freshVisit,
  inviteFields,
  moveToFreshProject,
  newLinkRequest,
  newNotice,
  newOnboardingLink,
  placedProbe,
  templateFields,
  visitFields,
} from './fresh.ts';
import { callerOf, scene } from './scene.ts';

/** A mutation that would be applied if the role allows it. */
export const attempts: Record<MutationName, () => Promise<object>> = {
  'brand.create': async () =>
    mutationOf('brand.create', { id: newId(), fields: { name: 'Nordlys Baltics' } }),
  'brand.update': async () =>
    mutationOf(
      'brand.update',
      { id: await freshBrand(), changes: { replyTo: 'a@x.example' } },
      { before: { replyTo: '' } },
    ),
  'brand.delete': async () => mutationOf('brand.delete', { ids: [await freshBrand()] }),
  'brand.restore': async () => {
    const ids = [await freshBrand()];
    const deletion = mutationOf('brand.delete', { ids });
    await callerOf('admin').pushOne(deletion);
    return mutationOf('brand.restore', { deletion: deletion.id, ids });
  },
  'billingAccount.create': async () => mutationOf('billingAccount.create', { id: newId(), fields }),
  'billingAccount.update': async () =>
    mutationOf(
      'billingAccount.update',
      { id: await freshBillingAccount(), changes: { notes: 'x' } },
      { before: { notes: '' } },
    ),
  'billingAccount.delete': async () =>
    mutationOf('billingAccount.delete', { ids: [await freshBillingAccount()] }),
  'billingAccount.restore': async () => {
    const ids = [await freshBillingAccount()];
    const deletion = mutationOf('billingAccount.delete', { ids });
    await callerOf('admin').pushOne(deletion);
    return mutationOf('billingAccount.restore', { deletion: deletion.id, ids });
  },
  'partner.create': async () => mutationOf('partner.create', { id: newId(), fields }),
  'partner.update': async () =>
    mutationOf(
      'partner.update',
      { id: await freshPartner(), changes: { notes: 'x' } },
      { before: { notes: '' } },
    ),
  'partner.delete': async () => mutationOf('partner.delete', { ids: [await freshPartner()] }),
  'partner.restore': async () => {
    const ids = [await freshPartner()];
    const deletion = mutationOf('partner.delete', { ids });
    await callerOf('admin').pushOne(deletion);
    return mutationOf('partner.restore', { deletion: deletion.id, ids });
  },
  'customer.create': async () => mutationOf('customer.create', { id: newId(), fields: customerFields }),
  'customer.login': async () =>
    mutationOf('customer.login', await customerLoginOf(scene().url, await freshCustomer())),
  'customer.update': async () =>
    mutationOf(
      'customer.update',
      { id: await freshCustomer(), changes: { notes: 'x' } },
      { before: { notes: '' } },
    ),
  'customer.realign': async () => {
    const id = await freshCustomer();
    return mutationOf(
      'customer.realign',
      { ids: [id], brandId: await freshBrand() },
      { before: { [id]: null } },
    );
  },
  'customer.move': async () => {
    const [id, partnerId] = [await freshCustomer(), await freshPartner()];
    return mutationOf('customer.move', { ids: [id], partnerId }, { before: { [id]: null } });
  },
  'customer.delete': async () => mutationOf('customer.delete', { ids: [await freshCustomer()] }),
  'customer.restore': async () => {
    const ids = [await freshCustomer()];
    const deletion = mutationOf('customer.delete', { ids });
    await callerOf('admin').pushOne(deletion);
    return mutationOf('customer.restore', { deletion: deletion.id, ids });
  },
  'site.create': async () =>
    mutationOf('site.create', {
      id: newId(),
      fields: { customerId: await freshCustomer(), name: 'Furnace hall' },
    }),
  'site.update': async () =>
    mutationOf('site.update', { id: await freshSite(), changes: { notes: 'x' } }, { before: { notes: '' } }),
  'site.delete': async () => mutationOf('site.delete', { ids: [await freshSite()] }),
  'site.restore': async () => {
    const ids = [await freshSite()];
    const deletion = mutationOf('site.delete', { ids });
    await callerOf('admin').pushOne(deletion);
    return mutationOf('site.restore', { deletion: deletion.id, ids });
  },
  'probe.associate': async () =>
    mutationOf('probe.associate', { ids: [await freeProbe()], siteId: await freshSite() }),
  'probe.disassociate': async () => {
    const { id, siteId } = await placedProbe();
    return mutationOf('probe.disassociate', { ids: [id] }, { before: { [id]: siteId } });
  },
  'project.create': async () => mutationOf('project.create', await projectOf(scene().url, {})),
  'project.update': async () =>
    mutationOf(
      'project.update',
      { id: await freshProject(), changes: { phone: '1' } },
      { before: { phone: '' } },
    ),
  'project.close': async () => mutationOf('project.close', { id: await freshProject() }),
  'project.cancelClosing': async () => {
    const id = await freshProject();
    await callerOf('admin').pushOne(mutationOf('project.close', { id }));
    return mutationOf('project.cancelClosing', { id });
  },
  'license.move': async () => mutationOf('license.move', await moveToFreshProject()),
  'invite.create': async () => mutationOf('invite.create', { id: newId(), fields: await inviteFields() }),
  'invite.resend': async () => mutationOf('invite.resend', { id: await freshInvite() }),
  'invite.revoke': async () => mutationOf('invite.revoke', { id: await freshInvite() }),
  'accessRequest.link': async () => newLinkRequest(),
  'accessRequest.ask': async () => {
    const { rows } = await callerOf('admin').snapshot();
    const asked = new Set((rows.get('accessRequest') ?? []).map((row) => row['customerId']));
    const limited = (rows.get('customer') ?? []).find(
      (row) => !(row['grants'] as string[]).includes('recover-data') && !asked.has(row.id),
    );
    return mutationOf('accessRequest.ask', {
      id: newId(),
      fields: { customerId: limited?.id ?? '', grants: ['recover-data'], reason: 'Sites came back' },
    });
  },
  'accessRequest.withdraw': async () => {
    const request = newLinkRequest();
    await callerOf('admin').pushOne(request);
    return mutationOf('accessRequest.withdraw', { id: request.args.id });
  },
  'notice.send': async () => newNotice(),
  'notice.stop': async () => {
    const notice = await newNotice();
    await callerOf('admin').pushOne(notice);
    return mutationOf('notice.stop', { id: notice.args.id });
  },
  'onboardingLink.create': async () => newOnboardingLink(),
  'onboardingLink.replace': async () =>
    mutationOf('onboardingLink.replace', { id: await freshOnboardingLink() }),
  'onboardingLink.revoke': async () =>
    mutationOf('onboardingLink.revoke', { id: await freshOnboardingLink() }),
  'visitTemplate.create': async () =>
    mutationOf('visitTemplate.create', { id: newId(), fields: templateFields }),
  'visitTemplate.update': async () =>
    mutationOf(
      'visitTemplate.update',
      { id: await freshTemplate(), changes: { items: ['Look around'] } },
      { before: { items: templateFields.items } },
    ),
  'visitTemplate.delete': async () => mutationOf('visitTemplate.delete', { ids: [await freshTemplate()] }),
  'visitTemplate.restore': async () => {
    const ids = [await freshTemplate()];
    const deletion = mutationOf('visitTemplate.delete', { ids });
    await callerOf('admin').pushOne(deletion);
    return mutationOf('visitTemplate.restore', { deletion: deletion.id, ids });
  },
  'visit.create': async () =>
    mutationOf('visit.create', { id: newId(), fields: visitFields(await freshSite()) }),
  'visit.update': async () =>
    mutationOf(
      'visit.update',
      { id: await freshVisit(), changes: { status: 'under-way' } },
      { before: { status: 'planned' } },
    ),
  'visit.delete': async () => mutationOf('visit.delete', { ids: [await freshVisit()] }),
  'visit.restore': async () => {
    const ids = [await freshVisit()];
    const deletion = mutationOf('visit.delete', { ids });
    await callerOf('admin').pushOne(deletion);
    return mutationOf('visit.restore', { deletion: deletion.id, ids });
  },
};
