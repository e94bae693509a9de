import { setTimeout } from 'node:timers/promises';
import { newId } from '../../../../common/domain/ids.ts';
import type { Project } from '../../../../common/domain/entities.ts';
import type { BulkDelete, BulkDeleteItem, BulkDryRun } from '../../../../common/partner-api/bulk-deletes.ts';
import type { MutationOutcome } from '../../../../common/partner-api/sync-door.ts';
import { cycles } from '../../../support/long-run.ts';
import { linkIn, type MailServer } from '../../../support/mail-server.ts';
import { password } from '../../../support/partner-api-server.ts';
import { call, mutationOf, type Row } from '../../../integration/partner-api/caller.ts';
import { confirmClosing } from '../../../integration/partner-api/closing-mails.ts';
import { projectOf } from '../../../integration/partner-api/project-of.ts';
import type { Cluster } from './cluster.ts';

/** The long way more than one part of a bulk delete takes. */
const customersOfBulk = cycles({ usually: 40, long: 260 });
const restoredOfBulk = 20;
const invitesOfRound = 24;
const betweenTries = 50;

/** What was given to the server to be done, and what must come of it. */
export interface Given {
  /** A bulk delete, and which customers its dry run may have shown; those made since share their name. */
  bulks: { job: string; shown: ReadonlySet<string>; since: ReadonlySet<string> }[];
  /** Projects whose closing was confirmed. */
  closings: string[];
  /** Customers that were taken back out of the recycle bin. */
  restored: string[];
  /** Addresses that one invite each goes to. */
  invited: string[];
}

/**
 * Another program than the consoles, which gives the server what it goes on with by itself: invites to be mailed, a bulk delete in
 * parts and some of it taken back, the closing of a project. Whatever isn't answered it sends again; whoever is met at such work is
 * killed.
 */
export class Chores {
  readonly given: Given = { bulks: [], closings: [], restored: [], invited: [] };
  readonly #cluster: Cluster;
  readonly #url: string;
  readonly #mails: MailServer;
  #token = '';

  constructor(cluster: Cluster, url: string, mails: MailServer) {
    this.#cluster = cluster;
    this.#url = url;
    this.#mails = mails;
  }

  /** Gives all of it once and waits until it's done. */
  async round(number: number): Promise<void> {
    await Promise.all([this.#invite(number), this.#deleteMany(number), this.#close(number)]);
  }

  async #invite(round: number): Promise<void> {
    const { items } = await this.#ask<{ items: Row[] }>('GET', '/v1/billing-accounts?limit=1');
    const billingAccountId = items[0]?.id ?? '';
    const addresses = Array.from({ length: invitesOfRound }, (_, n) => `r${round}-${n}@invited.example`);
    await this.#push(
      addresses.map((contactEmail) => {
        const fields = { name: 'Invited', contactName: 'Ann Berg', contactEmail, billingAccountId };
        return mutationOf('invite.create', { id: newId(), fields });
      }),
    );
    this.given.invited.push(...addresses);
    await this.#cluster.killAt('invite mails');
  }

