import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ImportAsked, ImportLine } from '../../../common/contract/exchange.ts';
import type { ImportKind } from '../../../common/domain/exchange/import-fields.ts';
import { password, TestPartnerApi } from '../../support/test-partner-api.ts';
import { TestConsole } from '../../support/test-console.ts';

let api: TestPartnerApi;
let ana: TestConsole;

beforeEach(async () => {
  api = await TestPartnerApi.start();
  ana = await TestConsole.start();
  await ana.give('workspace.connect', { url: api.url, login: 'admin', password });
  await ana.settled();
  await ana.give('sync.workOffline', { offline: true });
});
afterEach(async () => {
  await ana.remove();
  await api.remove();
});

/** Opens, checks as it's recognised, and gives every line. */
async function preview(
  content: string | Uint8Array<ArrayBuffer>,
  kind: ImportKind,
  more: Partial<ImportAsked> = {},
) {
  const table = await ana.give('import.open', { content, kind });
  const asked: ImportAsked = {
    token: table.token,
    kind: table.kind,
    header: table.header,
    targets: table.columns.map(({ target }) => target),
    fixed: {},
    choices: {},
    ...more,
  };
  const check = await ana.give('import.check', asked);
  const { rows } = await ana.give('import.window', {
    token: table.token,
    outcome: null,
    offset: 0,
    limit: 500,
  });
  return { table, asked, check, rows };
}

const outcomes = (rows: ImportLine[]) => rows.map(({ line, outcome }) => `${line} ${outcome}`);

describe('customers from a file', () => {
  const file = [
    'Customer name;E-mail;Notes;External ids',
    'Aurora;it@aurora.example;Porto;ConnectWise: 1',
    'Boreal;nobody;Porto;ConnectWise: 2',
    ';it@nameless.example;;',
    '"Cirrus; and sons";it@cirrus.example;"Vila',
    'Nova";ConnectWise: 3',
    'Delta;it@delta.example;Porto',
    'Aurora Again;it@again.example;;ConnectWise: 1',
  ].join('\r\n');

  test('are added, and named by line and column where they can’t be; one Undo takes all back', async () => {
    const before = (await ana.give('overview.counts')).customers;
    const { table, check, rows } = await preview(file, 'customer');
    expect(table).toMatchObject({ delimiter: ';', header: true, lines: 7 });
    expect(check.faults).toEqual([]);
    expect(outcomes(rows)).toEqual(['2 create', '3 error', '4 error', '5 create', '7 error', '8 error']);
    expect(rows[1]?.notes).toEqual([{ column: '2 E-mail', message: expect.stringContaining('needs an @') }]);
    expect(rows[2]?.notes[0]).toMatchObject({
      column: '1 Customer name',
      message: 'Customer name is mandatory',
    });
    expect(rows[4]?.notes[0]?.message).toContain('has 3 cells and the first has 4');
    expect(rows[5]?.notes[0]?.message).toContain('Line 2 has the external id 1 already');
    expect((await ana.give('overview.counts')).customers).toBe(before);

    const done = await ana.give('import.accept', { token: table.token, flagged: 'left' });
    expect(done).toMatchObject({ created: 2, updated: 0, left: 4 });
    expect((await ana.give('overview.counts')).customers).toBe(before + 2);
    const id = await ana.idOf('customer', 'Cirrus; and sons');
    const { customer } = await ana.give('customer.show', { id });
    expect(customer.externalIds).toEqual([{ system: 'ConnectWise', value: '3' }]);
    await ana.give('change.undo', { mutationIds: done.mutationIds });
    expect((await ana.give('overview.counts')).customers).toBe(before);
  });

  test('match by external id and change only what differs; a name alone is flagged and changes nothing', async () => {
    await ana.give('customer.create', {
      partnerId: null,
      name: 'Aurora',
      email: 'it@aurora.example',
      address: { city: 'Porto' },
      externalIds: [
        { system: 'ConnectWise', value: '1' },
        { system: 'Autotask', value: '9' },
      ],
    });
    const again = [
      'Customer name,E-mail,City,External ID (ConnectWise)',
      'Aurora,it@aurora.example,Porto,1',
      'Aurora,it@other.example,Lisboa,',
    ].join('\n');
    const first = await preview(again, 'customer');
    expect(outcomes(first.rows)).toEqual(['2 unchanged', '3 flagged']);
    const changed = await preview(again.replace('Porto,1', 'Braga,1'), 'customer');
    expect(outcomes(changed.rows)).toEqual(['2 update', '3 flagged']);
    expect(changed.rows[0]?.changes).toEqual(['City']);
    const done = await ana.give('import.accept', { token: changed.table.token, flagged: 'left' });
    expect(done).toMatchObject({ created: 0, updated: 1, left: 1 });
    const { customer } = await ana.give('customer.show', { id: await ana.idOf('customer', 'Aurora') });
    expect(customer).toMatchObject({ email: 'it@aurora.example', address: { city: 'Braga' } });
    expect(customer.externalIds).toHaveLength(2);
    await ana.give('change.undo', { mutationIds: done.mutationIds });
    const back = await ana.give('customer.show', { id: await ana.idOf('customer', 'Aurora') });
    expect(back.customer.address.city).toBe('Porto');
  });

  test('of a partner that doesn’t exist are errors until one is chosen', async () => {
    const text = 'Customer name,E-mail,Partner\nAurora,it@aurora.example,Nobody Ltd\n';
    const { asked, check, rows } = await preview(text, 'customer');
    expect(check.unknown).toEqual([{ name: 'Nobody Ltd', lines: 1 }]);
    expect(rows[0]?.notes[0]).toMatchObject({
      column: '3 Partner',
      message: expect.stringContaining('no partner “Nobody Ltd”'),
    });
    const [partner] = (await ana.give('partner.choices')).partners;
    const chosen = await ana.give('import.check', {
      ...asked,
      choices: { 'Nobody Ltd': partner?.id ?? null },
    });
    expect(chosen.counts.create).toBe(1);
    await ana.give('import.accept', { token: asked.token, flagged: 'left' });
    const { customer } = await ana.give('customer.show', { id: await ana.idOf('customer', 'Aurora') });
    expect(customer.partnerId).toBe(partner?.id);
  });

  test('are exported and read back as unchanged', async () => {
    const list = { kind: 'customer' as const };
    const { path } = await ana.give('export.list', { key: 'x', list, ids: null, format: 'csv' });
    const { check } = await preview(new Uint8Array(await readFile(path ?? '')), 'customer');
    expect(check.faults).toEqual([]);
    expect(check.counts).toMatchObject({ create: 0, update: 0, flagged: 0, error: 0 });
    expect(check.counts.unchanged).toBeGreaterThan(0);
  });

  test('of Partner Center’s list are recognised, and get the e-mail address that is given for all', async () => {
    const text =
      'Microsoft ID,Company name,Primary domain name,Relationship,Tags\n8f2c-1,Aurora,aurora.example,Cloud Reseller,\n';
    const { table, check } = await preview(text, 'customer', { fixed: { email: 'it@msp.example' } });
    expect(table.source).toBe('Microsoft Partner Center, customers');
    expect(check.counts.create).toBe(1);
  });

  test('a field that two columns are mapped to is a fault beside the second, and no line is looked at', async () => {
    const text = 'Customer name,Name two\nAurora,Boreal\n';
    const { check } = await preview(text, 'customer', { targets: ['name', 'name'] });
    expect(check.faults).toEqual([
      { column: 1, message: expect.stringContaining('taken from column 1 already') },
    ]);
  });
});

