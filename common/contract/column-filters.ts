import { z } from 'zod';

/** What a column holds, and so how it's filtered. */
export type ColumnContent = 'text' | 'number' | 'date' | 'choice';

/** Columns that each list can be filtered by, by the names that it's sorted by. */
export const filterColumns = {
  partner: {
    name: 'text',
    email: 'text',
    city: 'text',
    country: 'text',
    customers: 'number',
    sites: 'number',
    updatedAt: 'date',
    status: 'choice',
    waiting: 'choice',
  },
  customer: {
    name: 'text',
    email: 'text',
    partnerName: 'text',
    reference: 'text',
    customerId: 'text',
    city: 'text',
    country: 'text',
    sites: 'number',
    probes: 'number',
    createdAt: 'date',
    updatedAt: 'date',
    status: 'choice',
    waiting: 'choice',
  },
  site: {
    name: 'text',
    customerName: 'text',
    city: 'text',
    country: 'text',
    timeZone: 'text',
    probes: 'number',
    createdAt: 'date',
    updatedAt: 'date',
    status: 'choice',
    waiting: 'choice',
  },
  probe: {
    serial: 'text',
    name: 'text',
    version: 'text',
    siteName: 'text',
    customerName: 'text',
    lastReportAt: 'date',
    status: 'choice',
    waiting: 'choice',
  },
  project: {
    name: 'text',
    email: 'text',
    company: 'text',
    customerName: 'text',
    login: 'text',
    country: 'text',
    dataCentre: 'text',
    licenses: 'number',
    lastActivityAt: 'date',
    daysLeft: 'number',
    createdAt: 'date',
    updatedAt: 'date',
    status: 'choice',
    waiting: 'choice',
  },
  visit: {
    name: 'text',
    siteName: 'text',
    customerName: 'text',
    technician: 'text',
    updatedAt: 'date',
    status: 'choice',
    waiting: 'choice',
  },
} as const satisfies Record<string, Record<string, ColumnContent>>;

/** One of the things that a column of choices says, and as what it's shown. */
interface ColumnChoice {
  id: string;
  title: string;
}

const active: ColumnChoice = { id: 'active', title: 'Active' };
const silent: ColumnChoice = { id: 'silent', title: 'Probes silent' };

const waitingChoices: readonly ColumnChoice[] = [
  { id: 'waiting', title: 'Changes waiting' },
  { id: 'conflict', title: 'In conflict' },
  { id: 'nothing', title: 'Nothing' },
];

const statusChoices: Record<keyof typeof filterColumns, readonly ColumnChoice[]> = {
  partner: [silent, active],
  customer: [
    silent,
    { id: 'no-access', title: 'Limited access' },
    { id: 'no-sites', title: 'No sites' },
    active,
  ],
  site: [silent, { id: 'no-probes', title: 'No probes' }, active],
  probe: [
    { id: 'online', title: 'Online' },
    { id: 'offline', title: 'Silent' },
    { id: 'unknown', title: 'Never reported' },
  ],
  project: [
    active,
    { id: 'blocked', title: 'Blocked' },
    { id: 'closing', title: 'Closing' },
    { id: 'closed', title: 'Closed' },
  ],
  visit: [
    { id: 'planned', title: 'Planned' },
    { id: 'under-way', title: 'Under way' },
    { id: 'done', title: 'Done' },
  ],
};

/** What a column can say, in the order of attention; empty where it isn't one of choices. */
export function choicesOf(kind: keyof typeof filterColumns, column: string): readonly ColumnChoice[] {
  if (column === 'waiting') return waitingChoices;
  return column === 'status' ? statusChoices[kind] : [];
}

/** How a column may be filtered, by what it holds. Text is compared blind to accents and case. */
export const filterOperators = {
  text: ['contains', 'lacks', 'is', 'empty', 'filled'],
  number: ['least', 'most', 'is'],
  date: ['since', 'before', 'on'],
  choice: ['is', 'not'],
} as const satisfies Record<ColumnContent, readonly string[]>;

/** Most filters of columns that a list has at once. */
export const mostColumnFilters = 10;

/** One condition on one column: `value` is text, a whole number as digits, a day as YYYY-MM-DD, the id of a choice, or empty where nothing is compared. */
export const columnFilter = z.object({
  column: z.string().min(1).max(40),
  operator: z.enum([
    'contains',
    'lacks',
    'is',
    'least',
    'most',
    'since',
    'before',
    'on',
    'empty',
    'filled',
    'not',
  ]),
  value: z.string().trim().max(200, 'At most 200 characters'),
});
export type ColumnFilter = z.infer<typeof columnFilter>;

/** Whether a condition compares with a value; whether a text is empty needs none. */
export function comparesValue(operator: ColumnFilter['operator']): boolean {
  return operator !== 'empty' && operator !== 'filled';
}

const values: Record<ColumnContent, z.ZodType> = {
  text: z.string(),
  number: z
    .string()
    .regex(/^\d{1,9}$/, 'A whole number is expected, such as 12: at most 9 digits from 0 to 9'),
  date: z.iso.date('A day is expected, such as 2026-03-31'),
  choice: z.string(),
};

/** What a column of a list holds; undefined where the list can't be filtered by it. */
export function contentOf(kind: keyof typeof filterColumns, column: string): ColumnContent | undefined {
  const columns: Record<string, ColumnContent | undefined> = filterColumns[kind];
  return Object.hasOwn(columns, column) ? columns[column] : undefined;
}

/** What is wrong with a filter of a list, as the name of its part and a sentence; undefined where it fits. */
export function faultOfFilter(
  kind: keyof typeof filterColumns,
  { column, operator, value }: ColumnFilter,
): { part: 'column' | 'operator' | 'value'; message: string } | undefined {
  const content = contentOf(kind, column);
  if (!content) return { part: 'column', message: `The list of ${kind}s can’t be filtered by ${column}` };
  const operators: readonly string[] = filterOperators[content];
  if (!operators.includes(operator))
    return { part: 'operator', message: `${column} holds a ${content} and can’t be compared by ${operator}` };
  if (!comparesValue(operator))
    return value === ''
      ? undefined
      : { part: 'value', message: 'Whether it’s empty is compared with nothing' };
  if (value === '') return { part: 'value', message: 'Say what it’s compared with' };
  if (content === 'choice') {
    const choices = choicesOf(kind, column);
    if (choices.some(({ id }) => id === value)) return undefined;
    return { part: 'value', message: `One of ${choices.map(({ id }) => id).join(', ')} is expected` };
  }
  const parsed = values[content].safeParse(value);
  if (parsed.success) return undefined;
  return { part: 'value', message: parsed.error.issues[0]?.message ?? 'It can’t be compared with that' };
}
