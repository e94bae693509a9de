import { contextOf } from '../../../common/domain/contexts.ts';
import { kindWords, type EntityKind } from '../../../common/domain/entities.ts';
import { fieldsByLeaf, flattenFields, visitLeaves } from '../../../common/domain/fields.ts';
import { newId } from '../../../common/domain/ids.ts';
import type { MutationArgs, MutationName } from '../../../common/domain/mutations.ts';
import { mutation as mutationSchema } from '../../../common/domain/mutations.ts';
import { foldText } from '../../../common/domain/text.ts';
import { seesAll } from '../../../common/domain/visibility.ts';
import type { CommandLayer } from '../../commands/mutate.ts';
import { invalidInput, ProblemError } from '../../commands/problem-error.ts';
import type { Store, StoredRow } from '../../store/store.ts';
import type { Surroundings } from '../../surroundings.ts';
import { actorOf, JsonText, type Call, type Handlers } from '../answer.ts';
import { listCursor, openListCursor } from '../cursors.ts';
import { etagOf, expectedVersion } from '../etags.ts';
import { MutationRefused } from '../refusals.ts';
import { sightOfAccount } from '../../commands/sight.ts';

type ResourceRoutes =
  | `${'create' | 'read' | 'update' | 'delete'}${'Partner' | 'Customer'}`
  | 'listPartners'
  | 'listCustomers'
  | 'listBrands'
  | 'readBrand'
  | 'listBillingAccounts'
  | 'readBillingAccount'
  | 'listInvites'
  | 'readInvite'
  | 'listOnboardingLinks'
  | 'readOnboardingLink'
  | 'listSites'
  | `${'create' | 'read' | 'update' | 'delete'}Site`
  | 'listVisits'
  | `${'create' | 'read' | 'update' | 'delete'}Visit`
  | 'listVisitTemplates'
  | 'listBrandAccounts'
  | 'listTechnicians'
  | 'listProbes'
  | 'readProbe'
  | 'placeProbe'
  | 'listProjects'
  | `${'create' | 'read' | 'update'}Project`
  | 'listLicenseEntries'
  | 'moveLicenses';

interface Page {
  cursor?: string | undefined;
  limit: number;
  q?: string | undefined;
}