  async #deleteMany(round: number): Promise<void> {
    const name = `Bulk of ${round}`;
    const shown = await this.#makeCustomers(name, customersOfBulk);
    const select = { filter: { q: name } };
    const dry = await this.#ask<BulkDryRun>('POST', '/v1/bulk-deletes', {
      ...{ dryRun: true, kind: 'customer', select },
    });
    const since = await this.#makeCustomers(name, 3);
    const begin = { dryRun: false, token: dry.token };
    const { bulkDelete } = await this.#ask<{ bulkDelete: BulkDelete }>('POST', '/v1/bulk-deletes', begin);
    this.given.bulks.push({ job: bulkDelete.id, shown, since });
    await this.#cluster.killAt(`bulk delete ${bulkDelete.id}`);
    await this.#until(async () => {
      const { state } = await this.#ask<BulkDelete>('GET', `/v1/bulk-deletes/${bulkDelete.id}`);
      return state !== 'running';
    });
    await this.#restoreSome(bulkDelete.id);
  }

  /** Takes back the first of what a bulk delete took, the deletions they went with one by one. */
  async #restoreSome(bulkDelete: string): Promise<void> {
    const { items } = await this.#ask<{ items: BulkDeleteItem[] }>(
      'GET',
      `/v1/bulk-deletes/${bulkDelete}/items?outcome=deleted&limit=${restoredOfBulk}`,
    );
    const ids = Map.groupBy(items, ({ deletion }) => deletion ?? '');
    await this.#push(
      [...ids].map(([deletion, some]) =>
        mutationOf('customer.restore', { deletion, ids: some.map(({ id }) => id) }),
      ),
    );
    this.given.restored.push(...items.map(({ id }) => id));
  }

  async #makeCustomers(name: string, count: number): Promise<Set<string>> {
    const ids = Array.from({ length: count }, () => newId());
    await this.#push(
      ids.map((id, n) => {
        const fields = { partnerId: null, name: `${name}, ${n}`, email: 'office@harbour.example' };
        return mutationOf('customer.create', { id, fields });
      }),
    );
    return new Set(ids);
  }

  async #close(round: number): Promise<void> {
    const email = `closing-${round}@closing.example`;
    const args = await this.#insist(() => projectOf(this.#url, { email, login: `closing-${round}` }));
    await this.#push([mutationOf('project.create', args)]);
    await this.#push([mutationOf('project.close', { id: args.id })]);
    const stage = async () => (await this.#ask<Project>('GET', `/v1/projects/${args.id}`)).closing?.stage;
    await this.#until(async () => {
      if ((await stage()) !== 'asked') return true;
      // The newest link alone is good, where a mail was sent once more.
      const mail = this.#mails.mails.findLast(({ to }) => to?.[0]?.address === email);
      const token = mail && new URL(linkIn(mail, '/close-project?token=')).searchParams.get('token');
      if (token) await confirmClosing(this.#url, token).catch(() => undefined);
      return false;
    });
    this.given.closings.push(args.id);
    await this.#cluster.killAt('closings');
    await this.#until(async () => (await stage()) === 'closed');
  }

  /** Sends changes until each is applied. */
  async #push(mutations: readonly { id: string }[]): Promise<void> {
    let left = mutations;
    while (left.length > 0) {
      const { results } = await this.#ask<{ results: MutationOutcome[] }>('POST', '/v1/mutations', {
        mutations: left,
      });
      const refused = results.find(({ outcome }) => outcome === 'rejected' || outcome === 'conflict');
      if (refused) throw new Error(`A change was refused: ${JSON.stringify(refused)}`);
      const again = new Set(results.filter(({ outcome }) => outcome === 'retry').map(({ id }) => id));
      left = left.filter(({ id }) => again.has(id));
    }
  }

  /** Asks until it's answered. @throws Error where the answer is neither what was asked for nor that it’s to be asked again */
  async #ask<T>(method: string, path: string, body?: object): Promise<T> {
    return this.#insist(async () => {
      const { status, body: answered } = await call<T>(this.#url, method, path, {
        token: this.#token,
        ...(body ? { body } : {}),
      });
      if (status === 401) {
        const signingIn = { body: { login: 'admin', password } };
        const tokens = await call<{ accessToken?: string }>(this.#url, 'POST', '/v1/auth/sign-in', signingIn);
        this.#token = tokens.body.accessToken ?? '';
      } else if (status < 300) return answered;
      else if (status !== 503 && status !== 429)
        this.#cluster.faults.push(
          `${method} ${path} was answered with ${status}: ${JSON.stringify(answered)}`,
        );
      throw new Error('not yet');
    });
  }

  async #insist<T>(ask: () => Promise<T>): Promise<T> {
    for (;;) {
      const answer = await ask().then(
        (value) => ({ value }),
        () => null,
      );
      if (answer) return answer.value;
      await setTimeout(betweenTries);
    }
  }

  async #until(isSo: () => Promise<boolean>): Promise<void> {
    while (!(await isSo())) await setTimeout(betweenTries);
  }
}
