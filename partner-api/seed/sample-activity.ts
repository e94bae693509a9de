import type { Role } from '../../common/domain/access.ts';
import type { SeedEntry, SeedRow } from '../store/seed-rows.ts';
import type { Dice } from './dice.ts';

/** Entries that the sample's Activity begins with, at most. */
const most = 120;

interface Person {
  id: string;
  name: string;
  role: Role;
  client: string;
}

/** What was done to the book most lately, oldest first: what was added, and what was edited since, by one person or another. */
export function sampleActivity(rows: readonly SeedRow[], people: readonly Person[], dice: Dice): SeedEntry[] {
  const entries = rows.flatMap((seeded): SeedEntry[] => {
    if (seeded.kind !== 'partner' && seeded.kind !== 'customer' && seeded.kind !== 'site') return [];
    const { kind, row } = seeded;
    const by = () => dice.pick(people);
    // Partners and customers are an Admin's; the first person is one.
    const [admin] = people;
    const made = kind === 'site' ? by() : admin;
    if (!made || !admin) return [];
    const added: SeedEntry = {
      ...{ kind, id: row.id, title: row.name, at: row.createdAt, by: made, action: `${kind}.create` },
      ...{ before: null, after: { ...row }, mutationId: dice.id(Date.parse(row.createdAt)) },
    };
    if (row.updatedAt === row.createdAt || !('notes' in row)) return [added];
    const was = row.notes === '' ? 'Call before a visit.' : '';
    return [
      added,
      {
        ...{ kind, id: row.id, title: row.name, at: row.updatedAt, by: kind === 'site' ? by() : admin },
        ...{ action: `${kind}.update`, before: { notes: was }, after: { notes: row.notes } },
        mutationId: dice.id(Date.parse(row.updatedAt)),
      },
    ];
  });
  return entries.toSorted((one, other) => (one.at < other.at ? -1 : 1)).slice(-most);
}
