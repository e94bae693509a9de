import {
  fullGrants,
  minimalGrants,
  type Customer,
  type Partner,
  type Probe,
  type Site,
  type Visit,
} from '../../../common/domain/entities.ts';
import {
  customerFields,
  partnerFields,
  probe as probeSchema,
  site as siteSchema,
} from '../../../common/domain/entities.ts';
import { newId } from '../../../common/domain/ids.ts';
import { partnerContext } from '../../../common/domain/contexts.ts';
import { type Mutation } from '../../../common/domain/mutations.ts';
import type { Account } from '../../../common/partner-api/session.ts';
import { nameBy, pick } from './desk.ts';
import type { ServerFile } from './server-file.ts';
import type { SimServer } from './server.ts';
import type { Deed, Step } from './steps.ts';

/** Somebody with another tool, straight at the server's commands. */
const someoneElse: Account = {
  id: '01950000-0000-7000-8000-700000000099',
  login: 'elsewhere',
  name: 'Somebody Else',
  role: 'admin',
  scope: null,
};

export interface DeedParts {
  server: SimServer;
  file: ServerFile;
  /** Deletes made this way, to be restored. */
  deletions: { id: string; ids: string[] }[];
}

/** Does at the server what a step says. */
export async function doDeed(parts: DeedParts, step: Step): Promise<void> {
  const { server, file } = parts;
  const { a, b, c } = step;
  const customer = pick(rows<Customer>(file, 'customer'), a);
  const partner = pick(rows<Partner>(file, 'partner'), b);
  const at = new Date(server.surroundings.now()).toISOString();
  const id = () => newId({ now: server.surroundings.now, random: () => server.surroundings.randomBytes(16) });
  switch (step.do as Deed) {
    case 'other-edits-customer': {
      if (!customer) return;
      const changes =
        b % 3 === 0
          ? { name: nameBy(c) }
          : b % 3 === 1
            ? { 'address.city': `City ${c % 5}` }
            : { notes: `Note ${c % 5}` };
      return command(parts, 'customer.update', { id: customer.id, changes });
    }
    case 'other-edits-partner':
      return partner && command(parts, 'partner.update', { id: partner.id, changes: { name: nameBy(c) } });
    case 'other-moves': {
      const target = pick([null, ...rows<Partner>(file, 'partner').map((row) => row.id)], c) ?? null;
      return (
        customer &&
        command(
          parts,
          'customer.move',
          { ids: [customer.id], partnerId: target },
          { [customer.id]: customer.partnerId },
        )
      );
    }
    case 'other-deletes-customer':
      return customer && command(parts, 'customer.delete', { ids: [customer.id] });
    case 'other-deletes-partner':
      return partner && command(parts, 'partner.delete', { ids: [partner.id] });
    case 'other-restores': {
      const deletion = pick(parts.deletions, a);
      return deletion && command(parts, 'customer.restore', { deletion: deletion.id, ids: deletion.ids });
    }
    case 'other-creates': {
      if (b % 3 === 0)
        return command(parts, 'partner.create', {
          id: id(),
          fields: partnerFields.parse({ name: nameBy(c), email: 'o@x.example' }),
        });
      const fields = customerFields.parse({
        partnerId: partner?.id ?? null,
        name: nameBy(c),
        email: 'o@x.example',
      });
      return command(parts, 'customer.create', { id: id(), fields });
    }
    case 'other-installs': {
      if (!customer) return;
      const site = siteSchema.parse({
        ...{ id: id(), version: 0, createdAt: at, updatedAt: at },
        ...{ customerId: customer.id, name: `New site ${c}` },
      });
      const probe = probeSchema.parse({
        ...{ id: id(), version: 0, createdAt: at, updatedAt: at },
        ...{
          siteId: site.id,
          serial: `N-${b}-${c}`,
          name: `New probe ${c}`,
          status: 'online',
          lastReportAt: null,
        },
      });
      await server.store.transaction(async (tx) => {
        await tx.put('site', site);
        await tx.put('probe', probe);
      });
      return;
    }
    case 'other-moves-probe': {
      const probe = pick(rows<Probe>(file, 'probe'), a);
      const site = pick(rows<Site>(file, 'site'), b);
      const siteId = c % 4 === 0 ? null : (site?.id ?? null);
      if (probe)
        await server.store.transaction((tx) =>
          tx.put('probe', { ...probe, siteId, status: c % 2 ? 'offline' : 'online' }),
        );
      return;
    }
    case 'other-edits-site': {
      const site = pick(rows<Site>(file, 'site'), a);
      const changes = b % 2 ? { name: nameBy(c) } : { 'address.city': `City ${c % 5}` };
      return site && command(parts, 'site.update', { id: site.id, changes });
    }
    case 'other-deletes-site': {
      const site = pick(rows<Site>(file, 'site'), a);
      return site && command(parts, 'site.delete', { ids: [site.id] });
    }
    case 'other-works-on-visit': {
      const visit = pick(rows<Visit>(file, 'visit'), a);
      if (!visit) return;
      const item = Object.entries(visit.checklist).find(([, each]) => each !== null);
      const changes =
        b % 3 === 0
          ? { notes: `Theirs ${c % 5}` }
          : item && b % 3 === 1
            ? { [`checklist.${item[0]}`]: { ...(item[1] as object), state: 'done', reason: '' } }
            : { status: 'under-way', startedAt: at };
      return command(parts, 'visit.update', { id: visit.id, changes });
    }
    case 'other-grants': {
      const grants = c % 2 ? [...fullGrants] : [...minimalGrants];
      if (customer)
        await server.store.transaction((tx) => tx.put('customer', { ...customer, grants, updatedAt: at }));
      return;
    }
    case 'other-adds-fields': {
      const more = { serviceTier: `tier ${c % 4}`, address: { ...customer?.address, plusCode: `8F${c}` } };
      if (customer)
        await server.store.transaction((tx) => tx.put('customer', { ...customer, ...more } as Customer));
      return;
    }
  }
}

async function command(
  parts: DeedParts,
  name: Mutation['name'],
  args: unknown,
  before: Record<string, unknown> = {},
): Promise<void> {
  const { server } = parts;
  const id = newId({ now: server.surroundings.now, random: () => server.surroundings.randomBytes(16) });
  const at = new Date(server.surroundings.now()).toISOString();
  const mutation = {
    id,
    at,
    context: partnerContext,
    name,
    args,
    before,
    touches: [],
    after: [],
  } as unknown as Mutation;
  const outcome = await server.commands.mutate(mutation, {
    actor: { account: someoneElse, requestId: `elsewhere ${id}` },
    ...(Object.keys(before).length > 0 ? {} : { expectedVersion: 'any' as const }),
  });
  if (name === 'customer.delete' && outcome.outcome === 'applied')
    parts.deletions.push({ id, ids: (args as { ids: string[] }).ids });
}

function rows<T>(file: ServerFile, kind: 'customer' | 'partner' | 'site' | 'probe' | 'visit'): T[] {
  return file.docs(kind).map((doc) => JSON.parse(doc) as T);
}
