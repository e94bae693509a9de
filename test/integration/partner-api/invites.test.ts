import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Customer, Invite } from '../../../common/domain/entities.ts';
import { minimalGrants } from '../../../common/domain/entities.ts';
import { inviteDays } from '../../../common/domain/invites.ts';
import { newId } from '../../../common/domain/ids.ts';
import { placesWith } from '../../support/database-of.ts';
import { linkIn, MailServer } from '../../support/mail-server.ts';
import { TestPartnerApi } from '../../support/test-partner-api.ts';
import { logins, mutationOf, SyncCaller, useApi } from './caller.ts';

const day = 24 * 60 * 60 * 1000;
let ahead = 0;
const surroundings = { now: () => Date.now() + ahead, randomBytes: (count: number) => randomBytes(count) };

let mails: MailServer;
let api: TestPartnerApi;
let operator: SyncCaller;
let billingAccountId: string;

beforeAll(async () => {
  mails = await MailServer.start();
  api = await TestPartnerApi.start({
    ...{ surroundings, smtpUrl: mails.url, mailFrom: 'no-reply@portal.example', mailRetryMs: 20 },
    ...{ signInLimit: 10_000, accessSeconds: 60 * 24 * 60 * 60 },
  });
  operator = await SyncCaller.of(api.url, logins.operator);
  const accounts = (await operator.snapshot()).rows.get('billingAccount') ?? [];
  billingAccountId = accounts[0]?.id ?? '';
});
afterAll(async () => {
  await api.remove();
  await mails.close();
});

async function row<T>(kind: string, id: string): Promise<T> {
  const found = ((await operator.snapshot()).rows.get(kind) ?? []).find((each) => each.id === id);
  if (!found) throw new Error(`no ${kind} ${id}`);
  return found as unknown as T;
}

let number = 0;
/** Invites somebody, and gives the invite's id and the link of its mail. */
async function invited(more: object = {}): Promise<{ id: string; link: string; email: string }> {
  const id = newId();
  const { contactEmail: email = `ann${++number}@thornbury.example` } = more as { contactEmail?: string };
  const fields = {
    ...{ name: 'Thornbury Glass', contactName: 'Ann Berg', contactEmail: email, billingAccountId },
    ...more,
  };
  const made = await operator.pushOne(mutationOf('invite.create', { id, fields }));
  if (made.outcome !== 'applied') throw new Error(JSON.stringify(made));
  return { id, email, link: linkIn(await mails.mailTo(email)) };
}

const good = {
  name: 'Thornbury Glass Ltd',
  contactName: 'Ann Berg',
  password: 'four calm words here',
  repeated: 'four calm words here',
};
function finish(link: string, form: object = good, headers: Record<string, string> = {}): Promise<Response> {
  const invite = new URL(link).searchParams.get('invite') ?? '';
  return fetch(`${api.url}/register`, {
    method: 'POST',
    headers,
    body: new URLSearchParams({ invite, ...form } as Record<string, string>),
  });
}

