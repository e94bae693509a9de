import type { Customer, License, Project } from '../../common/domain/entities.ts';
import { jobStates, type Connector, type MigrationJob } from '../../common/domain/connectors.ts';
import { entriesOf, type Holder } from '../../common/domain/licenses.ts';
import { inactivity, suggestedLogin } from '../../common/domain/projects.ts';
import type { SeedRow } from '../store/seed-rows.ts';
import type { Dice } from './dice.ts';

const day = 24 * 60 * 60 * 1000;

/** Licenses that the partner account has bought, by type, in how many purchases. */
const bought: readonly { type: string; quantity: number; daysAgo: number }[] = [
  { type: 'Mailbox', quantity: 2000, daysAgo: 420 },
  { type: 'Archive', quantity: 600, daysAgo: 418 },
  { type: 'Drive', quantity: 900, daysAgo: 410 },
  { type: 'Team site', quantity: 120, daysAgo: 300 },
  { type: 'Mailbox', quantity: 500, daysAgo: 95 },
];

const plans = ['Mailbox move', 'Tenant merge', 'Archive clean-up', 'File server to cloud'];
/** Days since the last activity: most are busy, some are near their deletion. */
const quietDays = [0, 1, 2, 3, 5, 8, 14, 21, 34, 55, 71, 88, 93, 104, 117];

type Owner = Pick<Customer, 'id' | 'name' | 'email'> & { address: Pick<Customer['address'], 'country'> };
type Unversioned<T> = Omit<T, 'version'>;

/** The notice of a project that was last used at a time, where it's long ago. */
function noticeOf(lastActivity: number, now: number): Project['notice'] {
  const at = lastActivity + inactivity.quietDays * day;
  if (at > now) return null;
  const deletedOn = new Date(at + inactivity.noticeDays * day).toISOString();
  return { at: new Date(at).toISOString(), deletedOn };
}

const sources = ['exchange', 'imap', 'file-server', 'google-workspace'] as const;

/** Where a project moves things from, and where to. Sample data have no passwords. */
function connectorsOf(domain: string, index: number, id: (at: number) => string, at: string): Connector[] {
  const began = Date.parse(at);
  const kind = sources[index % sources.length] ?? 'imap';
  const from = { exchange: 'mail', imap: 'imap', 'file-server': 'files', 'google-workspace': '' }[kind];
  return [
    { id: id(began), kind, address: from ? `${from}.${domain}` : domain, user: 'migration', password: null },
    { id: id(began), kind: 'microsoft-365', address: domain, user: `admin@${domain}`, password: null },
  ];
}

/** Two jobs of every second project: one that has ended, one as its kind has it. */
function jobsOf(index: number, last: number, id: (at: number) => string): MigrationJob[] {
  if (index % 2 === 1) return [];
  const total = 1200 + index * 310;
  const state = jobStates[(index / 2) % jobStates.length] ?? 'queued';
  const share = { queued: 0, running: 0.43, paused: 0.71, done: 1, failed: 0.18 }[state];
  const time = (at: number) => new Date(at).toISOString();
  return [
    {
      ...{ id: id(last - 9 * day), name: 'Pilot group', state: 'done', done: 240, total: 240 },
      ...{ startedAt: time(last - 9 * day), endedAt: time(last - 8 * day) },
    },
    {
      ...{ id: id(last - 2 * day), name: 'Everyone', state, done: Math.floor(total * share), total },
      startedAt: state === 'queued' ? null : time(last - 2 * day),
      endedAt: state === 'done' || state === 'failed' ? time(last) : null,
    },
  ];
}

function byId(one: { id: string }, other: { id: string }): number {
  return one.id < other.id ? -1 : 1;
}

/** Projects of every third customer, what the partner account bought, and how the licenses came to the projects. */
export function sampleProjects(customers: readonly Owner[], now: number, dice: Dice): SeedRow[] {
  const people = ['Ingrid Halvorsen', 'Mateus Carvalho'];
  const stamp = (at: number) => {
    const createdAt = new Date(at).toISOString();
    return { id: dice.id(at), createdAt, updatedAt: createdAt };
  };
  const licenses: Unversioned<License>[] = bought.map(({ type, quantity, daysAgo }) => {
    const born = stamp(now - daysAgo * day);
    const by = people[0] ?? '';
    return { ...born, moveId: born.id, projectId: null, type, quantity, reason: 'Bought', by };
  });
  const move = (at: number, from: Holder, to: Holder, type: string, quantity: number, reason: string) => {
    const [giving, taking] = [stamp(at), stamp(at)];
    const by = dice.pick(people);
    entriesOf({ from, to, type, quantity, reason }).forEach(({ holder, ...entry }, side) => {
      const born = side === 0 ? giving : taking;
      licenses.push({ ...born, moveId: giving.id, projectId: holder, ...entry, reason, by });
    });
  };

  const projects = customers
    .filter((_customer, index) => index % 3 === 1)
    .map((customer, index): Unversioned<Project> => {
      const quiet = (quietDays[index % quietDays.length] ?? 0) * day + dice.below(20) * 60 * 60 * 1000;
      const made = stamp(now - quiet - (20 + dice.below(160)) * day);
      const domain = customer.email.slice(customer.email.indexOf('@') + 1);
      return {
        ...made,
        customerId: customer.id,
        name: `${plans[index % plans.length] ?? ''} ${index + 1}`,
        email: `projects@${domain}`,
        company: customer.name,
        country: customer.address.country,
        login: suggestedLogin(domain.slice(0, domain.indexOf('.'))) || `project-${index + 1}`,
        phone: '',
        status: index % 12 === 11 ? 'blocked' : 'active',
        lastActivityAt: new Date(now - quiet).toISOString(),
        connectors: connectorsOf(domain, index, (at) => stamp(at).id, made.createdAt),
        jobs: jobsOf(index, now - quiet, (at) => stamp(at).id),
        closing: null,
        notice: noticeOf(now - quiet, now),
      };
    });
  projects.forEach(({ id, createdAt, lastActivityAt }, index) => {
    const began = Date.parse(createdAt);
    const last = Date.parse(lastActivityAt);
    const mailboxes = 15 + dice.below(70);
    move(began + day, null, id, 'Mailbox', mailboxes, 'First batch');
    if (index % 2 === 0) move(began + 2 * day, null, id, 'Archive', 5 + dice.below(25), 'First batch');
    if (index % 3 === 0)
      move(began + 3 * day, null, id, 'Drive', 10 + dice.below(40), 'Files follow the mail');
    if (index % 5 === 4) move(last, id, null, 'Mailbox', 1 + dice.below(10), 'Not needed after all');
  });
  return [
    ...projects.toSorted(byId).map((row) => ({ kind: 'project', row }) as const),
    ...licenses.toSorted(byId).map((row) => ({ kind: 'license', row }) as const),
  ];
}
