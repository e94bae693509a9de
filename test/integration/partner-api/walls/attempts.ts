import type { EntityKind } from '../../../../common/domain/entities.ts';
import { newId } from '../../../../common/domain/ids.ts';
import type { MutationName } from '../../../../common/domain/mutations.ts';
import { mutationOf } from '../caller.ts';
import { customerLoginOf } from '../customer-login-of.ts';
import { projectOf } from '../project-of.ts';
import { applied, brandIdAt, scene, type Place } from './scene.ts';
import { fields, inviteFields, make, newNotice, siteOf } from './things.ts';

/** What is tried on a thing of a place. */
export interface Attempt {
  mutation: object;
  /** What it's done to, for the simulator; left out for what is created at no thing in particular. */
  thing?: { kind: EntityKind; id: string };
  /** The only grants that the customers have meanwhile; all of them where it's left out. */
  grants?: string;
}
type Deletable = 'brand' | 'billingAccount' | 'partner' | 'customer' | 'site' | 'visitTemplate' | 'visit';
const deleted =
  (kind: Deletable) =>
  async (place: Place): Promise<Attempt> => {
    const id = await make[kind](place);
    return { mutation: mutationOf(`${kind}.delete`, { ids: [id] }), thing: { kind, id } };
  };
const restored =
  (kind: Deletable) =>
  async (place: Place): Promise<Attempt> => {
    const ids = [await make[kind](place)];
    const deletion = mutationOf(`${kind}.delete`, { ids });
    await applied(deletion);
    return { mutation: mutationOf(`${kind}.restore`, { deletion: deletion.id, ids }) };
  };
const changed =
  (
    kind: 'brand' | 'billingAccount' | 'partner' | 'customer' | 'site' | 'project',
    field: string,
    value = 'x.example',
  ) =>
  async (place: Place): Promise<Attempt> => {
    const id = await make[kind](place);
    const args = { id, changes: { [field]: value } };
    return { mutation: mutationOf(`${kind}.update`, args, { before: { [field]: '' } }), thing: { kind, id } };
  };