test('an invite’s mail brings a link, finishing it makes the customer, and the invite is accepted', async () => {
  const { rows } = await operator.snapshot();
  const partner = rows.get('partner')?.[0] as unknown as { id: string; name: string; brandId: string };
  const brand = rows.get('brand')?.find(({ id }) => id === partner.brandId) as unknown as {
    name: string;
    primaryColor: string;
    replyTo: string;
  };
  const { id, link, email } = await invited({ partnerId: partner.id });
  const mail = await mails.mailTo(email);
  expect(mail).toMatchObject({
    subject: `${partner.name} invites Thornbury Glass to ${brand.name}`,
    from: { name: brand.name, address: 'no-reply@portal.example' },
    to: [{ name: 'Ann Berg', address: email }],
    replyTo: [{ address: brand.replyTo }],
  });
  for (const body of [mail.text, mail.html])
    for (const part of ['Ann Berg', partner.name, 'Thornbury Glass', brand.name, link])
      expect(body).toContain(part);
  expect(mail.html).toContain(brand.primaryColor);
  expect(link.startsWith(`${api.url}/register?invite=`)).toBe(true);
  await expect.poll(() => row<Invite>('invite', id)).toMatchObject({ sends: 1, mailFault: '' });
  const sent = await row<Invite>('invite', id);
  expect(Date.parse(sent.expiresAt ?? '') - Date.parse(sent.sentAt ?? '')).toBeCloseTo(inviteDays * day, -4);

  const opened = await fetch(link);
  expect(opened.status).toBe(200);
  expect(opened.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; style-src 'sha256-[\w+/=]+'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
  );
  expect(opened.headers.get('referrer-policy')).toBe('no-referrer');
  const style = /<style>([^]*?)<\/style>/.exec(await opened.text())?.[1] ?? '';
  expect(opened.headers.get('content-security-policy')).toContain(
    createHash('sha256').update(style).digest('base64'),
  );
  expect((await row<Invite>('invite', id)).openedAt).not.toBeNull();
  const before = await operator.get<{ cursor: string }>('/v1/snapshot?limit=1');
  expect(before.status).toBe(200);

  const done = await finish(link);
  expect(done.status).toBe(200);
  expect(await done.text()).toContain('Thornbury Glass Ltd');
  const accepted = await row<Invite>('invite', id);
  expect(accepted).toMatchObject({ status: 'accepted', usedAt: expect.any(String) });
  const payer = await row<{ email: string }>('billingAccount', billingAccountId);
  expect(await row<Customer>('customer', accepted.customerId ?? '')).toMatchObject({
    ...{ name: 'Thornbury Glass Ltd', email, partnerId: partner.id, brandId: partner.brandId },
    ...{ origin: 'invite', grants: minimalGrants, billingAccountId },
    customerId: expect.stringMatching(/^\w{4}-\w{4}-\d\d$/),
    technicalContact: { name: 'Ann Berg', email },
    billingContact: { email: payer.email },
  });
  const activity = await operator.get<{ items: object[] }>(
    `/v1/activity?entityId=${accepted.customerId ?? ''}`,
  );
  expect(activity.body.items).toMatchObject([
    { action: 'invite.accept', role: 'customer', account: { name: 'Ann Berg' } },
  ]);

  expect((await finish(link)).status).toBe(410);
  expect(await (await fetch(link)).text()).toContain('has been used');
});

test('of many who finish at once one makes the customer', async () => {
  const { id, link } = await invited();
  const customers = async () => ((await operator.snapshot()).rows.get('customer') ?? []).length;
  const before = await customers();
  const answers = await Promise.all(Array.from({ length: 8 }, () => finish(link)));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(7).fill(410)]);
  expect(await customers()).toBe(before + 1);
  expect(await row<Invite>('invite', id)).toMatchObject({ status: 'accepted' });
});

test('what isn’t right is said by its field with what was typed, nothing is saved, and the link goes on working', async () => {
  const { link } = await invited();
  const wrong = await finish(link, { ...good, name: ' ', contactName: 'Ann <b>', repeated: 'other' });
  expect(wrong.status).toBe(400);
  const page = await wrong.text();
  expect(page).toContain('Company name is mandatory');
  expect(page).toContain('The two passwords differ');
  expect(page).toContain('value="Ann &lt;b&gt;"');
  expect(page).not.toContain(good.password);
  const short = await finish(link, { ...good, password: 'short', repeated: 'short' });
  expect(await short.text()).toContain('at least 12 characters');
  const easy = await finish(link, { ...good, password: 'aaaaaaaaaaaa', repeated: 'aaaaaaaaaaaa' });
  expect(await easy.text()).toContain('easily guessed');
  expect((await finish(link)).status).toBe(200);
});

test('a second person with the same address is told so, and the invite stays open', async () => {
  const first = await invited();
  expect((await finish(first.link)).status).toBe(200);
  const second = await invited({ contactEmail: first.email.replace('ann', 'ANN') });
  const answer = await finish(second.link);
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain('an account with this e-mail already');
  expect(await row<Invite>('invite', second.id)).toMatchObject({ status: 'pending' });
});

