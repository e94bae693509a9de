import { z } from 'zod';
import { entityId } from './ids.ts';
import { line } from './naming.ts';

/** Who holds a pool of licenses: a project by its id, or the partner account as null. */
export type Holder = string | null;

/** The name of a type of license, such as `Mailbox`. */
export const licenseType = line('License type', 60).refine((text) => text !== '', {
  error: 'License type is mandatory',
});

/** Most licenses that one move may take. */
const mostAtOnce = 1_000_000;

/** How many licenses a move takes. */
export const licenseQuantity = z
  .int({ error: 'Quantity is a whole number' })
  .min(1, { error: 'Quantity is at least 1' })
  .max(mostAtOnce, { error: `Quantity is at most ${mostAtOnce.toLocaleString('en')}` });

/** Why licenses are moved. */
export const licenseReason = line('Reason', 200);

/** What is asked of the ledger: licenses of one type go from one pool to another. */
export const licenseMove = z
  .object({
    from: entityId.nullable(),
    to: entityId.nullable(),
    type: licenseType,
    quantity: licenseQuantity,
    reason: licenseReason.default(''),
  })
  .refine(({ from, to }) => from !== to, {
    error: 'Licenses go from one pool to another; these are the same',
    path: ['to'],
  });
export type LicenseMove = z.infer<typeof licenseMove>;

/** One of the two entries of a move: what it adds to a pool, which is less than nothing where licenses leave it. */
export interface LedgerEntry {
  holder: Holder;
  type: string;
  quantity: number;
}

/** The two entries of a move, the giving one first. They add up to nothing. */
export function entriesOf({ from, to, type, quantity }: LicenseMove): [LedgerEntry, LedgerEntry] {
  return [
    { holder: from, type, quantity: -quantity },
    { holder: to, type, quantity },
  ];
}

/** How many licenses a pool has, by holder and type. */
export type PoolOf = (holder: Holder, type: string) => number;

/** What a move makes of both pools; `short` is how many licenses are missing where there aren't enough. */
export interface MoveForecast {
  from: { before: number; after: number };
  to: { before: number; after: number };
  short: number;
}

/** What a move would make of both pools. It may go ahead when nothing is short. */
export function forecastMove({ from, to, type, quantity }: LicenseMove, poolOf: PoolOf): MoveForecast {
  const giving = poolOf(from, type);
  const taking = poolOf(to, type);
  return {
    from: { before: giving, after: giving - quantity },
    to: { before: taking, after: taking + quantity },
    short: Math.max(0, quantity - giving),
  };
}

/** What a move says, by field, as screens show it. */
export function moveFields({ from, to, type, quantity, reason }: LicenseMove): [string, unknown][] {
  const fields: [string, unknown][] = [
    ['from', from],
    ['to', to],
    ['type', type],
    ['quantity', quantity],
  ];
  return reason === '' ? fields : [...fields, ['reason', reason]];
}

/** Why a move can't be made, with the numbers: for both sides of the synchronisation the same sentence. */
export function tooFewLicenses(type: string, whose: string, has: number, asked: number): string {
  const left =
    has === 0 ? `no ${type} licenses` : has === 1 ? `1 ${type} license` : `${grouped(has)} ${type} licenses`;
  return `${whose} has ${left} left; this moves ${grouped(asked)}.`;
}

/** `12,408`, as the app writes numbers. */
function grouped(number: number): string {
  return number.toLocaleString('en');
}

/** The move that takes another back. */
export function reverseMove({ from, to, type, quantity, reason }: LicenseMove): LicenseMove {
  const why = reason === '' ? 'Taken back' : `Taken back: ${reason}`.slice(0, 200);
  return { from: to, to: from, type, quantity, reason: why };
}
