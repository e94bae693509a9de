import { siteFields, type Customer, type Probe, type Site } from '../../../common/domain/entities.ts';
import { withFields, type FieldValues } from '../../../common/domain/fields.ts';
import type { ClientProcess } from './client.ts';
import { at, deleteRows, nameBy, pick, queueRaw, rowsOf, someIds, type Bare, type Desk } from './desk.ts';
import type { Step } from './steps.ts';

/** What an operator does with sites and with the probes at them; null where a step means something else. */
export async function actAtSites(desk: Desk, life: ClientProcess, step: Step): Promise<string[] | null> {
  const { a, b, c } = step;
  const { sites } = life.changes;
  const rows = () => rowsOf<Site>(desk.watch, 'site');
  const probes = () => rowsOf<Probe>(desk.watch, 'probe');
  const customer = () => pick(rowsOf<Customer>(desk.watch, 'customer'), a);
  switch (step.do) {
    case 'create-site': {
      const customerId = customer()?.id;
      if (!customerId) return [];
      return (await sites.create(siteFields.parse({ customerId, name: nameBy(b) }))).mutationIds;
    }
    case 'add-sites': {
      const customerId = customer()?.id;
      if (!customerId) return [];
      const made = [0, 1, 2].slice(0, 1 + (b % 3)).map((n) => {
        const { customerId: _above, ...fields } = siteFields.parse({ customerId, name: `Site ${b} ${n}` });
        return { ...fields, probeIds: n === 0 ? someIds(probes(), c, c % 3) : [] };
      });
      return (await sites.addMany({ customerId, sites: made })).mutationIds;
    }
    case 'edit-site': {
      const site = pick(rows(), a);
      if (!site) return [];
      const edit = siteEdit(b, c);
      const fields = withFields(siteFields.parse(site), edit);
      const base = Object.fromEntries(Object.keys(edit).map((path) => [path, at(site, path)]));
      const asked = c % 2 ? { id: site.id, fields, base } : { id: site.id, fields };
      return (await sites.update(asked)).mutationIds;
    }
    case 'delete-sites': {
      const ids = someIds(rows(), a, 1 + (c % 3));
      return deleteRows(desk, life, 'site', ids);
    }
    case 'restore-sites': {
      const deletion = pick(
        desk.deletions.filter(({ kind }) => kind === 'site'),
        a,
      );
      if (!deletion) return [];
      const ids = b % 3 === 0 ? deletion.ids.slice(0, 1) : deletion.ids;
      const restore: Bare = { name: 'site.restore', args: { deletion: deletion.id, ids } };
      return queueRaw(desk, life, [restore]);
    }
    case 'associate-probes':
    case 'associate-many-probes': {
      const site = pick(rows(), b);
      const ids = someIds(probes(), a, step.do === 'associate-probes' ? 1 + (c % 2) : 9);
      if (!site || ids.length === 0) return [];
      return (await sites.associate({ ids, siteId: site.id, ...seen(probes(), ids, c) })).mutationIds;
    }
    case 'disassociate-probes': {
      const ids = someIds(probes(), a, 1 + (c % 6));
      if (ids.length === 0) return [];
      return (await sites.disassociate({ ids, ...seen(probes(), ids, b) })).mutationIds;
    }
    default:
      return null;
  }
}

/** Where the operator saw the probes, where the screen says so. */
function seen(probes: readonly Probe[], ids: readonly string[], n: number) {
  const shown = probes.filter(({ id }) => ids.includes(id)).map(({ id, siteId }) => [id, siteId] as const);
  return n % 2 ? { seen: Object.fromEntries(shown) } : {};
}

function siteEdit(b: number, c: number): FieldValues {
  if (b % 3 === 0) return { name: nameBy(c) };
  if (b % 3 === 1) return { 'address.city': `City ${c % 5}`, timeZone: 'Europe/Zurich' };
  return { notes: `Note ${c % 5}`, 'contact.email': `s${c % 4}@x.example` };
}
