import { z } from 'zod';
import { foldText } from './text.ts';

/** Shortest and longest login name of a project. */
const loginLength = { least: 4, most: 32 } as const;

/** What is wrong with a login name, as a sentence without a full stop; undefined when it can be used. */
export function loginFault(text: string): string | undefined {
  if (text === '') return 'Login name is mandatory';
  if (/[^a-z0-9._-]/.test(text))
    return 'A login name has lower-case letters a to z, digits, dots, hyphens and underscores alone';
  if (!/^[a-z]/.test(text)) return 'A login name begins with a letter';
  if (!/[a-z0-9]$/.test(text)) return 'A login name ends with a letter or a digit';
  if (/[._-]{2}/.test(text)) return 'A login name has no two marks beside each other';
  if (text.length < loginLength.least || text.length > loginLength.most)
    return `A login name has ${loginLength.least} to ${loginLength.most} characters; this one has ${text.length}`;
  return undefined;
}

/** The login name of a project: what a person can say over the phone, and no two look alike by case. */
export const loginName = z
  .string()
  .trim()
  .superRefine((text, context) => {
    const fault = loginFault(text);
    if (fault) context.addIssue({ code: 'custom', message: fault });
  });

/** A login name that a company's name suggests; empty where nothing usable is left of it. */
export function suggestedLogin(company: string): string {
  const plain = foldText(company)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, loginLength.most)
    .replace(/-+$/, '');
  return plain.length < loginLength.least ? '' : plain;
}

/** Data centres by the countries that they serve; {@link otherDataCentre} serves the rest. */
const dataCentres: Readonly<Record<string, string>> = {
  Amsterdam: 'BE DK EE FI IE IS LT LU LV NL NO SE',
  Frankfurt: 'AL AT BA BG CY CZ DE GR HR HU IT LI MD ME MK MT PL RO RS SI SK TR UA',
  Geneva: 'CH',
  Johannesburg: 'AO BW KE LS MU MW MZ NA NG RW SZ TZ UG ZA ZM ZW',
  London: 'GB GG GI IM JE',
  Mumbai: 'BD BT IN LK MV NP',
  Paris: 'AD DZ ES FR GF GP MA MC MQ PM PT RE TN YT',
  'São Paulo': 'AR BO BR CL CO EC GY PE PY SR UY VE',
  Singapore: 'BN CN HK ID KH KR LA MM MO MY PH SG TH TL TW VN',
  Sydney: 'AU FJ NC NZ PF PG SB TO VU WS',
  Tokyo: 'JP',
  Toronto: 'CA',
  Virginia: 'BS BZ CR CU DO GT HN HT JM MX NI PA PR SV TT US VI',
  Dubai: 'AE BH EG IL JO KW LB OM QA SA',
};
const otherDataCentre = 'Amsterdam';
const byCountry = new Map(
  Object.entries(dataCentres).flatMap(([name, countries]) =>
    countries.split(' ').map((code) => [code, name] as const),
  ),
);

/** The data centre that keeps a project of a country, by its two letters; empty while no country is chosen. */
export function dataCentreOf(country: string): string {
  return country === '' ? '' : (byCountry.get(country) ?? otherDataCentre);
}

/** Days without activity after which a project's people are written to, and days from then until it's deleted. */
export const inactivity = { quietDays: 90, noticeDays: 30 } as const;

/** What is erased of a project that's closed: company information, connector configurations, migration data. */
export const erasableFields = ['email', 'company', 'phone', 'connectors', 'jobs'] as const;
export type ErasableField = (typeof erasableFields)[number];

/** Days that the link lives by which closing a project is confirmed. */
export const closingDays = 7;

/**
 * How far the closing of a project is.
 * - asked: it's blocked, and waits for whoever reads the mail to confirm it.
 * - confirmed: its erasure begins; it can't be cancelled any more.
 * - erased: its key is destroyed, and with it what was encrypted with it.
 * - closed: its licenses are back, all is done.
 */
export const closingStages = ['asked', 'confirmed', 'erased', 'closed'] as const;

/**
 * Why nothing of a project can be changed any more; undefined while it can.
 * @param stage of its closing, where it's being closed
 */
export function whyErased(name: string, stage: string | null | undefined): string | undefined {
  if (!stage || stage === 'asked') return undefined;
  return stage === 'closed'
    ? `The project ${name} is closed; what it held is erased.`
    : `The project ${name} is being erased: its closing was confirmed.`;
}

/**
 * Why a project takes no licenses; undefined while nobody closes it.
 * @param stage of its closing, where it's being closed
 */
export function whyTakesNoLicenses(name: string, stage: string | null | undefined): string | undefined {
  if (!stage) return undefined;
  return whyErased(name, stage) ?? `The project ${name} is being closed: it takes no more licenses.`;
}

/**
 * Why nobody can work in a project, by its own login or by switching to it; undefined while it's open.
 * @param stage of its closing, where it's being closed
 */
export function whyNotEntered({
  name,
  status,
  stage,
}: {
  name: string;
  status: string;
  stage: string | null | undefined;
}): string | undefined {
  if (status === 'active') return undefined;
  if (!stage) return `The project ${name} is blocked: nobody can work in it.`;
  return whyErased(name, stage) ?? `The project ${name} is being closed: nobody can work in it.`;
}

export const projectClosing = z.object({
  stage: z.enum(closingStages),
  /** Who asked for it, or that nobody used the project. */
  why: z.enum(['asked', 'inactive']),
  at: z.iso.datetime(),
  /** Name of who asked; empty where it's for want of activity. */
  by: z.string(),
  /** When the mail with the link went out; null while it waits. */
  mailedAt: z.iso.datetime().nullable(),
  mailFault: z.string(),
  /** Until when the link works; null while it isn't made. */
  expiresAt: z.iso.datetime().nullable(),
});
export type ProjectClosing = z.infer<typeof projectClosing>;

/** What was written to a project's people for want of activity: when, and when it's deleted unless it's used. */
export const projectNotice = z.object({ at: z.iso.datetime(), deletedOn: z.iso.datetime() });

const day = 24 * 60 * 60 * 1000;

/** How far a project is from its deletion for want of activity. */
export interface Inactivity {
  /** Whole days until it's deleted, from 120 down to 0. */
  daysLeft: number;
  /** `notice`: its people have been written to; `due`: the notice has run out. */
  stage: 'active' | 'notice' | 'due';
}

/**
 * @param lastActivityAt ISO time of the last sign-in, switch, change or job; `now` in milliseconds
 * @param deletedOn ISO time that its people were told, where they have been
 */
export function inactivityOf(lastActivityAt: string, now: number, deletedOn?: string): Inactivity {
  if (deletedOn !== undefined) {
    const daysLeft = Math.max(0, Math.ceil((Date.parse(deletedOn) - now) / day));
    return { daysLeft, stage: daysLeft === 0 ? 'due' : 'notice' };
  }
  const quiet = Math.max(0, now - Date.parse(lastActivityAt));
  const { quietDays, noticeDays } = inactivity;
  const daysLeft = Math.max(0, Math.ceil(quietDays + noticeDays - quiet / day));
  if (daysLeft === 0) return { daysLeft, stage: 'due' };
  return { daysLeft, stage: quiet >= quietDays * day ? 'notice' : 'active' };
}
