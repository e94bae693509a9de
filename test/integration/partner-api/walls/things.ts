import { newId } from '../../../../common/domain/ids.ts';
import { call, mutationOf, type SyncCaller } from '../caller.ts';
import { projectOf } from '../project-of.ts';
import { applied, brandIdAt, callerSignedIn, scene, type Place } from './scene.ts';

export const fields = { name: 'Thornbury Glass', email: 'office@thornbury.example' };

/** Makes things of a place. */
export const make = {
  /** Below the brand of the place. */
  brand: async (place: Place) => {
    const id = newId();
    await applied(
      mutationOf('brand.create', { id, fields: { name: 'Baltics', parentId: brandIdAt(place) } }),
    );
    return id;
  },
  billingAccount: async (place: Place) => {
    const id = newId();
    await applied(
      mutationOf('billingAccount.create', { id, fields: { ...fields, brandId: brandIdAt(place) } }),
    );
    return id;
  },
  partner: async (place: Place) => {
    const id = newId();
    await applied(mutationOf('partner.create', { id, fields: { ...fields, brandId: brandIdAt(place) } }));
    return id;
  },
  customer: async (place: Place) => {
    const id = newId();
    const made = { ...fields, partnerId: null, brandId: brandIdAt(place) };
    await applied(mutationOf('customer.create', { id, fields: made }));
    return id;
  },
  site: async (place: Place) => {
    const [id, customerId] = [newId(), await make.customer(place)];
    await applied(mutationOf('site.create', { id, fields: { customerId, name: 'Furnace hall' } }));
    return id;
  },
  probe: async (place: Place) => {
    const id = scene().probes.shift() ?? '';
    scene().probes.push(id);
    const siteId = await make.site(place);
    await applied(
      mutationOf('probe.associate', { ids: [id], siteId }, { before: { [id]: await siteOf(id) } }),
    );
    return id;
  },
  project: async (place: Place) => {
    const args = await projectOf(scene().url, { customerId: await make.customer(place) });
    await applied(mutationOf('project.create', args));
    return args.id;
  },
  invite: async (place: Place) => {
    const id = newId();
    await applied(mutationOf('invite.create', { id, fields: await inviteFields(place) }));
    return id;
  },
  onboardingLink: async (place: Place) => {
    const id = newId();
    const made = { name: 'Website', brandId: brandIdAt(place) };
    await applied(mutationOf('onboardingLink.create', { id, fields: made }));
    return id;
  },
  /** It belongs to the brand of who sends it. */
  notice: async (place: Place) => {
    const mutation = await newNotice(place);
    const outcome = await (await senderAt(place)).pushOne(mutation);
    if (outcome.outcome !== 'applied') throw new Error(JSON.stringify(outcome));
    return mutation.args.id;
  },
  /** A customer is asked to be linked, by a Customer ID that nobody here has. */
  accessRequest: async (place: Place) => {
    const id = newId();
    const made = { customerCode: 'BCDF-GHJK-12', brandId: brandIdAt(place) };
    await applied(mutationOf('accessRequest.link', { id, fields: made }));
    return id;
  },
  visitTemplate: async (place: Place) => {
    const id = newId();
    const made = { name: 'Yearly check', items: ['Check the UPS'], brandId: brandIdAt(place) };
    await applied(mutationOf('visitTemplate.create', { id, fields: made }));
    return id;
  },
  visit: async (place: Place) => {
    const [id, siteId] = [newId(), await make.site(place)];
    await applied(
      mutationOf('visit.create', { id, fields: { siteId, name: 'Check', plannedOn: '2026-05-04' } }),
    );
    return id;
  },
};
/** A kind of thing that can be made at a place. */
export type Made = keyof typeof make;

/** About a customer of its own: an address gets only so many. */
export async function newNotice(place: Place) {
  const [id, email] = [newId(), `it.${newId()}@thornbury.example`];
  const made = {
    ...{ ...fields, partnerId: null, brandId: brandIdAt(place) },
    technicalContact: { name: 'Ann Berg', email },
  };
  await applied(mutationOf('customer.create', { id, fields: made }));
  return mutationOf('notice.send', {
    id: newId(),
    fields: {
      ...{ name: 'Update of the probes', text: 'They restart once.' },
      ...{ plannedFrom: '2027-03-01T20:00:00Z', plannedUntil: '2027-03-01T22:00:00Z' },
    },
    customers: [{ customerId: id, email }],
  });
}

const senders = new Map<string, SyncCaller>();
/** Somebody whose brand is that of a place. */
async function senderAt(place: Place): Promise<SyncCaller> {
  const brandId = brandIdAt(place);
  if (brandId === null) return scene().admin;
  const known = senders.get(brandId);
  if (known) return known;
  const login = `sender-${newId().slice(-12)}`;
  const body = { login, name: 'A sender', role: 'operator', brandId };
  const { url, admin } = scene();
  const made = await call<{ password: string }>(url, 'POST', '/v1/accounts', { token: admin.token, body });
  const sender = await callerSignedIn(login, made.body.password);
  senders.set(brandId, sender);
  return sender;
}

/** Each to an address of its own. */
export async function inviteFields(place: Place) {
  const billingAccountId = await make.billingAccount(place);
  return {
    ...{ name: 'Thornbury Glass', contactName: 'Ann Berg', billingAccountId, brandId: brandIdAt(place) },
    contactEmail: `ann.${billingAccountId}@thornbury.example`,
  };
}

/** Where a probe is. */
export async function siteOf(probe: string): Promise<unknown> {
  return (await scene().admin.get(`/v1/probes/${probe}`)).body.siteId;
}