/** Every mutation, as it's tried on a fresh thing of a place. */
export const attempts: Record<MutationName, (place: Place) => Promise<Attempt>> = {
  'brand.create': async (place) => ({
    mutation: mutationOf('brand.create', {
      id: newId(),
      fields: { name: 'Baltics', parentId: brandIdAt(place) },
    }),
  }),
  'brand.update': changed('brand', 'serviceDomain'),
  'brand.delete': deleted('brand'),
  'brand.restore': restored('brand'),
  'billingAccount.create': async (place) => ({
    mutation: mutationOf('billingAccount.create', {
      id: newId(),
      fields: { ...fields, brandId: brandIdAt(place) },
    }),
  }),
  'billingAccount.update': changed('billingAccount', 'notes'),
  'billingAccount.delete': deleted('billingAccount'),
  'billingAccount.restore': restored('billingAccount'),
  'partner.create': async (place) => ({
    mutation: mutationOf('partner.create', { id: newId(), fields: { ...fields, brandId: brandIdAt(place) } }),
  }),
  'partner.update': changed('partner', 'notes'),
  'partner.delete': deleted('partner'),
  'partner.restore': restored('partner'),
  'customer.create': async (place) => ({
    mutation: mutationOf('customer.create', {
      id: newId(),
      fields: { ...fields, partnerId: null, brandId: brandIdAt(place) },
    }),
  }),
  'customer.login': async (place) => {
    const id = await make.customer(place);
    return {
      mutation: mutationOf('customer.login', await customerLoginOf(scene().url, id)),
      thing: { kind: 'customer', id },
    };
  },
  'customer.update': changed('customer', 'notes'),
  'customer.move': async (place) => {
    const [id, partnerId] = [await make.customer(place), await make.partner(place)];
    return {
      mutation: mutationOf('customer.move', { ids: [id], partnerId }, { before: { [id]: null } }),
      thing: { kind: 'customer', id },
    };
  },
  'customer.realign': async (place) => {
    const id = await make.customer(place);
    const brandId = brandIdAt(place === 'sub-brand' ? 'own' : 'sub-brand');
    return {
      mutation: mutationOf(
        'customer.realign',
        { ids: [id], brandId },
        { before: { [id]: brandIdAt(place) } },
      ),
      thing: { kind: 'customer', id },
    };
  },
  'customer.delete': deleted('customer'),
  'customer.restore': restored('customer'),
  'site.create': async (place) => {
    const customerId = await make.customer(place);
    return {
      mutation: mutationOf('site.create', { id: newId(), fields: { customerId, name: 'Furnace hall' } }),
      thing: { kind: 'customer', id: customerId },
    };
  },
  'site.update': changed('site', 'notes'),
  'site.delete': deleted('site'),
  'site.restore': restored('site'),
  'probe.associate': async (place) => {
    const [id, siteId] = [await make.probe(place), await make.site(place)];
    return {
      mutation: mutationOf('probe.associate', { ids: [id], siteId }, { before: { [id]: await siteOf(id) } }),
      thing: { kind: 'probe', id },
    };
  },
  'probe.disassociate': async (place) => {
    const id = await make.probe(place);
    return {
      mutation: mutationOf('probe.disassociate', { ids: [id] }, { before: { [id]: await siteOf(id) } }),
      thing: { kind: 'probe', id },
    };
  },
  'project.create': async (place) => {
    const customerId = await make.customer(place);
    return {
      mutation: mutationOf('project.create', await projectOf(scene().url, { customerId })),
      thing: { kind: 'customer', id: customerId },
    };
  },
  'project.update': changed('project', 'phone', '+44 20 7946 0000'),
  'project.close': async (place) => {
    const id = await make.project(place);
    return { mutation: mutationOf('project.close', { id }), thing: { kind: 'project', id } };
  },
  'project.cancelClosing': async (place) => {
    const id = await make.project(place);
    await applied(mutationOf('project.close', { id }));
    return { mutation: mutationOf('project.cancelClosing', { id }), thing: { kind: 'project', id } };
  },
  'license.move': async (place) => {
    const [from, to] = [await make.project(place), await make.project(place)];
    const move = (ids: string[], source: string | null, target: string) =>
      mutationOf('license.move', { ids, from: source, to: target, type: 'Mailbox', quantity: 1 });
    await applied(move([newId(), newId()], null, from));
    return { mutation: move([newId(), newId()], from, to), thing: { kind: 'project', id: from } };
  },
  'invite.create': async (place) => ({
    mutation: mutationOf('invite.create', { id: newId(), fields: await inviteFields(place) }),
  }),
  'invite.resend': async (place) => {
    const id = await make.invite(place);
    return { mutation: mutationOf('invite.resend', { id }), thing: { kind: 'invite', id } };
  },
  'invite.revoke': async (place) => {
    const id = await make.invite(place);
    return { mutation: mutationOf('invite.revoke', { id }), thing: { kind: 'invite', id } };
  },
  'notice.send': async (place) => ({ mutation: await newNotice(place) }),
  'notice.stop': async (place) => {
    const id = await make.notice(place);
    return { mutation: mutationOf('notice.stop', { id }), thing: { kind: 'notice', id } };
  },
  'onboardingLink.create': async (place) => ({
    mutation: mutationOf('onboardingLink.create', {
      id: newId(),
      fields: { name: 'Website', brandId: brandIdAt(place) },
    }),
  }),
  'onboardingLink.replace': async (place) => {
    const id = await make.onboardingLink(place);
    return { mutation: mutationOf('onboardingLink.replace', { id }), thing: { kind: 'onboardingLink', id } };
  },
  'onboardingLink.revoke': async (place) => {
    const id = await make.onboardingLink(place);
    return { mutation: mutationOf('onboardingLink.revoke', { id }), thing: { kind: 'onboardingLink', id } };
  },
  'accessRequest.link': async (place) => ({
    mutation: mutationOf('accessRequest.link', {
      id: newId(),
      fields: { customerCode: 'BCDF-GHJK-12', brandId: brandIdAt(place) },
    }),
  }),
  'accessRequest.ask': async (place) => {
    const customerId = await make.customer(place);
    const asked = { customerId, grants: ['recover-data' as const], reason: 'Sites came back' };
    return {
      mutation: mutationOf('accessRequest.ask', { id: newId(), fields: asked }),
      thing: { kind: 'customer', id: customerId },
      grants: '["basic-monitoring"]',
    };
  },
  'accessRequest.withdraw': async (place) => {
    const id = await make.accessRequest(place);
    return { mutation: mutationOf('accessRequest.withdraw', { id }), thing: { kind: 'accessRequest', id } };
  },
  'visitTemplate.create': async (place) => ({
    mutation: mutationOf('visitTemplate.create', {
      id: newId(),
      fields: { name: 'Yearly check', items: ['Check the UPS'], brandId: brandIdAt(place) },
    }),
  }),
  'visitTemplate.update': async (place) => {
    const id = await make.visitTemplate(place);
    const before = { items: ['Check the UPS'] };
    const args = { id, changes: { items: ['Look around'] } };
    return {
      mutation: mutationOf('visitTemplate.update', args, { before }),
      thing: { kind: 'visitTemplate', id },
    };
  },
  'visitTemplate.delete': deleted('visitTemplate'),
  'visitTemplate.restore': restored('visitTemplate'),
  'visit.create': async (place) => {
    const siteId = await make.site(place);
    const planned = { siteId, name: 'Check', plannedOn: '2026-05-04' };
    return {
      mutation: mutationOf('visit.create', { id: newId(), fields: planned }),
      thing: { kind: 'site', id: siteId },
    };
  },
  'visit.update': async (place) => {
    const id = await make.visit(place);
    const args = { id, changes: { status: 'under-way' } };
    return {
      mutation: mutationOf('visit.update', args, { before: { status: 'planned' } }),
      thing: { kind: 'visit', id },
    };
  },
  'visit.delete': deleted('visit'),
  'visit.restore': restored('visit'),
};
