import { decideAccess } from '../../common/domain/access.ts';
import { customerFields, fullGrants } from '../../common/domain/entities.ts';
import { newId } from '../../common/domain/ids.ts';
import { country, emailFault, mandatoryName } from '../../common/domain/naming.ts';
import { firstGraphemes } from '../../common/domain/text.ts';
import {
  consentMinutes,
  providers,
  providerTitles,
  type Installation,
  type InstallationList,
  type InstallationRequest,
  type Provider,
} from '../../common/partner-api/installations.ts';
import type { Account } from '../../common/partner-api/session.ts';
import { freshCustomerId } from '../commands/customers.ts';
import { invalidField, ProblemError } from '../commands/problem-error.ts';
import { withinSight } from '../commands/within-sight.ts';
import { createRow } from '../commands/writing.ts';
import { openDueLine, type DueLine } from '../due-line.ts';
import { ConsentFault, NotYetFault, type ConsentProviders, type Proof } from '../providers/provider.ts';
import type { StoredInstallation } from '../store/installations.ts';
import type { Store, Transaction } from '../store/store.ts';
import type { Surroundings } from '../surroundings.ts';
import { ownScope } from './own-scope.ts';
import { hashOfToken, isToken, makeToken } from '../auth/tokens.ts';

/** How often a provider that isn't ready yet is asked, and how long it's left alone at most: with the usual wait, for 20 minutes. */
const mostTries = 10;
const longestWait = 5 * 60_000;

/** Names that an organization gave itself are cut to this. */
const nameLength = 50;

/** What became of a provider's answer, for whoever's browser brought it. */
export type Answered =
  | { state: 'unknown' | 'used' | 'expired' | 'cancelled' }
  | { state: 'not-yet'; id: string; provider: Provider }
  | { state: 'failed'; id: string; because: string }
  | { state: 'done'; id: string; name: string };

/** Installing customers on behalf. */
export interface Installations {
  list(account: Account): Promise<InstallationList>;
  /** @throws ProblemError where the provider isn't configured or doesn't answer, or the partner isn't there */
  begin(account: Account, asked: InstallationRequest): Promise<{ installation: Installation; url: string }>;
  /** @throws ProblemError `not-found` */
  cancel(account: Account, id: string): Promise<void>;
  /** Takes what a provider sent a browser back with; `query` begins with a question mark, or is empty. */
  answer(query: string, requestId: string): Promise<Answered>;
  /** Asks providers again that weren't ready. */
  tries: DueLine;
}

interface InstallationOptions {
  providers: ConsentProviders;
  /** Where this server is reached from outside. */
  baseUrl: () => string;
  /** Milliseconds before a provider that isn't ready is asked a second time; it doubles from one to the next. */
  retryMs: number;
  onDefect: (error: unknown) => void;
}

/** Where a provider sends the browser back to. */
export const answerPath = '/install/answer';

