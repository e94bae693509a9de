import Database from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import {
  minimalGrants,
  type AccessRequest,
  type Customer,
  type GrantName,
} from '../../../common/domain/entities.ts';
import { newId } from '../../../common/domain/ids.ts';
import { startPartnerApi } from '../../../partner-api/start.ts';
import { sampleSeed } from '../../../partner-api/seed/sample.ts';
import { backTo } from '../../support/older-store.ts';
import { TestPartnerApi } from '../../support/test-partner-api.ts';
import { logins, mutationOf, SyncCaller } from './caller.ts';

const password = 'four calm words here';
let api: TestPartnerApi;
let operator: SyncCaller;

beforeAll(async () => {
  api = await TestPartnerApi.start({ signInLimit: 10_000 });
  operator = await SyncCaller.of(api.url, logins.operator);
});
afterAll(() => api.remove());

async function rowsOf<T>(kind: string): Promise<T[]> {
  return ((await operator.snapshot()).rows.get(kind) ?? []) as unknown as T[];
}
async function request(id: string): Promise<AccessRequest> {
  const found = (await rowsOf<AccessRequest>('accessRequest')).find((each) => each.id === id);
  if (!found) throw new Error(`no request ${id}`);
  return found;
}
function send(url: string, path: string, form: Record<string, string>, cookie = ''): Promise<Response> {
  const headers: Record<string, string> = cookie === '' ? {} : { cookie };
  return fetch(url + path, {
    ...{ method: 'POST', redirect: 'manual', headers, body: new URLSearchParams(form) },
  });
}