describe('a link that is dead or was never alive', () => {
  test('guessed, cut, lengthened and empty ones are answered alike', async () => {
    const { link } = await invited();
    const token = new URL(link).searchParams.get('invite') ?? '';
    const wrong = [
      ...['', 'x', token.slice(0, -1), `${token}A`, token.toLowerCase(), "' OR 1=1 --", '../../etc/passwd'],
      Buffer.from(randomBytes(32)).toString('base64url'),
    ].filter((one) => one !== token);
    const answers = await Promise.all(
      wrong.map(async (one) => {
        const got = await fetch(`${api.url}/register?invite=${encodeURIComponent(one)}`);
        const posted = await finish(`${api.url}/register?invite=${encodeURIComponent(one)}`);
        return [got.status, await got.text(), posted.status, await posted.text()];
      }),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]?.[0]).toBe(404);
    expect((await fetch(link)).status).toBe(200);
  });

  test('a resend ends the old link at once, and the new one works', async () => {
    const { id, link, email } = await invited();
    expect(await operator.pushOne(mutationOf('invite.resend', { id }))).toMatchObject({ outcome: 'applied' });
    expect((await finish(link)).status).toBe(410);
    expect(await (await fetch(link)).text()).toContain('newer link');
    const fresh = linkIn(await mails.mailTo(email, 2));
    expect(fresh).not.toBe(link);
    await expect.poll(() => row<Invite>('invite', id)).toMatchObject({ sends: 2, openedAt: null });
    expect((await finish(fresh)).status).toBe(200);
    expect(await operator.pushOne(mutationOf('invite.resend', { id }))).toMatchObject({
      outcome: 'rejected',
      problem: { detail: expect.stringContaining('has accepted') },
    });
  });

  test('a resend while a mail is on its way sends another one, whose link is the one that works', async () => {
    const release = mails.hold();
    const { id, link, email } = await invited();
    await operator.pushOne(mutationOf('invite.resend', { id }));
    expect((await fetch(link)).status).toBe(410);
    release();
    const fresh = linkIn(await mails.mailTo(email, 2));
    await expect
      .poll(() => row<Invite>('invite', id))
      .toMatchObject({
        ...{ sends: 2, sentAt: expect.any(String), expiresAt: expect.any(String) },
      });
    expect((await finish(fresh)).status).toBe(200);
  });

  test('a revoked one is dead, and says so', async () => {
    const { id, link } = await invited();
    await operator.pushOne(mutationOf('invite.revoke', { id }));
    expect((await finish(link)).status).toBe(410);
    expect(await (await fetch(link)).text()).toContain('taken back');
    expect((await row<Invite>('invite', id)).revokedAt).not.toBeNull();
  });

  test('after its fourteen days it has expired', async () => {
    const { link } = await invited();
    try {
      ahead = inviteDays * day - 60_000;
      expect((await fetch(link)).status).toBe(200);
      ahead = inviteDays * day + 60_000;
      expect((await finish(link)).status).toBe(410);
      expect(await (await fetch(link)).text()).toContain('has expired');
    } finally {
      ahead = 0;
    }
  });
});

test('a token lies nowhere in the database, and a form from another site is refused', async () => {
  const { link } = await invited();
  const token = new URL(link).searchParams.get('invite') ?? '';
  await fetch(link);
  expect(await placesWith(api, token)).toEqual([]);
  const foreign = await finish(link, good, { 'sec-fetch-site': 'cross-site' });
  expect(foreign.status).toBe(403);
  expect((await fetch(link)).status).toBe(200);
});