test('a quote that never closes is named by the line in which it opens; what came before is read', async () => {
  const text =
    'Customer name,E-mail\nAurora,it@aurora.example\n"Boreal,it@boreal.example\nCirrus,it@cirrus.example\n';
  const { rows } = await preview(text, 'customer');
  expect(outcomes(rows)).toEqual(['2 create', '3 error']);
  expect(rows[1]?.notes[0]?.message).toContain('A quote that opens in line 3 never closes');
});

test.each([
  ['UTF-8', Buffer.from('\ufeffCustomer name,E-mail\nSão,it@sao.example\n')],
  ['UTF-16 LE', Buffer.from('\ufeffCustomer name,E-mail\nSão,it@sao.example\n', 'utf16le')],
  ['UTF-16 BE', Buffer.from('\ufeffCustomer name,E-mail\nSão,it@sao.example\n', 'utf16le').swap16()],
  ['Windows-1252', Buffer.from('Customer name,E-mail\nSão,it@sao.example\n', 'latin1')],
])('%s is recognised', async (encoding, bytes) => {
  const { table, rows } = await preview(new Uint8Array(bytes), 'customer');
  expect(table.encoding).toBe(encoding);
  expect(rows[0]?.name).toBe('São');
});

test('a file that’s too large, or empty, is refused with a sentence', async () => {
  const large = ana.give('import.open', { content: new Uint8Array(51 * 1024 * 1024), kind: 'customer' });
  await expect(large).rejects.toThrow(
    'The file has 51 MB, and at most 50 MB are taken at once. Nothing was read; split it.',
  );
  await expect(ana.give('import.open', { content: '\n\n', kind: 'customer' })).rejects.toThrow(
    'The file is empty',
  );
});

test('sites go to their customer by name, and probes to their site; one that’s elsewhere is flagged', async () => {
  await ana.give('customer.create', { partnerId: null, name: 'Aurora', email: 'it@aurora.example' });
  const sites = await preview(
    'Site name,Customer,City\nNorth,Aurora,Porto\nSouth,Aurora,\nEast,Nobody,\n',
    'site',
  );
  expect(outcomes(sites.rows)).toEqual(['2 create', '3 create', '4 error']);
  await ana.give('import.accept', { token: sites.table.token, flagged: 'left' });

  const probesOf = async (scope: { type: 'inventory' } | { type: 'all' }, filters: 'at-site'[]) => {
    const list = { kind: 'probe' as const, scope, filters };
    const { rows } = await ana.give('list.window', { list, offset: 0, limit: 1 });
    const [row] = rows;
    return row && 'serial' in row ? row.serial : '';
  };
  const free = await probesOf({ type: 'inventory' }, []);
  const placed = await probesOf({ type: 'all' }, ['at-site']);
  const text = `Serial,Site,Customer\n${free},North,Aurora\n${placed},South,Aurora\nnone-such,North,Aurora\n`;
  const probes = await preview(text, 'probe');
  expect(outcomes(probes.rows)).toEqual(['2 update', '3 flagged', '4 error']);
  const done = await ana.give('import.accept', { token: probes.table.token, flagged: 'update' });
  expect(done).toMatchObject({ updated: 2, left: 1 });
  const again = await preview(text, 'probe');
  expect(outcomes(again.rows)).toEqual(['2 unchanged', '3 unchanged', '4 error']);
  const saved = await ana.give('import.saveFaults', { token: again.table.token });
  expect(await readFile(saved.path ?? '', 'utf8')).toBe(
    '\ufeffSerial,Site,Customer,Line,Column,Reason\r\nnone-such,North,Aurora,4,1 Serial,No probe has the serial “none-such”\r\n',
  );
});
