import type { ConsolePage } from './console-page.ts';
import type { Named, PartnerApiServer } from './partner-api-server.ts';

/**
 * One conflict of each sort, for pictures: the console works offline while somebody else changes, deletes and adds the same
 * things, and comes back.
 */
export async function meetConflicts(console_: ConsolePage, server: PartnerApiServer): Promise<void> {
  const door = await server.signIn('admin');
  const open = (await door.all('customers')).filter(({ grants }) => grants?.includes('account-settings'));
  const [first, second, third, fourth] = open as [Named, Named, Named, Named];
  const made = await door.call('POST', '/v1/partners', {
    name: 'Weser Systemhaus',
    email: 'office@weser.example',
  });
  const partner = (await made.json()) as Named;
  await console_.page.waitForFunction(
    async (id) => (await window.switchyard.partner.show({ id })).ok,
    partner.id,
  );
  await console_.workOffline();
  await edit(console_, first, {
    name: 'Kestrel Marine Group',
    email: 'hello@kestrel.example',
    notes: 'Call before every visit; the gate is locked after six and the key is with the porter.',
    reference: 'K-1',
  });
  await edit(console_, second, { name: 'Bramble Clinics' });
  await edit(console_, third, { notes: 'Prefers e-mail' });
  await edit(console_, fourth, { name: 'Edited While Deleted' });
  await create(console_, { partnerId: partner.id, name: 'Weser Clinic', email: 'it@weser.example' });
  await create(console_, { partnerId: null, name: 'Harbour Dental', email: 'it@harbour.example' });
  await door.change('customers', first, {
    name: 'Kestrel Rigging',
    email: 'office@kestrel-rigging.example',
    notes:
      'Call before each visit; the gate is locked after five and the key is with Mrs Okafor at the desk.',
  });
  await door.change('customers', second, { name: 'Bramble Care' });
  await door.change('customers', third, { notes: 'Prefers a call' });
  await door.call('DELETE', `/v1/customers/${fourth.id}`, undefined, { 'if-match': '*' });
  await door.call('DELETE', `/v1/partners/${partner.id}`, undefined, { 'if-match': '*' });
  const twin = { partnerId: null, name: 'Harbour dental', email: 'x@harbour.example' };
  await door.call('POST', '/v1/customers', twin);
  await console_.page.keyboard.press('ControlOrMeta+Shift+O');
  await console_.page.getByRole('link', { name: 'Conflicts' }).waitFor();
}

async function edit(console_: ConsolePage, { id }: Named, changes: Record<string, string>): Promise<void> {
  await console_.page.evaluate(
    async (asked) => {
      const shown = await window.switchyard.customer.show({ id: asked.id });
      if (shown.ok)
        await window.switchyard.customer.update({
          id: asked.id,
          fields: { ...shown.value.customer, ...asked.changes },
        });
    },
    { id, changes },
  );
}

async function create(
  console_: ConsolePage,
  fields: { partnerId: string | null; name: string; email: string },
): Promise<void> {
  await console_.page.evaluate((asked) => window.switchyard.customer.create(asked), fields);
}
