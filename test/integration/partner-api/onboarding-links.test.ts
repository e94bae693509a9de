import { afterAll, beforeAll, expect, test } from 'vitest';
import { minimalGrants, type Customer, type OnboardingLink } from '../../../common/domain/entities.ts';
import { newId } from '../../../common/domain/ids.ts';
import { onboardingPath } from '../../../common/domain/onboarding-links.ts';
import { TestPartnerApi } from '../../support/test-partner-api.ts';
import { logins, mutationOf, SyncCaller } from './caller.ts';

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
async function link(id: string): Promise<OnboardingLink> {
  const found = (await rowsOf<OnboardingLink>('onboardingLink')).find((each) => each.id === id);
  if (!found) throw new Error(`no link ${id}`);
  return found;
}
async function made(more: object = {}): Promise<{ id: string; path: string }> {
  const id = newId();
  const fields = { name: 'Website', ...more };
  expect(await operator.pushOne(mutationOf('onboardingLink.create', { id, fields }))).toMatchObject({
    outcome: 'applied',
  });
  return { id, path: onboardingPath(await link(id)) ?? '' };
}

let number = 0;
const password = 'four calm words here';
function signUp(path: string, more: object = {}, headers: Record<string, string> = {}): Promise<Response> {
  const form = {
    ...{ name: 'Alder Dental', contactName: 'Ann Berg', email: `ann${++number}@alder.example` },
    ...{ password, repeated: password, ...more },
  };
  return fetch(`${api.url}${path}`, { method: 'POST', headers, body: new URLSearchParams(form) });
}
async function customers(name: string): Promise<Customer[]> {
  return (await rowsOf<Customer>('customer')).filter((each) => each.name === name);
}

test('who signs up by a link is a customer of its partner and brand with the minimal rights, as often as it’s used', async () => {
  const partner = (await rowsOf<{ id: string; brandId: string }>('partner'))[0];
  const brand = (await rowsOf<{ id: string; name: string; primaryColor: string }>('brand')).find(
    (each) => each.id === partner?.brandId,
  );
  const { id, path } = await made({ partnerId: partner?.id });
  expect(path).toMatch(new RegExp(`^/join/${partner?.id}/[\\w-]{24}$`));
  const page = await fetch(api.url + path);
  expect(page.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/=]+'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
  );
  const text = await page.text();
  for (const part of [brand?.name ?? '?', brand?.primaryColor ?? '?']) expect(text).toContain(part);
  expect(text).not.toMatch(/<script/i);
  expect(await link(id)).toMatchObject({ openedAt: expect.any(String), uses: 0 });

  expect((await signUp(path, { name: 'Alder One', email: 'one@alder.example' })).status).toBe(200);
  expect((await signUp(path, { name: 'Alder Two' })).status).toBe(200);
  const [one] = await customers('Alder One');
  expect(one).toMatchObject({
    ...{ partnerId: partner?.id, brandId: partner?.brandId, origin: 'link', grants: minimalGrants },
    customerId: expect.stringMatching(/^\w{4}-\w{4}-\d\d$/),
    technicalContact: { name: 'Ann Berg', email: 'one@alder.example' },
  });
  expect(await link(id)).toMatchObject({ uses: 2, usedAt: expect.any(String) });
  const { body } = await operator.get<{ items: object[] }>(`/v1/activity?entityId=${one?.id ?? ''}`);
  expect(body.items).toMatchObject([
    { action: 'onboardingLink.use', role: 'customer', account: { name: 'Ann Berg' } },
  ]);
  const signIn = await fetch(`${api.url}/account/sign-in`, {
    ...{ method: 'POST', redirect: 'manual' },
    body: new URLSearchParams({ login: 'one@alder.example', password }),
  });
  expect([signIn.status, signIn.headers.get('location')]).toEqual([303, '/account']);
});

test('a replaced link’s old address is unknown, a revoked one says so and can’t be replaced, and who signed up stays', async () => {
  const { id, path } = await made();
  expect((await signUp(path, { name: 'Birch' })).status).toBe(200);
  await operator.pushOne(mutationOf('onboardingLink.replace', { id }));
  const next = onboardingPath(await link(id)) ?? '';
  expect(next).not.toBe(path);
  expect((await signUp(path, { name: 'Too Late' })).status).toBe(404);
  expect((await fetch(api.url + next)).status).toBe(200);
  await operator.pushOne(mutationOf('onboardingLink.revoke', { id }));
  const revoked = await signUp(next, { name: 'Too Late' });
  expect([revoked.status, await revoked.text()]).toEqual([
    410,
    expect.stringContaining('This link was taken back'),
  ]);
  expect(await operator.pushOne(mutationOf('onboardingLink.replace', { id }))).toMatchObject({
    outcome: 'rejected',
    problem: { detail: expect.stringContaining('was revoked') },
  });
  expect(await customers('Birch')).toHaveLength(1);
  expect(await customers('Too Late')).toEqual([]);
});

