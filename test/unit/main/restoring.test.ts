import { expect, test } from 'vitest';
import { newId } from '../../../common/domain/ids.ts';
import type { BinItem } from '../../../common/partner-api/recycle-bin.ts';
import { planRestore } from '../../../main/changes/restoring.ts';

const [partnerDeletion, customerDeletion, siteDeletion] = [newId(), newId(), newId()];

function item(kind: BinItem['kind'], more: Partial<BinItem> = {}): BinItem {
  const id = newId();
  const none = { parent: null, sites: 0, probes: 0, visits: 0, reasons: [] };
  return { kind, id, name: id, ...none, comesBack: 'whole', ...more };
}
function below(kind: BinItem['kind'], parent: BinItem, deletion: string | null): BinItem {
  return item(kind, {
    parent: { kind: kind === 'site' ? 'customer' : 'partner', id: parent.id, name: parent.name, deletion },
    comesBack: 'no',
    reasons: [{ code: 'parent-deleted', because: 'Its parent was deleted too.' }],
  });
}
const bin = (items: Record<string, BinItem[]>) => async (deletion: string, ids: readonly string[] | null) =>
  (items[deletion] ?? []).filter(({ id }) => ids === null || ids.includes(id));

const partner = item('partner');
const customer = below('customer', partner, partnerDeletion);
const site = below('site', customer, customerDeletion);
const other = item('site');
const all = bin({
  [partnerDeletion]: [partner],
  [customerDeletion]: [customer],
  [siteDeletion]: [site, other],
});

test('what an item belongs to is restored before it, up to the partner', async () => {
  const asked = { kind: 'site', deletion: siteDeletion, ids: null, parentsFirst: true } as const;
  expect(await planRestore(asked, all)).toEqual({
    changes: [
      { name: 'partner.restore', args: { deletion: partnerDeletion, ids: [partner.id] } },
      { name: 'customer.restore', args: { deletion: customerDeletion, ids: [customer.id] } },
      { name: 'site.restore', args: { deletion: siteDeletion, ids: [site.id, other.id] } },
    ],
    restored: 2,
    parents: 2,
    left: 0,
  });
});

test('without parents first, what waits for one is left in the recycle bin', async () => {
  const asked = { kind: 'site', deletion: siteDeletion, ids: null, parentsFirst: false } as const;
  expect(await planRestore(asked, all)).toEqual({
    changes: [{ name: 'site.restore', args: { deletion: siteDeletion, ids: [other.id] } }],
    restored: 1,
    parents: 0,
    left: 1,
  });
});

test('what can’t come back, and what isn’t there any more, is counted as left', async () => {
  const gone = below('customer', partner, null);
  const refused = item('customer', {
    comesBack: 'no',
    reasons: [{ code: 'grant', because: 'Not granted.' }],
  });
  const ids = [gone.id, refused.id, newId()];
  const asked = { kind: 'customer' as const, deletion: customerDeletion, ids, parentsFirst: true };
  expect(await planRestore(asked, bin({ [customerDeletion]: [gone, refused] }))).toEqual({
    changes: [],
    restored: 0,
    parents: 0,
    left: 3,
  });
});