/** Opens installing on behalf. What was being checked for the first time when the server ended before is over. */
export async function openInstallations(
  store: Store,
  surroundings: Surroundings,
  { providers: configured, baseUrl, retryMs, onDefect }: InstallationOptions,
): Promise<Installations> {
  const { now, randomBytes } = surroundings;
  const random = () => makeToken(surroundings);
  const beingChecked = (id: string) => `installation ${id}`;
  for (const id of await store.read.checkedInstallations())
    await store.exclusively(beingChecked(id), () =>
      store.transaction((tx) =>
        tx.stopInstallation(
          id,
          'The partner API was restarted while it checked the provider’s answer. Begin again.',
        ),
      ),
    );

  /** Takes a token's request out of waiting, once and for all. */
  const claim = (token: string) =>
    store.transaction(async (tx): Promise<StoredInstallation | Answered> => {
      const found = isToken(token) ? await tx.installationByHash(hashOfToken(token)) : null;
      if (!found) return { state: 'unknown' };
      if (found.state === 'cancelled') return { state: 'cancelled' };
      if (found.state !== 'waiting') return { state: 'used' };
      if (found.expiresAt <= now()) return { state: 'expired' };
      await tx.saveInstallation({ ...found, state: 'checking', verifier: '', nonce: '' });
      return found;
    });

  const finish = async (asked: StoredInstallation, proof: Proof, requestId: string): Promise<Answered> => {
    const domain = asked.domain;
    if (domain !== '' && !proof.domains.includes(domain))
      throw new ConsentFault(
        `Another organization consented than the one you meant: ${domain} isn’t among its verified domains.`,
      );
    if (proof.domains.length === 0) throw new ConsentFault('The organization has no verified domain.');
    // A role can have changed, and an account been disabled, while the provider's page was open.
    const account = await store.read.accountById(asked.account);
    const access =
      account && !account.isDisabled
        ? decideAccess({ role: account.role, action: 'customer.install' })
        : null;
    if (!account || !access?.allowed)
      throw new ConsentFault('The account that began this may not install customers on behalf any more.');
    const sight = await store.read.sight(account.scope?.brandId ?? null);
    return store.transaction(async (tx) => {
      const current = await tx.installation(asked.id);
      if (current?.state !== 'checking') return { state: 'cancelled' };
      const seen = withinSight(tx, sight);
      const partner = asked.partner === null ? null : await seen.row('partner', asked.partner);
      if (asked.partner !== null && !partner)
        throw new ConsentFault('The partner that the customer was meant for isn’t there any more.');
      await requireNew(tx, seen, asked, proof);
      const scope = ownScope(tx, surroundings, account, 'customer.install', requestId);
      const id = newId({ now, random: () => randomBytes(16) });
      const name = nameOf(proof);
      await createRow(scope, 'customer', {
        ...customerFields.parse({ name, email: emailOf(proof), partnerId: asked.partner }),
        ...{ id, version: 0, createdAt: scope.at, updatedAt: scope.at },
        address: { ...customerFields.shape.address.parse(undefined), country: countryOf(proof) },
        brandId: partner?.brandId ?? account.scope?.brandId ?? null,
        customerId: await freshCustomerId(scope),
        origin: 'on-behalf',
        grants: [...fullGrants],
        verifiedDomains: proof.domains,
      });
      for (const claimed of claimsOf(asked, proof)) await tx.saveProven(claimed, id);
      await tx.saveInstallation({ ...current, state: 'done', customer: id, because: '', dueAt: null });
      return { state: 'done', id: asked.id, name };
    });
  };

  const tryLater = (asked: StoredInstallation, { message, again }: NotYetFault): Promise<Answered> =>
    store.transaction(async (tx) => {
      const { id, provider } = asked;
      const current = await tx.installation(id);
      if (current?.state !== 'checking') return { state: 'cancelled' };
      const tries = current.tries + 1;
      const isLast = tries >= mostTries;
      const because = isLast
        ? `${message} It was tried ${tries} times.`
        : `${providerTitles[provider]} doesn’t let this partner API in yet: a consent that was just given takes a while to arrive everywhere there.`;
      const dueAt = isLast ? null : now() + Math.min(retryMs * 2 ** current.tries, longestWait);
      const state = isLast ? ('failed' as const) : ('checking' as const);
      await tx.saveInstallation({ ...current, state, because, again, dueAt, tries });
      return isLast ? { state: 'failed', id, because } : { state: 'not-yet', id, provider };
    });

  const fail = async ({ id }: StoredInstallation, thrown: unknown): Promise<Answered> => {
    if (!(thrown instanceof ConsentFault)) onDefect(thrown);
    const because =
      thrown instanceof ConsentFault
        ? thrown.message
        : 'Something went wrong in the partner API; its log says what. Nothing was made.';
    return store.transaction(async (tx) => {
      const current = await tx.installation(id);
      if (current?.state !== 'checking') return { state: 'cancelled' };
      await tx.saveInstallation({ ...current, state: 'failed', because, dueAt: null });
      return { state: 'failed', id, because };
    });
  };

  /** What comes of a try to prove who consented. */
  const settle = async (asked: StoredInstallation, proving: () => Promise<Proof>, requestId: string) => {
    try {
      return await finish(asked, await proving(), requestId);
    } catch (thrown) {
      return thrown instanceof NotYetFault ? tryLater(asked, thrown) : fail(asked, thrown);
    }
  };

  const tryAgain = async (asked: StoredInstallation): Promise<void> => {
    const at = configured[asked.provider];
    await settle(
      asked,
      async () => {
        if (!at?.proveAgain) throw new ConsentFault(notConfigured(asked.provider));
        return at.proveAgain(asked.again);
      },
      asked.id,
    );
  };

  const tries = openDueLine<StoredInstallation & { dueAt: number }>({
    now,
    next: async () => {
      const next = await store.read.nextInstallation();
      return next && { ...next, dueAt: next.dueAt ?? 0 };
    },
    work: tryAgain,
    onCommit: (listener) => store.onCommit(listener),
    alone: (work) => store.exclusively('installations', work),
    onDefect,
  });

  const shown = async (row: StoredInstallation, account: Account): Promise<Installation> => {
    const sight = await store.read.sight(account.scope?.brandId ?? null);
    const json = row.customer === null ? null : await store.read.row(sight, 'customer', row.customer);
    const customer = json && (JSON.parse(json.json) as { name: string; verifiedDomains?: string[] });
    const { id, provider, domain, because } = row;
    return {
      ...{ id, provider, domain, because },
      partnerId: row.partner,
      state: row.state === 'waiting' && row.expiresAt <= now() ? 'expired' : row.state,
      customerId: customer ? row.customer : null,
      customerName: customer?.name ?? '',
      domains: customer?.verifiedDomains ?? [],
      madeAt: new Date(row.madeAt).toISOString(),
      expiresAt: new Date(row.expiresAt).toISOString(),
      nextTryAt: row.dueAt === null ? null : new Date(row.dueAt).toISOString(),
    };
  };

  return {
    list: async (account) => ({
      providers: providers.map((provider) => ({
        provider,
        whyNot: configured[provider] ? null : notConfigured(provider),
      })),
      items: await Promise.all(
        (await store.read.installationsOf(account.id)).map((row) => shown(row, account)),
      ),
    }),

    begin: async (account, { id, provider, partnerId, domain }) => {
      const at = configured[provider];
      if (!at) throw invalidField('provider', notConfigured(provider));
      const sight = await store.read.sight(account.scope?.brandId ?? null);
      if (partnerId !== null && !(await store.read.row(sight, 'partner', partnerId)))
        throw invalidField('partnerId', 'There is no such partner');
      const [state, verifier, nonce] = [random(), random(), random()];
      const url = await at
        .addressOf({ state, verifier, nonce, domain, redirectUri: `${baseUrl()}${answerPath}` })
        .catch((error: unknown) => {
          throw error instanceof ConsentFault ? new ProblemError('unavailable', error.message) : error;
        });
      const made: StoredInstallation = {
        ...{ id, provider, account: account.id, partner: partnerId, domain, verifier, nonce },
        ...{ state: 'waiting', because: '', hash: hashOfToken(state), customer: null },
        ...{ madeAt: now(), expiresAt: now() + consentMinutes * 60_000 },
        ...{ again: '', dueAt: null, tries: 0 },
      };
      await store.transaction(async (tx) => {
        if (await tx.installation(id))
          throw new ProblemError('already-exists', `There is an installation with the id ${id} already.`);
        await tx.saveInstallation(made);
      });
      return { installation: await shown(made, account), url: url.href };
    },

    cancel: (account, id) =>
      store.transaction(async (tx) => {
        const found = await tx.installation(id);
        if (found?.account !== account.id)
          throw new ProblemError('not-found', `There is no installation with the id ${id}.`);
        if (found.state === 'cancelled') return;
        if (found.state !== 'waiting' && found.state !== 'checking')
          throw new ProblemError('invalid', 'It’s over already, so it can’t be cancelled.');
        const over = { state: 'cancelled', because: '', dueAt: null, verifier: '', nonce: '' } as const;
        await tx.saveInstallation({ ...found, ...over });
      }),

    answer: async (query, requestId) => {
      const answer = new URL(`${baseUrl()}${answerPath}${query}`);
      const state = answer.searchParams.get('state') ?? '';
      const asked = await claim(state);
      if (!('hash' in asked)) return asked;
      const proving = async () => {
        const at = configured[asked.provider];
        if (!at) throw new ConsentFault(notConfigured(asked.provider));
        return at.prove(answer, { state, verifier: asked.verifier, nonce: asked.nonce });
      };
      const answers: Answered[] = [];
      await store.exclusively(beingChecked(asked.id), async () => {
        answers.push(await settle(asked, proving, requestId));
      });
      const answered = answers[0] ?? { state: 'unknown' };
      if (answered.state === 'not-yet') void tries.run();
      return answered;
    },

    tries,
  };
}

