import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ConsoleProcess } from '../../support/console-process.ts';
import { deleteRows } from '../../support/delete-rows.ts';
import { PartnerApiServer, password } from '../../support/partner-api-server.ts';

// Each plug that is pulled takes a process start, which is slow on a busy machine.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

let api: PartnerApiServer;
let console: ConsoleProcess;

beforeEach(async () => {
  api = await PartnerApiServer.start();
  console = await ConsoleProcess.start();
});
afterEach(async () => {
  await console.remove();
  await api.remove();
});

const customer = (name: string, partnerId: string | null = null) => ({
  partnerId,
  name,
  email: 'office@riverside.example',
});

/** The steps of a morning's work; each is acknowledged before the plug is pulled. */
function morning(): { name: string; take: () => Promise<unknown> }[] {
  const made = { partner: '', kept: '', doomed: '' };
  return [
    {
      name: 'create a partner',
      take: async () =>
        (made.partner = (
          await console.give('partner.create', { name: 'Kestrel Partners', email: 'hi@kestrel.example' })
        ).id),
    },
    {
      name: 'create a customer of it',
      take: async () =>
        (made.kept = (await console.give('customer.create', customer('Kestrel One', made.partner))).id),
    },
    {
      name: 'create another',
      take: async () =>
        (made.doomed = (await console.give('customer.create', customer('Kestrel Two', made.partner))).id),
    },
    {
      name: 'rename the first',
      take: () =>
        console.give('customer.update', { id: made.kept, fields: customer('Kestrel First', made.partner) }),
    },
    { name: 'delete the other', take: () => deleteRows(console, 'customer', [made.doomed]) },
    {
      name: 'edit the first again',
      take: () =>
        console.give('customer.update', {
          id: made.kept,
          fields: { ...customer('Kestrel First', made.partner), notes: 'twice' },
        }),
    },
  ];
}

async function expectTheMorningOnTheServer(): Promise<void> {
  const door = await api.signIn();
  const partners = (await door.all('partners')).filter(({ name }) => name === 'Kestrel Partners');
  expect(partners).toHaveLength(1);
  const customers = (await door.all('customers')).filter(({ name }) => name.startsWith('Kestrel'));
  expect(customers).toMatchObject([{ name: 'Kestrel First', partnerId: partners[0]?.id, notes: 'twice' }]);
  const { rows } = await console.give('list.window', {
    list: { kind: 'customer', search: 'kestrel' },
    offset: 0,
    limit: 10,
  });
  expect(rows.map(({ id }) => id)).toEqual(customers.map(({ id }) => id));
}

/** A plug that is pulled while the session is renewed takes the new token along: then it takes a new sign-in, and no more. */
async function settledEvenIfSignedOut(): Promise<void> {
  const isAtRest = () => ['up-to-date', 'signed-out'].includes(console.sync?.phase ?? '');
  await console.until('at rest', isAtRest);
  if (console.sync?.phase === 'signed-out')
    await console.give('workspace.signIn', { login: 'admin', password });
  await console.settled();
}

test('a console whose plug is pulled after every step loses nothing and does nothing twice', async () => {
  await console.give('workspace.connect', { url: api.url, login: 'admin', password });
  await console.kill();
  await console.run();
  for (const { take } of morning()) {
    await take();
    await console.kill();
    await console.run();
  }
  await settledEvenIfSignedOut();
  expect(console.sync?.stuck).toBe(0);
  await expectTheMorningOnTheServer();
});

test('a partner API whose plug is pulled after every step has everything once it’s back', async () => {
  await console.give('workspace.connect', { url: api.url, login: 'admin', password });
  await console.settled();
  for (const { take } of morning()) {
    await take();
    await api.stop('SIGKILL');
    await api.run();
    await console.give('sync.now');
  }
  await console.settled();
  expect(console.sync?.stuck).toBe(0);
  await expectTheMorningOnTheServer();
});
