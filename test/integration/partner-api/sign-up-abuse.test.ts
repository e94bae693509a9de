import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Brand, Customer } from '../../../common/domain/entities.ts';
import { newId } from '../../../common/domain/ids.ts';
import { onboardingPath } from '../../../common/domain/onboarding-links.ts';
import { mostFromAddress } from '../../../partner-api/onboarding/sign-up-limits.ts';
import { machine } from '../../../partner-api/surroundings.ts';
import { TestPartnerApi } from '../../support/test-partner-api.ts';
import { logins, mutationOf, SyncCaller } from './caller.ts';

const hour = 60 * 60_000;
const password = 'four calm words here';
let time = Date.UTC(2026, 5, 1);
let api: TestPartnerApi;
let operator: SyncCaller;

beforeAll(async () => {
  api = await TestPartnerApi.start({
    ...{ signInLimit: 10_000, accessSeconds: 24 * 60 * 60 },
    surroundings: { ...machine, now: () => time },
  });
  operator = await SyncCaller.of(api.url, logins.operator);
});
afterAll(() => api.remove());

async function rows<T>(kind: string): Promise<T[]> {
  return ((await operator.snapshot()).rows.get(kind) ?? []) as unknown as T[];
}
async function linkPath(): Promise<string> {
  const id = newId();
  await operator.pushOne(mutationOf('onboardingLink.create', { id, fields: { name: 'Website' } }));
  const made = (await rows<{ id: string; code: string; partnerId: null }>('onboardingLink')).find(
    (each) => each.id === id,
  );
  return onboardingPath(made ?? { code: '', partnerId: null }) ?? '';
}
let number = 0;
function signUp(
  path: string,
  more: object = {},
  { url, from }: { url?: string; from?: string } = {},
): Promise<Response> {
  const form = {
    ...{ name: 'Alder Dental', contactName: 'Ann Berg', email: `ann${++number}@abuse.example` },
    ...{ password, repeated: password, ...more },
  };
  return fetch(`${url ?? api.url}${path}`, {
    ...{ method: 'POST', redirect: 'manual', body: new URLSearchParams(form) },
    headers: from === undefined ? {} : { 'x-forwarded-for': from },
  });
}

test('more sign-ups from one address than an hour takes are refused with when the next can come; a later one is taken', async () => {
  const [path, other] = [await linkPath(), await linkPath()];
  // What the form itself refuses tells nothing about anybody, and isn't counted.
  expect((await signUp(path, { repeated: 'another' })).status).toBe(400);
  expect((await signUp(path, { name: 'First', email: 'first@abuse.example' })).status).toBe(200);
  // One that fails tells that an e-mail has an account: it counts, so that e-mails can't be tried in numbers.
  for (let at = 1; at < mostFromAddress; at++)
    expect((await signUp(path, { email: 'first@abuse.example' })).status).toBe(400);
  for (const at of [path, other, '/sign-up', '/partner-sign-up']) {
    const refused = await signUp(at, { name: 'Too Many', country: 'NO' });
    const text = await refused.text();
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('3600');
    expect(text).toContain('Nothing was saved. Try again in 60 minutes.');
  }
  // Saying to come from elsewhere is no way around it.
  expect((await signUp(path, { name: 'Too Many' }, { from: '198.51.100.7' })).status).toBe(429);
  expect((await fetch(api.url + path)).status).toBe(200);
  time += hour;
  expect((await signUp(path, { name: 'Next Hour' })).status).toBe(200);
  const names = (await rows<Customer>('customer')).map(({ name }) => name);
  expect(names.filter((name) => ['First', 'Too Many', 'Next Hour'].includes(name)).sort()).toEqual([
    'First',
    'Next Hour',
  ]);
});

test('behind a reverse proxy that is named, each visitor is counted by itself', async () => {
  const behind = await TestPartnerApi.start({ signInLimit: 3, trustedProxies: ['127.0.0.0/8'] });
  try {
    const from = (address: string) =>
      signUp('/sign-up', { email: 'no e-mail' }, { url: behind.url, from: address });
    const statuses = async (address: string, times: number) => {
      const seen = new Set<number>();
      for (let at = 0; at < times; at++) seen.add((await from(address)).status);
      return [...seen];
    };
    // Pages have their own limit by address: the first visitor reaches it, the second begins anew.
    expect(await statuses('198.51.100.7', 4)).toContain(429);
    expect(await statuses('198.51.100.8', 1)).not.toContain(429);
  } finally {
    await behind.remove();
  }
});

/** A page as it's answered at a host. */
function pageAt(host: string, path: string): Promise<string> {
  const { port } = new URL(api.url);
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers: { host } }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      answer.on('end', () => resolve(body));
    })
      .on('error', reject)
      .end();
  });
}

test('at a brand’s service domain the pages that are nobody’s yet have its look, elsewhere the partner account’s', async () => {
  const brand = (await rows<Brand>('brand')).find((each) => each.name === 'Nordlys Iberia');
  const { name = '?', serviceDomain = '?', primaryColor = '?' } = brand ?? {};
  for (const path of ['/account/sign-in', '/join/direct/gone', '/register?invite=gone']) {
    const page = await pageAt(`${serviceDomain.toUpperCase()}:8443`, path);
    expect(page, path).toContain(`<bdi>${name}</bdi>`);
    expect(page, path).toContain(`--brand: ${primaryColor}`);
    for (const host of ['evil.example', `x.${serviceDomain}`])
      expect(await pageAt(host, path), path).not.toContain(`<bdi>${name}</bdi>`);
  }
});

describe('no page leads where its address says', () => {
  const away =
    'next=https://evil.example&returnTo=//evil.example&redirect_uri=https://evil.example&url=%5C%5Cevil';

  test('whatever page of a customer, a partner or a provider’s answer is opened with it', async () => {
    const pages = [
      ...[await linkPath(), '/sign-up', '/register', '/account', '/account/sign-in', '/account/service'],
      ...[
        '/account/access',
        '/account/password',
        '/account/forgotten',
        '/account/reset',
        '/partner-sign-up',
        '/partner-sign-up/confirm',
        '/install/answer',
      ],
    ];
    for (const path of pages) {
      const answer = await fetch(`${api.url}${path}?${away}`, { redirect: 'manual' });
      const said = [
        answer.headers.get('location'),
        answer.headers.get('refresh'),
        await answer.text(),
      ].join();
      expect(said, path).not.toContain('evil');
    }
  });

  test('whatever form is sent with it', async () => {
    const path = await linkPath();
    const extra = Object.fromEntries(new URLSearchParams(away));
    const joined = await signUp(`${path}?${away}`, extra);
    expect(joined.headers.get('location')).toBeNull();
    expect(await joined.text()).not.toContain('evil');
    const form = new URLSearchParams({ ...extra, login: `ann${number}@abuse.example`, password });
    const signedIn = await fetch(`${api.url}/account/sign-in?${away}`, {
      ...{ method: 'POST', redirect: 'manual', body: form },
    });
    expect([signedIn.status, signedIn.headers.get('location')]).toEqual([303, '/account']);
  });

  test('a host that the caller made up is in no link and no form of a page', async () => {
    const text = await pageAt('evil.example', await linkPath());
    expect(text).toContain('<form');
    expect(text).not.toContain('evil');
  });
});