test('an address that’s guessed, cut, lengthened or carries another partner’s id leads nowhere, all alike', async () => {
  const { path } = await made();
  const [other] = await rowsOf<{ id: string }>('partner');
  const code = path.split('/').at(-1) ?? '';
  const wrong = [
    `/join/direct/${'A'.repeat(24)}`,
    path.slice(0, -1),
    `${path}A`,
    `/join/${other?.id ?? ''}/${code}`,
    `/join/direct/${encodeURIComponent("' OR 1=1 --")}`,
    `/join/direct/..%2f..%2fv1`,
  ];
  const pages = await Promise.all(
    wrong.map(async (address) => {
      const answer = await fetch(api.url + address);
      return [answer.status, await answer.text()];
    }),
  );
  expect(new Set(pages.map((page) => JSON.stringify(page))).size).toBe(1);
  expect(pages[0]).toEqual([404, expect.stringContaining('This link isn’t valid')]);
});

test('what isn’t right is said by its field with what was typed as text, and nothing is saved', async () => {
  const { id, path } = await made();
  const html = await signUp(path, { name: '<img src=x onerror=alert(1)>', repeated: 'other' });
  expect(html.status).toBe(400);
  const text = await html.text();
  expect(text).toContain('The two passwords differ');
  expect(text).toContain('value="&lt;img src=x onerror=alert(1)&gt;"');
  expect(text).not.toContain('<img src=x');
  expect(text).not.toContain(password);
  for (const [field, value, said] of [
    ['name', '‮evil', 'hidden mark'],
    ['contactName', 'Ann\r\nBcc: all@x.example', 'hidden mark'],
    ['email', 'ann@x.example\r\nBcc: b@x.example', 'hidden mark'],
    ['email', 'nobody', 'needs an @'],
    ['name', ' ', 'Company name is mandatory'],
  ] as const) {
    const answer = await signUp(path, { [field]: value });
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(said)]);
  }
  const all = await signUp(path, {
    name: '',
    contactName: '',
    email: '',
    password: 'short',
    repeated: 'other',
  });
  const order = [...(await all.text()).matchAll(/href="#(\w+)"/g)].map(([, field]) => field);
  expect(order).toEqual(['name', 'contactName', 'email', 'password', 'repeated']);
  const foreign = await signUp(path, { name: 'Foreign' }, { 'sec-fetch-site': 'cross-site' });
  expect(foreign.status).toBe(403);
  expect((await signUp(path, { name: '{{7*7}} ${7*7}', email: 'first@taken.example' })).status).toBe(200);
  expect(await customers('{{7*7}} ${7*7}')).toHaveLength(1);
  const taken = await signUp(path, { name: 'Foreign', email: 'First@Taken.example' });
  expect([taken.status, await taken.text()]).toEqual([
    400,
    expect.stringContaining('account with this e-mail'),
  ]);
  expect(await customers('Foreign')).toEqual([]);
  expect((await link(id)).uses).toBe(1);
});

test('an account of one brand makes links of its brands alone, and sees no other', async () => {
  const europe = await SyncCaller.of(api.url, 'europe');
  const brands = (await europe.snapshot()).rows.get('brand') ?? [];
  const outside = (await rowsOf<{ id: string }>('brand')).find(
    (brand) => !brands.some(({ id }) => id === brand.id),
  );
  const fields = { name: 'Elsewhere', brandId: outside?.id ?? '' };
  expect(await europe.pushOne(mutationOf('onboardingLink.create', { id: newId(), fields }))).toMatchObject({
    outcome: 'rejected',
    problem: { kind: 'invalid' },
  });
  const { id } = await made({ brandId: outside?.id });
  expect((await europe.snapshot()).rows.get('onboardingLink')?.some((each) => each.id === id)).toBe(false);
  expect(await europe.pushOne(mutationOf('onboardingLink.revoke', { id }))).toMatchObject({
    outcome: 'rejected',
    problem: { kind: 'not-found' },
  });
});