describe('names that mean harm', () => {
  const product = '1337*7331';
  // Long enough to stand in no token, port or date by chance.
  const reckoned = '9801547';
  const harm = [
    '<script>alert(1)</script>',
    `{{${product}}}\${${product}}<%= ${product} %>`,
    '"><img src=x onerror=alert(1)>',
  ];

  test.each(harm)('%s is text, in the mail and on the page', async (name) => {
    const { link, email } = await invited({ name, contactName: name });
    const mail = await mails.mailTo(email);
    expect(mail.text).toContain(name);
    expect(mail.html).not.toMatch(/<script|<img/);
    expect(mail.html).not.toContain(reckoned);
    const page = await (await fetch(link)).text();
    expect(page).not.toMatch(/<script|<img/);
    expect(page).not.toContain(reckoned);
    const again = await (await finish(link, { ...good, name, password: 'x' })).text();
    expect(again).not.toMatch(/<script|<img/);
  });

  test.each([
    ['name', 'Thornbury\r\nBcc: all@thornbury.example'],
    ['name', 'Thornbury \u202eslssalG'],
    ['contactName', 'Ann\nBerg'],
    ['contactName', '\u200b'],
    ['contactEmail', 'ann@thornbury.example\r\nRCPT TO:<all@thornbury.example>'],
    ['contactEmail', 'Ann <ann@thornbury.example>'],
    ['contactEmail', 'ann@thornbury.example, all@thornbury.example'],
  ])('a %s that reaches into a header or hides what it is, is refused by its name', async (path, value) => {
    const fields = {
      ...{ name: 'Thornbury', contactName: 'Ann', contactEmail: 'ann@t.example', billingAccountId },
      [path]: value,
    };
    expect(await operator.pushOne(mutationOf('invite.create', { id: newId(), fields }))).toMatchObject({
      outcome: 'rejected',
      problem: { fields: [{ path: `args.fields.${path}` }] },
    });
  });

  test('a name with quotes, commas and letters of any script stays one header', async () => {
    const name = 'Berg, "Ann" <x@y.example>; 東京 Ünïon';
    const { email } = await invited({ contactName: name });
    const mail = await mails.mailTo(email);
    expect(mail.to).toMatchObject([{ name, address: email }]);
    expect(mail.raw.match(/^(To|Bcc|Cc):/gim)).toEqual(['To:']);
  });
});

test('nobody is flooded: the fourth mail to an address within an hour is refused and says when the next can go', async () => {
  const { id, email } = await invited();
  for (const _again of [1, 2]) await operator.pushOne(mutationOf('invite.resend', { id }));
  const refused = {
    outcome: 'rejected',
    problem: {
      kind: 'mail-limit',
      detail: expect.stringMatching(/at most 3 invites within an hour.*T.*Z\.$/),
    },
  };
  expect(await operator.pushOne(mutationOf('invite.resend', { id }))).toMatchObject(refused);
  const fields = { name: 'Other', contactName: 'Ann', contactEmail: email.toUpperCase(), billingAccountId };
  expect(await operator.pushOne(mutationOf('invite.create', { id: newId(), fields }))).toMatchObject(refused);
  try {
    ahead = 61 * 60_000;
    expect(await operator.pushOne(mutationOf('invite.resend', { id }))).toMatchObject({ outcome: 'applied' });
  } finally {
    ahead = 0;
  }
});

describe('a mail server that doesn’t take it', () => {
  const create = async () => {
    const id = newId();
    const fields = {
      ...{ name: 'Thornbury', contactName: 'Ann', billingAccountId },
      contactEmail: `nobody${++number}@thornbury.example`,
    };
    await operator.pushOne(mutationOf('invite.create', { id, fields }));
    return id;
  };

  test('for now, is tried again until it does', async () => {
    mails.refusals.push(451, 451);
    const id = await create();
    await expect.poll(() => row<Invite>('invite', id)).toMatchObject({ sends: 1, mailFault: '' });
  });

  test('for good, isn’t, and the invite says why', async () => {
    mails.refusals.push(550);
    const id = await create();
    await expect
      .poll(() => row<Invite>('invite', id))
      .toMatchObject({
        sends: 0,
        sentAt: null,
        mailFault: expect.stringMatching(/refused the message.*550/),
      });
  });
});

describe('without a mail server', () => {
  const server = useApi();

  test('mails are kept as files that a mail program opens, and a start goes on with what waits', async () => {
    const admin = await SyncCaller.of(server.url, logins.admin);
    const accounts = (await admin.snapshot()).rows.get('billingAccount') ?? [];
    const fields = {
      ...{ name: 'Kept', contactName: 'Ann', contactEmail: 'ann@kept.example' },
      billingAccountId: accounts[0]?.id ?? '',
    };
    await admin.pushOne(mutationOf('invite.create', { id: newId(), fields }));
    const folder = join(server.api.folder, 'mail');
    const files = () => {
      try {
        return readdirSync(folder);
      } catch {
        return [];
      }
    };
    await expect.poll(files).toHaveLength(1);
    const text = readFileSync(join(folder, files()[0] ?? ''), 'utf8');
    expect(text).toMatch(/^To: Ann <ann@kept\.example>\r$/m);
    expect(text).toMatch(/^Content-Type: multipart\/alternative/m);
  });
});
