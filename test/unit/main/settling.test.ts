import { describe, expect, it } from 'vitest';
import type { Role } from '../../../common/domain/access.ts';
import { mutation } from '../../../common/domain/mutations.ts';
import type { DeletedEntity } from '../../../common/partner-api/sync-door.ts';
import type { DecidedChange, StuckEntry } from '../../../db/api.ts';
import type { CacheClient } from '../../../db/client.ts';
import { Settling } from '../../../main/changes/settling.ts';
import { systemRandom } from '../../../main/ports.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const id = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const at = '2026-03-01T12:00:00.000Z';
const edit = mutation.parse({
  ...{ id: id(9), context: 'partner-account', at, name: 'customer.update', before: { name: 'Old' } },
  args: { id: id(1), changes: { name: 'Mine' } },
});

/** A cache with one stuck change, that remembers what was decided. */
function settlingOf(
  entry: Partial<StuckEntry>,
  role: Role | null,
  deletion: DeletedEntity | null = null,
  customer: object | null = null,
) {
  const decided: DecidedChange[] = [];
  const stuck: StuckEntry = {
    kind: 'fields',
    mutation: edit,
    conflicts: [],
    deleted: [],
    title: 'Rename',
    names: {},
    ...entry,
  };
  const cache = {
    read: {
      stuckEntries: () => Promise.resolve([stuck]),
      customerDetail: () => Promise.resolve(customer),
    },
    write: {
      decide: (all: DecidedChange[]) => {
        decided.push(...all);
        return Promise.resolve({ settled: all.map(({ decision }) => decision.id) });
      },
    },
  } as unknown as CacheClient;
  const account = role ? { id: 'a', login: 'a', name: 'Ingrid', role, scope: null } : null;
  const settling = new Settling({
    ...{ cache, clock: new ManualClock(at), random: systemRandom },
    account: () => account,
    deletionOf: () => Promise.resolve(deletion),
    onQueued: () => undefined,
  });
  return { settling, decided };
}

const conflicts = [{ field: 'name', base: 'Old', mine: 'Mine', theirs: 'Theirs' }];
const gone: DeletedEntity = { kind: 'customer', id: id(1), name: '', by: '', at: '' };

describe('settling a conflict', () => {
  it('over theirs needs what the change itself needs', async () => {
    const { settling, decided } = settlingOf({ conflicts }, 'operator');
    await expect(settling.settle([{ id: edit.id, choice: { how: 'mine' } }])).rejects.toMatchObject({
      error: { code: 'not-allowed', message: expect.stringContaining('Only an Admin') },
    });
    expect(decided).toEqual([]);
  });

  it('as theirs needs nothing, and says who was signed in', async () => {
    for (const role of ['read-only', null] as const) {
      const { settling, decided } = settlingOf({ conflicts }, role);
      expect(await settling.settle([{ id: edit.id, choice: { how: 'theirs' } }])).toEqual({ settled: 1 });
      expect(decided[0]).toMatchObject({ change: { next: null }, decision: { by: role ? 'Ingrid' : '' } });
    }
  });

  it('by a restore needs the Admin', async () => {
    const deleted = [{ ...gone, by: 'Ana', at, deletion: id(7) }];
    const { settling } = settlingOf({ kind: 'deleted', deleted }, 'read-only');
    await expect(settling.settle([{ id: edit.id, choice: { how: 'restore' } }])).rejects.toMatchObject({
      error: { code: 'not-allowed' },
    });
  });

  it('of what was found missing here asks by which deletion it went', async () => {
    const told = { ...gone, name: 'Contoso', by: 'Ana', at, deletion: id(7) };
    const { settling, decided } = settlingOf({ kind: 'deleted', deleted: [gone] }, 'admin', told);
    await settling.settle([{ id: edit.id, choice: { how: 'restore' } }]);
    expect(decided[0]?.first).toMatchObject([
      {
        title: 'Restore Contoso',
        restore: { name: 'customer.restore', args: { deletion: id(7), ids: [id(1)] } },
      },
    ]);
  });

  it('at another customer needs what that one granted, and that it’s here', async () => {
    const create = mutation.parse({
      ...{ id: id(9), context: 'partner-account', at, name: 'site.create' },
      args: { id: id(2), fields: { customerId: id(1), name: 'Harbour' } },
    });
    const entry = { kind: 'parent-deleted' as const, mutation: create, deleted: [gone] };
    const choices = [{ id: edit.id, choice: { how: 'customer' as const, customerId: id(3) } }];
    const granting = (grants: string[] | null) =>
      settlingOf(entry, 'operator', null, grants && { customer: { grants } });
    for (const [grants, error] of [
      [['basic-monitoring'], { code: 'not-allowed' }],
      [null, { code: 'invalid', fields: [{ path: 'customerId' }] }],
    ] as const) {
      const { settling, decided } = granting(grants && [...grants]);
      await expect(settling.settle(choices)).rejects.toMatchObject({ error });
      expect(decided).toEqual([]);
    }
    const { settling, decided } = granting(['basic-monitoring', 'manage-configuration']);
    expect(await settling.settle(choices)).toEqual({ settled: 1 });
    expect(decided).toMatchObject([{ change: { next: { args: { fields: { customerId: id(3) } } } } }]);
  });

  it('where one choice doesn’t fit settles none, and names the change and the field', async () => {
    const { settling, decided } = settlingOf({ conflicts }, 'admin');
    const choices = [
      { id: edit.id, choice: { how: 'theirs' as const } },
      { id: edit.id, choice: { how: 'fields' as const, fields: {} } },
    ];
    await expect(settling.settle(choices)).rejects.toMatchObject({
      error: {
        message: expect.stringMatching(/“Rename”.*Name: choose.*Nothing was settled/),
        fields: [{ path: 'name' }],
      },
    });
    expect(decided).toEqual([]);
  });
});
