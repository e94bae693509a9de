import type { Customer, Partner } from '../../../common/domain/entities.ts';
import { customerFields, partnerFields, siteFields } from '../../../common/domain/entities.ts';
import { withFields } from '../../../common/domain/fields.ts';
import type { ClientProcess } from './client.ts';
import {
  at,
  customerEdit,
  deleteRows,
  freshId,
  nameBy,
  partnerEdit,
  pick,
  queueRaw,
  remember,
  rowsOf,
  someIds,
  someOf,
  type Bare,
  type Desk,
} from './desk.ts';
import { settleStuck } from './settle-acts.ts';
import { actOnAccount } from './account-acts.ts';
import { actAtSites } from './site-acts.ts';
import { actOnVisits } from './visit-acts.ts';
import type { Operation, Step } from './steps.ts';

/** Does what a step says at a client, through the same functions as its screens do. Gives the ids of what was made. */
export async function act(desk: Desk, life: ClientProcess, step: Step): Promise<string[]> {
  const { changes, cache } = life;
  const { a, b, c } = step;
  const customers = () => rowsOf<Customer>(desk.watch, 'customer');
  const partners = () => rowsOf<Partner>(desk.watch, 'partner');
  switch (step.do as Operation) {
    case 'create-partner': {
      const fields = partnerFields.parse({ name: nameBy(a), email: `p${b}@x.example` });
      return (await changes.createPartner(fields)).mutationIds;
    }
    case 'edit-partner': {
      const partner = pick(partners(), a);
      if (!partner) return [];
      const fields = withFields(partnerFields.parse(partner), partnerEdit(b, c));
      return (await changes.updatePartner({ id: partner.id, fields })).mutationIds;
    }
    case 'delete-partners': {
      const ids = someIds(partners(), a, 1 + (b % 2));
      return ids.length > 0 ? remember(desk, 'partner', ids, await changes.deletePartners({ ids })) : [];
    }
    case 'create-customer': {
      const partnerId = pick([null, ...partners().map(({ id }) => id)], b) ?? null;
      const told = { reference: `R-${c % 9}`, notes: c % 2 ? `Note ${c % 5}` : '' };
      const fields = customerFields.parse({ partnerId, name: nameBy(a), email: `c${b}@x.example`, ...told });
      return (await changes.createCustomer(fields)).mutationIds;
    }
    case 'create-alike': {
      const name = `Alike ${a % 2}`;
      if (c % 3 === 0)
        return (await changes.createPartner(partnerFields.parse({ name, email: `p${b}@x.example` })))
          .mutationIds;
      const customerId = customers()[0]?.id;
      if (c % 3 === 1 && customerId)
        return (await changes.sites.create(siteFields.parse({ customerId, name }))).mutationIds;
      const fields = customerFields.parse({ partnerId: null, name, email: `c${b}@x.example` });
      return (await changes.createCustomer(fields)).mutationIds;
    }
    case 'edit-customer': {
      const customer = pick(customers(), a);
      if (!customer) return [];
      const edited = withFields(customerFields.parse(customer), customerEdit(b, c));
      const partnerId = c % 7 === 0 ? (pick(partners(), b)?.id ?? null) : customer.partnerId;
      return (await changes.updateCustomer({ id: customer.id, fields: { ...edited, partnerId } }))
        .mutationIds;
    }
    case 'look': {
      const row = pick(customers(), a);
      if (row) desk.forms = [...desk.forms, { id: row.id, row }].slice(-6);
      life.reader.reader.listWindow(
        {
          kind: 'customer',
          scope: { type: 'all' },
          search: '',
          filters: [],
          where: [],
          sort: { column: 'name', direction: 'ascending' },
        },
        0,
        20,
      );
      life.reader.reader.search('customer', 5);
      life.reader.reader.overview();
      return [];
    }
    case 'edit-from-old-form': {
      const form = pick(desk.forms, a);
      const present = form && customers().find(({ id }) => id === form.id);
      if (!form || !present) return [];
      const edit = customerEdit(b, c);
      const base = Object.fromEntries(Object.keys(edit).map((path) => [path, at(form.row, path)]));
      const fields = { ...withFields(customerFields.parse(form.row), edit), partnerId: present.partnerId };
      return (await changes.updateCustomer({ id: form.id, fields, base })).mutationIds;
    }
    case 'move-customers': {
      const ids = someIds(customers(), a, 1 + (c % 4));
      const partnerId = pick([null, ...partners().map(({ id }) => id)], b) ?? null;
      return ids.length > 0 ? (await changes.moveCustomers({ ids, partnerId })).mutationIds : [];
    }
    case 'delete-customers':
    case 'delete-many-customers': {
      const ids = someIds(customers(), a, step.do === 'delete-customers' ? 1 + (c % 3) : 8);
      return deleteRows(desk, life, 'customer', ids);
    }
    case 'pause-delete':
    case 'go-on-with-delete':
    case 'stop-delete': {
      const job = pick(await life.deletes.jobs(), a)?.job;
      if (job === undefined) return [];
      if (step.do === 'pause-delete') await life.deletes.pause(job);
      else if (step.do === 'go-on-with-delete') await life.deletes.resume(job);
      else await life.deletes.stop(job);
      return [];
    }
    case 'restore-partners':
    case 'restore-customers': {
      const kind = step.do === 'restore-partners' ? 'partner' : 'customer';
      const deletion = pick(
        desk.deletions.filter((made) => made.kind === kind),
        a,
      );
      if (!deletion) return kind === 'partner' ? deleteUnused(desk, life, a) : [];
      const ids = b % 3 === 0 ? deletion.ids.slice(0, 1) : deletion.ids;
      return queueRaw(desk, life, [
        { name: `${kind}.restore`, args: { deletion: deletion.id, ids } } as Bare,
      ]);
    }
    case 'burst': {
      const rows = customers();
      const edits = Array.from({ length: 110 }, (_, index): Bare | undefined => {
        const row = pick(rows, a + index);
        return (
          row && { name: 'customer.update', args: { id: row.id, changes: { notes: `Burst ${b} ${index}` } } }
        );
      });
      return queueRaw(
        desk,
        life,
        edits.filter((edit) => edit !== undefined),
      );
    }
    case 'edgy':
      return queueRaw(desk, life, edgy(desk, a, b));
    case 'take-back': {
      const ids = someOf(desk.made.slice(-6), a, 1 + (b % 2));
      if (ids.length > 0) await cache.write.takeBack(ids);
      return ids;
    }
    case 'undo': {
      const ids = someOf(desk.made.slice(-8), a, 1);
      if (ids.length === 0) return [];
      await changes.undo({ mutationIds: ids });
      return ids;
    }
    case 'draft':
      await cache.write.saveDraft({
        key: `wizard ${a % 3}`,
        value: { text: `Draft ${b}` },
        at: new Date(desk.client.clock.now()).toISOString(),
      } as never);
      return [];
    default:
      return (
        (await actAtSites(desk, life, step)) ??
        (await actOnVisits(desk, life, step)) ??
        (await actOnAccount(desk, life, step)) ??
        settleStuck(desk, life, step)
      );
  }
}