/** Somebody at a customer, in its browser. */
class Visitor {
  readonly #url: string;
  readonly cookie: string;
  private constructor(url: string, cookie: string) {
    this.#url = url;
    this.cookie = cookie;
  }
  static async signedIn(url: string, login: string): Promise<Visitor> {
    const answer = await send(url, '/account/sign-in', { login, password });
    expect(answer.status).toBe(303);
    return new Visitor(url, answer.headers.get('set-cookie')?.split(';')[0] ?? '');
  }
  async page(path: string): Promise<string> {
    const answer = await fetch(this.#url + path, { headers: { cookie: this.cookie }, redirect: 'manual' });
    return answer.status === 200 ? answer.text() : `${answer.status}`;
  }
  async post(path: string, form: Record<string, string>): Promise<number> {
    const key = /name="key" value="([\w-]+)"/.exec(await this.page('/account'))?.[1] ?? '';
    return (await send(this.#url, path, { key, ...form }, this.cookie)).status;
  }
  /** What the page says after a request is answered. */
  async toldOf(id: string, answer: 'grant' | 'decline'): Promise<string> {
    const key = /name="key" value="([\w-]+)"/.exec(await this.page('/account'))?.[1] ?? '';
    const form = { key, request: id, answer };
    const sent = await send(this.#url, '/account/access/answer', form, this.cookie);
    const page = await this.page(sent.headers.get('location') ?? '');
    return /role="status">([^<]*)/.exec(page)?.[1] ?? '';
  }
  answer(id: string, answer: 'grant' | 'decline'): Promise<number> {
    return this.post('/account/access/answer', { request: id, answer });
  }
}

let number = 0;
/** A company that signed up without a service provider, with its Customer ID. */
async function standingAlone(name: string): Promise<{ visitor: Visitor; code: string; email: string }> {
  const email = `ann${++number}@alone.example`;
  const form = { name, contactName: 'Ann Berg', email, password, repeated: password };
  expect((await send(api.url, '/sign-up', form)).status).toBe(200);
  const visitor = await Visitor.signedIn(api.url, email);
  const code = /[B-Z]{4}-[B-Z2-9]{4}-\d\d/.exec(await visitor.page('/account/service'))?.[0] ?? '';
  return { visitor, code, email };
}
async function asks(customerCode: string, more: object = {}) {
  const id = newId();
  const fields = { customerCode, reason: 'We spoke', ...more };
  return { id, outcome: await operator.pushOne(mutationOf('accessRequest.link', { id, fields })) };
}

test('whoever has the Customer ID consents on its own page, and is a customer with the minimal rights', async () => {
  const { visitor, code } = await standingAlone('Elm & <b>Sons</b>');
  expect(await visitor.page('/account/service')).toContain('None yet');
  expect(await visitor.post('/account', { name: 'Elm Sons', email: 'a@alone.example' })).toBe(200);
  const [partner] = await rowsOf<{ id: string; name: string; brandId: string }>('partner');
  const { id, outcome } = await asks(` ${code.toLowerCase().replaceAll('-', '')} `, {
    partnerId: partner?.id,
  });
  expect(outcome.outcome).toBe('applied');
  expect(await request(id)).toMatchObject({ status: 'waiting', customerCode: code, customerId: null });
  const page = await visitor.page('/account/access');
  expect(page).toContain('asks to look after you');
  expect(page).toContain('“<bdi>We spoke</bdi>”');
  expect(page).toContain(partner?.name);

  expect(await visitor.answer(id, 'grant')).toBe(303);
  const answered = await request(id);
  expect(answered).toMatchObject({ status: 'granted', answeredBy: 'Ann Berg' });
  const customer = (await rowsOf<Customer>('customer')).find((each) => each.id === answered.customerId);
  expect(customer).toMatchObject({
    ...{ name: 'Elm Sons', customerId: code, origin: 'customer-id', grants: minimalGrants },
    ...{ partnerId: partner?.id, brandId: partner?.brandId },
    granted: { 'basic-monitoring': { by: 'Ann Berg' } },
  });
  expect(await visitor.page('/account/service')).toContain(partner?.name);
  const again = await asks(code);
  expect(again.outcome).toMatchObject({
    outcome: 'rejected',
    problem: { fields: [{ message: 'Elm Sons has this Customer ID and is a customer here already' }] },
  });
});

test('the page says what became of an answer, also where it came too late', async () => {
  const { visitor, code } = await standingAlone('Larch');
  const [first, second, third] = [await asks(code), await asks(code), await asks(code)];
  await operator.pushOne(mutationOf('accessRequest.withdraw', { id: first.id }));
  expect(await visitor.toldOf(first.id, 'grant')).toContain('withdrawn or answered already');
  expect(await visitor.toldOf(second.id, 'decline')).toBe('Declined. Nothing was granted.');
  expect(await visitor.toldOf(third.id, 'grant')).toBe('Granted. You can revoke it at any time.');
  expect(await visitor.page('/account/access?answered=%3Cb%3Eowned')).not.toContain('owned');
});

test('an ID that nobody has and one whose customer somebody else looks after are answered alike, word for word', async () => {
  const europe = await SyncCaller.of(api.url, 'europe');
  const seen = new Set((await europe.snapshot()).rows.get('customer')?.map(({ id }) => id));
  const other = (await rowsOf<Customer>('customer')).find((each) => !seen.has(each.id));
  const told = async (customerCode: string) => {
    const id = newId();
    const fields = { customerCode, reason: '' };
    const { seq: _seq, ...outcome } = (await europe.pushOne(
      mutationOf('accessRequest.link', { id, fields }),
    )) as { seq?: number };
    const row = (await europe.snapshot()).rows.get('accessRequest')?.find((each) => each.id === id);
    const { body } = await europe.get<{ items: object[] }>(`/v1/activity?entityId=${id}`);
    const text = JSON.stringify([outcome, row, body.items.length]);
    const volatile = /"(hash|at|createdAt|updatedAt|version|entry|id|mutationId|requestId)":("[^"]*"|\d+),?/g;
    return text.replaceAll(customerCode, 'CODE').replaceAll(volatile, '');
  };
  const [unknown, taken] = [await told('BCDF-GHJK-12'), await told(other?.customerId ?? '')];
  expect(taken).toBe(unknown);
  expect(unknown).toContain('"status":"waiting"');
});

test.each([
  ['', 'Customer ID is mandatory'],
  ['CTSO-7F3K', 'four letters, four letters or digits, and two digits'],
  ['OTSO-7F3K-92', 'has no “O” there'],
  ["' OR 1=1 --", 'four letters'],
])('the Customer ID %j is refused, and nothing is asked', async (code, said) => {
  const before = (await rowsOf('accessRequest')).length;
  const { outcome } = await asks(code);
  expect(outcome.outcome).toBe('rejected');
  expect(JSON.stringify(outcome)).toContain(said);
  expect((await rowsOf('accessRequest')).length).toBe(before);
});

test('more rights are asked for with a reason; the customer grants or declines, and nobody else does', async () => {
  const { visitor, code } = await standingAlone('Fir');
  const first = await asks(code);
  await visitor.answer(first.id, 'grant');
  const customerId = (await request(first.id)).customerId ?? '';
  const ask = async (reason: string, grants: GrantName[]) => {
    const id = newId();
    const fields = { customerId, grants, reason };
    return { id, outcome: await operator.pushOne(mutationOf('accessRequest.ask', { id, fields })) };
  };
  expect(JSON.stringify((await ask('', ['recover-data'])).outcome)).toContain('Reason is mandatory');
  expect(JSON.stringify((await ask('Why not', ['basic-monitoring'])).outcome)).toContain('already');
  const reason = '<img src=x onerror=alert(1)> {{7*7}}';
  const { id } = await ask(reason, ['manage-configuration', 'access-data']);
  expect(JSON.stringify((await ask('Twice', ['recover-data'])).outcome)).toContain('hasn’t answered');
  const page = await visitor.page('/account/access');
  expect(page).toContain('asks for more');
  expect(page).toContain('&lt;img src=x onerror=alert(1)&gt; {{7*7}}');

  const stranger = await standingAlone('Stranger');
  expect(await stranger.visitor.answer(id, 'grant')).toBe(303);
  expect((await request(id)).status).toBe('waiting');
  const noKey = await send(
    api.url,
    '/account/access/answer',
    { request: id, answer: 'grant' },
    visitor.cookie,
  );
  expect(noKey.status).toBe(403);
  expect((await request(id)).status).toBe('waiting');

  await visitor.answer(id, 'grant');
  const granted = (await rowsOf<Customer>('customer')).find((each) => each.id === customerId);
  expect(granted?.grants).toEqual([...minimalGrants, 'manage-configuration', 'access-data']);
  expect(granted?.granted).toMatchObject({ 'access-data': { by: 'Ann Berg', at: expect.any(String) } });
  const site = () => mutationOf('site.create', { id: newId(), fields: { customerId, name: 'Depot' } });
  expect((await operator.pushOne(site())).outcome).toBe('applied');
  await visitor.post('/account/access', { 'basic-monitoring': 'granted' });
  expect(await operator.pushOne(site())).toMatchObject({
    outcome: 'rejected',
    problem: { detail: expect.stringContaining('hasn’t granted Manage configuration') },
  });

  const declined = await ask('Once more', ['recover-data']);
  await visitor.answer(declined.id, 'decline');
  await visitor.answer(declined.id, 'grant');
  expect(await request(declined.id)).toMatchObject({ status: 'declined', answeredBy: 'Ann Berg' });
  const withdraw = mutationOf('accessRequest.withdraw', { id: declined.id });
  expect(JSON.stringify(await operator.pushOne(withdraw))).toContain('answered already');
  const withdrawn = await ask('Never mind', ['recover-data']);
  await operator.pushOne(mutationOf('accessRequest.withdraw', { id: withdrawn.id }));
  expect(await visitor.page('/account/access')).not.toContain('Never mind');
});

test('an account asks at most 30 Customer IDs within an hour, and is told when the next can be asked', async () => {
  const admin = await SyncCaller.of(api.url, logins.admin);
  const outcomes = [];
  for (let at = 10; at < 41; at++)
    outcomes.push(
      await admin.pushOne(
        mutationOf('accessRequest.link', { id: newId(), fields: { customerCode: `BCDF-BCDF-${at}` } }),
      ),
    );
  expect(outcomes.slice(0, 30).every(({ outcome }) => outcome === 'applied')).toBe(true);
  expect(outcomes[30]).toMatchObject({ outcome: 'rejected', problem: { kind: 'mail-limit' } });
});

test('who is signed in at a customer stays so over a restart of a file from before such sessions, and signing out ends it', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'switchyard-sessions-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const options = { dataDir, seed: sampleSeed, passwordCost: 4 };
  await (await startPartnerApi(options)).close();
  const file = new Database(join(dataDir, 'partner-api.db'));
  file.exec(backTo(150));
  file.close();
  const first = await startPartnerApi(options);
  const form = { name: 'Gum', contactName: 'Ann', email: 'a@gum.example', password, repeated: password };
  await send(first.url, '/sign-up', form);
  const visitor = await Visitor.signedIn(first.url, 'a@gum.example');
  await first.close();
  const kept = new Database(join(dataDir, 'partner-api.db'), { readonly: true });
  const stored = JSON.stringify(kept.prepare('SELECT * FROM customer_session').all());
  kept.close();
  expect(stored).not.toContain(visitor.cookie.split('=')[1]);
  const second = await startPartnerApi({ ...options, port: first.port });
  onTestFinished(() => second.close());
  expect(await visitor.page('/account')).toContain('Gum');
  expect(await visitor.post('/account/sign-out', {})).toBe(303);
  expect(await visitor.page('/account')).toBe('303');
});