function notConfigured(provider: Installation['provider']): string {
  return `This partner API isn’t registered with ${providerTitles[provider]}. Whoever runs it can set that up.`;
}

function claimsOf({ provider }: StoredInstallation, { tenant, domains }: Proof): string[] {
  return [`${provider} ${tenant}`, ...domains.map((domain) => `domain ${domain}`)];
}

/** @throws ConsentFault where a customer has the tenant or one of its domains already; one that's out of sight isn't named */
async function requireNew(
  tx: Transaction,
  seen: Transaction,
  asked: StoredInstallation,
  proof: Proof,
): Promise<void> {
  for (const claimed of claimsOf(asked, proof))
    for (const id of await tx.provenOf(claimed)) {
      if (!(await tx.row('customer', id))) continue;
      const known = await seen.row('customer', id);
      throw new ConsentFault(
        known
          ? `${known.name} has this organization’s domains already, so no second customer was made.`
          : 'A customer of somebody else has this organization’s domains already.',
      );
    }
}

/** The organization's name as far as it can be a customer's; else its main domain. */
function nameOf({ name, domains }: Proof): string {
  const cleaned = name
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const parsed = mandatoryName('Name').safeParse(firstGraphemes(cleaned, nameLength).trim());
  return parsed.success ? parsed.data : firstGraphemes(domains[0] ?? '', nameLength);
}

/** The first address that can be used; else the one that every mail domain has (RFC 5321, 4.5.1). */
function emailOf({ emails, domains }: Proof): string {
  return emails.find((email) => emailFault(email) === undefined) ?? `postmaster@${domains[0] ?? ''}`;
}

function countryOf(proof: Proof): string {
  const parsed = country.safeParse(proof.country.toUpperCase());
  return parsed.success ? parsed.data : '';
}