/** Deletes a partner that has no customers, which most have. */
async function deleteUnused(desk: Desk, { changes }: ClientProcess, a: number): Promise<string[]> {
  const used = new Set(rowsOf<Customer>(desk.watch, 'customer').map(({ partnerId }) => partnerId));
  const unused = rowsOf<Partner>(desk.watch, 'partner').filter(({ id }) => !used.has(id));
  const ids = someIds(unused, a, 1);
  return ids.length > 0 ? remember(desk, 'partner', ids, await changes.deletePartners({ ids })) : [];
}

/** Changes that no screen makes, and that the protocol allows: unknown rows, nothing changed, the same id twice. */
function edgy(desk: Desk, a: number, b: number): Bare[] {
  const customer = pick(rowsOf<Customer>(desk.watch, 'customer'), a);
  const unknown = freshId(desk);
  switch (b % 7) {
    case 0:
      return [{ name: 'customer.delete', args: { ids: [unknown] } }];
    case 1:
      return [{ name: 'customer.restore', args: { deletion: unknown, ids: [unknown] } }];
    case 2:
      return customer
        ? [{ name: 'customer.update', args: { id: customer.id, changes: { name: customer.name } } }]
        : [];
    case 3:
      return customer
        ? [{ name: 'customer.update', args: { id: customer.id, changes: { brandId: unknown } } }]
        : [];
    case 4:
      return customer
        ? [{ name: 'customer.move', args: { ids: [customer.id, customer.id], partnerId: null } }]
        : [];
    case 5:
      return customer
        ? [{ name: 'customer.create', args: { id: customer.id, fields: customerFields.parse(customer) } }]
        : [];
    default:
      return customer
        ? [
            { name: 'customer.update', args: { id: customer.id, changes: { notes: 'x'.repeat(2000) } } },
            { name: 'customer.delete', args: { ids: [customer.id] } },
          ]
        : [];
  }
}