/** The resource door: the same commands as the sync door, one row at a time. */
export function resourceHandlers(
  store: Store,
  commands: CommandLayer,
  surroundings: Surroundings,
): Pick<Handlers, ResourceRoutes> {
  const makeId = () => newId({ now: surroundings.now, random: () => surroundings.randomBytes(16) });

  const sightOf = (call: Call) => sightOfAccount(store.read, actorOf(call).account);

  const read = async (kind: EntityKind, id: string, call: Call) =>
    answerOf(kind, id, await store.read.row(await sightOf(call), kind, id));

  const answerOf = (kind: EntityKind, id: string, row: StoredRow | null) => {
    if (!row) throw new ProblemError('not-found', `There is no ${kindWords[kind]} with the id ${id}.`);
    return { body: new JsonText(row.json), headers: { etag: etagOf(row.version) } };
  };

  const list = async (kind: EntityKind, { cursor, limit, q }: Page, call: Call, parent?: string | null) => {
    const { items, next } = await store.read.list(kind, {
      sight: await sightOf(call),
      after: openListCursor(cursor),
      limit,
      text: q ? foldText(q.trim()) : undefined,
      parent,
    });
    const nextText = next === null ? 'null' : JSON.stringify(listCursor(next));
    return { body: new JsonText(`{"items":[${items.join(',')}],"next":${nextText}}`) };
  };

  /** Runs one mutation for a call, and throws what became of it unless it was applied. */
  const run = async <N extends MutationName>(
    call: Call,
    name: N,
    args: MutationArgs[N],
    options: { id?: string | undefined; expected?: number | 'any' } = {},
  ) => {
    const at = new Date(surroundings.now()).toISOString();
    const parsed = mutationSchema.safeParse({
      id: options.id ?? makeId(),
      context: contextOf(actorOf(call).account),
      at,
      name,
      args,
    });
    if (!parsed.success) throw invalidInput(parsed.error.issues);
    const outcome = await commands.mutate(parsed.data, {
      actor: actorOf(call),
      sent: argsAsSent(args, call.sent),
      ...(options.expected === undefined ? {} : { expectedVersion: options.expected }),
    });
    if (outcome.outcome !== 'applied') throw new MutationRefused(outcome);
    return parsed.data;
  };

  const created = async (kind: EntityKind, id: string, call: Call) => {
    const answer = await read(kind, id, call);
    return { ...answer, headers: { ...answer.headers, location: `/v1/${kind}s/${id}` } };
  };
  const parentOf = (id: string | undefined) => (id === 'none' ? null : id);

  return {
    listPartners: ({ query }, call) => list('partner', query, call),
    readPartner: ({ params }, call) => read('partner', params.id, call),
    createPartner: async ({ body: { id: givenId, ...fields }, headers }, call) => {
      const key = headers['idempotency-key'];
      const id = givenId ?? key ?? makeId();
      await run(call, 'partner.create', { id, fields }, { id: key });
      return created('partner', id, call);
    },
    updatePartner: async ({ params: { id }, headers, body }, call) => {
      const expected = expectedVersion(headers['if-match']);
      await run(call, 'partner.update', { id, changes: flattenFields(body) }, { expected });
      return read('partner', id, call);
    },
    deletePartner: async ({ params: { id }, headers }, call) => {
      await run(call, 'partner.delete', { ids: [id] }, { expected: expectedVersion(headers['if-match']) });
      return {};
    },

    listCustomers: ({ query }, call) => list('customer', query, call, parentOf(query.partnerId)),
    readCustomer: ({ params }, call) => read('customer', params.id, call),
    createCustomer: async ({ body: { id: givenId, ...fields }, headers }, call) => {
      const key = headers['idempotency-key'];
      const id = givenId ?? key ?? makeId();
      await run(call, 'customer.create', { id, fields }, { id: key });
      return created('customer', id, call);
    },
    updateCustomer: async ({ params: { id }, headers, body }, call) => {
      const expected = expectedVersion(headers['if-match']);
      await run(call, 'customer.update', { id, changes: flattenFields(body) }, { expected });
      return read('customer', id, call);
    },
    deleteCustomer: async ({ params: { id }, headers }, call) => {
      await run(call, 'customer.delete', { ids: [id] }, { expected: expectedVersion(headers['if-match']) });
      return {};
    },

    listBrands: ({ query }, call) => list('brand', query, call),
    readBrand: ({ params }, call) => read('brand', params.id, call),
    listBillingAccounts: ({ query }, call) => list('billingAccount', query, call),
    readBillingAccount: ({ params }, call) => read('billingAccount', params.id, call),
    listInvites: ({ query }, call) => list('invite', query, call),
    readInvite: ({ params }, call) => read('invite', params.id, call),
    listOnboardingLinks: ({ query }, call) => list('onboardingLink', query, call),
    readOnboardingLink: ({ params }, call) => read('onboardingLink', params.id, call),
    listSites: ({ query }, call) => list('site', query, call, query.customerId),
    readSite: ({ params }, call) => read('site', params.id, call),
    createSite: async ({ body: { id: givenId, ...fields }, headers }, call) => {
      const key = headers['idempotency-key'];
      const id = givenId ?? key ?? makeId();
      await run(call, 'site.create', { id, fields }, { id: key });
      return created('site', id, call);
    },
    updateSite: async ({ params: { id }, headers, body }, call) => {
      const expected = expectedVersion(headers['if-match']);
      await run(call, 'site.update', { id, changes: flattenFields(body) }, { expected });
      return read('site', id, call);
    },
    deleteSite: async ({ params: { id }, headers }, call) => {
      await run(call, 'site.delete', { ids: [id] }, { expected: expectedVersion(headers['if-match']) });
      return {};
    },
    listVisits: ({ query }, call) => list('visit', query, call, query.siteId),
    readVisit: ({ params }, call) => read('visit', params.id, call),
    createVisit: async ({ body: { id: givenId, ...fields }, headers }, call) => {
      const key = headers['idempotency-key'];
      const id = givenId ?? key ?? makeId();
      await run(call, 'visit.create', { id, fields }, { id: key });
      return created('visit', id, call);
    },
    updateVisit: async ({ params: { id }, headers, body }, call) => {
      const expected = expectedVersion(headers['if-match']);
      await run(call, 'visit.update', { id, changes: fieldsByLeaf(body, visitLeaves) }, { expected });
      return read('visit', id, call);
    },
    deleteVisit: async ({ params: { id }, headers }, call) => {
      await run(call, 'visit.delete', { ids: [id] }, { expected: expectedVersion(headers['if-match']) });
      return {};
    },
    listVisitTemplates: ({ query }, call) => list('visitTemplate', query, call),
    listBrandAccounts: async (_input, call) => ({
      body: { items: await store.read.brandAccounts(await sightOf(call)) },
    }),
    listTechnicians: async (_input, call) => ({
      body: { items: await store.read.technicians(await sightOf(call)) },
    }),
    listProbes: ({ query }, call) => list('probe', query, call, parentOf(query.siteId)),
    readProbe: ({ params }, call) => read('probe', params.id, call),
    placeProbe: async ({ params: { id }, headers, body: { siteId } }, call) => {
      const expected = expectedVersion(headers['if-match']);
      if (siteId === null) await run(call, 'probe.disassociate', { ids: [id] }, { expected });
      else await run(call, 'probe.associate', { ids: [id], siteId }, { expected });
      // In the inventory it's out of the sight of an account with a brand, which put it there itself.
      return answerOf('probe', id, await store.read.row(seesAll, 'probe', id));
    },

    listProjects: ({ query }, call) => list('project', query, call, parentOf(query.customerId)),
    readProject: ({ params }, call) => read('project', params.id, call),
    createProject: async ({ body: { id, password, ...fields }, headers }, call) => {
      await run(call, 'project.create', { id, fields, password }, { id: headers['idempotency-key'] });
      return created('project', id, call);
    },
    updateProject: async ({ params: { id }, headers, body }, call) => {
      const expected = expectedVersion(headers['if-match']);
      await run(call, 'project.update', { id, changes: flattenFields(body) }, { expected });
      return read('project', id, call);
    },
    listLicenseEntries: ({ query }, call) => list('license', query, call, parentOf(query.projectId)),
    moveLicenses: async ({ body: { ids = [makeId(), makeId()], ...move }, headers }, call) => {
      await run(call, 'license.move', { ...move, ids }, { id: headers['idempotency-key'] });
      const sight = await sightOf(call);
      const entries = await Promise.all(ids.map((id) => store.read.row(sight, 'license', id)));
      return {
        body: new JsonText(`{"entries":[${entries.map((entry) => entry?.json ?? 'null').join(',')}]}`),
      };
    },
  };
}

/** A creation's arguments with the fields that its body names alone: the next version's schema fills in others. */
function argsAsSent(args: MutationArgs[MutationName], body: unknown): unknown {
  if (!('fields' in args) || typeof body !== 'object' || body === null) return args;
  const { fields } = args;
  return { ...args, fields: Object.fromEntries(Object.entries(body).filter(([name]) => name in fields)) };
}
