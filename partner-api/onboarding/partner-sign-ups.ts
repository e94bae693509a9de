import { z } from 'zod';
import { partnerFields } from '../../common/domain/entities.ts';
import { newId } from '../../common/domain/ids.ts';
import { country, mandatoryEmail, mandatoryName } from '../../common/domain/naming.ts';
import type { PartnerSignUp } from '../../common/partner-api/partner-sign-ups.ts';
import type { Actor } from '../commands/command.ts';
import { ProblemError } from '../commands/problem-error.ts';
import { createRow } from '../commands/writing.ts';
import type { StoredSignUp } from '../store/partner-sign-ups.ts';
import type { Store, Transaction } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';
import { ownScope } from './own-scope.ts';
import { hashOfToken, isToken, makeToken } from '../auth/tokens.ts';

/** Hours that a link to confirm an e-mail works. */
export const confirmHours = 48;
const day = 24 * 60 * 60 * 1000;
/** Mails that an address gets within a day, however often it's typed. */
const mailsADay = 3;

/** What the sign-up page for partners sends. */
export const partnerSignUpForm = z.object({
  name: mandatoryName('Company name'),
  contactName: mandatoryName('Your name'),
  email: mandatoryEmail('E-mail'),
  country: country.refine((code) => code !== '', { error: 'Country is mandatory' }),
});

/** Partners that sign up by themselves: an e-mail that's confirmed, then an Admin who decides. */
export interface PartnerSignUps {
  /** Takes a sign-up. What it does and answers is the same whether the e-mail is known or not. */
  begin(asked: z.infer<typeof partnerSignUpForm>): Promise<void>;
  /** What a link leads to; null where it's unknown, used or over. */
  find(token: string): Promise<{ name: string } | null>;
  /** Uses a link up. Null where {@link find} gives none. */
  confirm(token: string): Promise<{ name: string } | null>;
  list(actor: Actor): Promise<PartnerSignUp[]>;
  /** Makes it a partner. @throws ProblemError `not-found`; `in-use` where it's decided */
  verify(actor: Actor, id: string): Promise<PartnerSignUp>;
  /** @throws ProblemError as {@link verify} does */
  refuse(actor: Actor, id: string, reason: string): Promise<PartnerSignUp>;
}

/** Gives a sign-up a new link, which ends the one before, and the token in it, of which only the hash is kept. */
export async function makeConfirmLink(
  tx: Transaction,
  signUp: StoredSignUp,
  { now, randomBytes }: Surroundings,
): Promise<string> {
  const token = makeToken({ randomBytes });
  const expiresAt = now() + confirmHours * 60 * 60 * 1000;
  await tx.saveSignUp({ ...signUp, hash: hashOfToken(token), expiresAt });
  return token;
}

/** Opens the sign-ups of a store; `onMail` is told when a mail may wait. */
export function openPartnerSignUps(
  store: Store,
  surroundings: Surroundings,
  onMail: () => void,
): PartnerSignUps {
  const { now, randomBytes } = surroundings;
  const fresh = () => newId({ now, random: () => randomBytes(16) });

  const aliveIn = (found: StoredSignUp | null) =>
    found?.state === 'unconfirmed' && found.expiresAt > now() ? found : null;

  const decide = (
    { account }: Actor,
    id: string,
    change: (tx: Transaction, signUp: StoredSignUp) => Promise<Partial<StoredSignUp>>,
  ) =>
    store.transaction(async (tx) => {
      const found = account.scope === null ? await tx.signUp(id) : null;
      if (!found || found.state === 'unconfirmed')
        throw new ProblemError('not-found', `There is no sign-up with the id ${id}.`);
      if (found.state !== 'waiting')
        throw new ProblemError('in-use', `${found.name} was ${found.state} by ${found.decidedBy} already.`);
      const decided = { decidedAt: now(), decidedBy: account.name };
      const saved = { ...found, ...decided, ...(await change(tx, found)) };
      await tx.saveSignUp(saved);
      return shownOf(saved);
    });

  return {
    begin: async ({ name, contactName, email, country: at }) => {
      await store.transaction(async (tx) => {
        const known = await tx.signUpOf(email);
        const isLimited = (await tx.askedMails(email, now() - day)).length >= mailsADay;
        await tx.noteAskedMail(email, now());
        // A known one is written as it is, so that the work is the same.
        if (known && (known.state !== 'unconfirmed' || isLimited)) return tx.saveSignUp(known);
        const made = { name, contact: contactName, email, country: at, madeAt: now() };
        const none = { because: '', hash: null, expiresAt: 0, confirmedAt: null, decidedAt: null };
        await tx.saveSignUp({
          ...{ id: fresh(), state: 'unconfirmed', decidedBy: '', partner: null, ...none, ...known, ...made },
          ...{ mailDue: isLimited ? null : now(), mailTries: 0 },
        });
      });
      onMail();
    },
    find: async (token) => {
      if (!isToken(token)) return null;
      const found = aliveIn(await store.read.signUpByHash(hashOfToken(token)));
      return found && { name: found.name };
    },
    confirm: (token) =>
      store.transaction(async (tx) => {
        const found = isToken(token) ? aliveIn(await tx.signUpByHash(hashOfToken(token))) : null;
        if (!found) return null;
        const confirmed = { state: 'waiting' as const, confirmedAt: now(), hash: null, mailDue: null };
        await tx.saveSignUp({ ...found, ...confirmed });
        return { name: found.name };
      }),
    // Nothing is of a brand before it's a partner: who sees one brand alone sees none of it.
    list: async ({ account }) =>
      account.scope === null ? (await store.read.confirmedSignUps()).map(shownOf) : [],
    verify: (actor, id) =>
      decide(actor, id, async (tx, signUp) => {
        const { account, requestId } = actor;
        const scope = ownScope(tx, surroundings, account, 'partner.verify', requestId);
        const partner = fresh();
        const fields = partnerFields.parse({ name: signUp.name, email: signUp.email });
        await createRow(scope, 'partner', {
          ...fields,
          ...{ id: partner, version: 0, createdAt: scope.at, updatedAt: scope.at },
          address: { ...fields.address, country: signUp.country },
          notes: `Contact: ${signUp.contact}`,
        });
        return { state: 'verified', partner, mailDue: now(), mailTries: 0 };
      }),
    refuse: (actor, id, reason) =>
      decide(actor, id, async () => ({ state: 'refused', because: reason, mailDue: null })),
  };
}

function shownOf(signUp: StoredSignUp): PartnerSignUp {
  const { id, name, contact, email, country: at, because, decidedBy, partner } = signUp;
  return {
    ...{ id, name, contactName: contact, email, country: at, because, decidedBy, partnerId: partner },
    state: signUp.state === 'unconfirmed' ? 'waiting' : signUp.state,
    madeAt: new Date(signUp.madeAt).toISOString(),
    decidedAt: signUp.decidedAt === null ? null : new Date(signUp.decidedAt).toISOString(),
  };
}
