import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { inviteFields, onboardingLinkFields } from '../../../common/domain/entities.ts';
import { migrate, migrations } from '../../../db/migrations/index.ts';
import {
  change,
  customerRow,
  idOf,
  listOf,
  openWith,
  partnerRow,
  probeRow,
  siteRow,
  changesBody,
  noon,
} from './fixture.ts';

const address = { street: '', street2: '', city: 'Évora', region: '', postalCode: '', country: 'PT' };

function world() {
  return openWith({
    partner: [partnerRow(1, 'Ørsted Managed')],
    customer: [
      customerRow(11, 'São Bento Padaria', idOf(1), { reference: 'REF-77' }),
      customerRow(12, 'Straßen & Söhne', null, { address }),
      customerRow(13, 'Клиника Заря', null, { externalIds: [{ system: 'CRM', value: 'ÄX-9' }] }),
      customerRow(14, '株式会社みどり'),
      customerRow(15, 'Alpha', null, { email: 'sao@alpha.example' }),
    ],
    site: [
      siteRow(21, 'Depósito', idOf(11), {
        address: { ...address, street: 'Rua Nova 7', city: 'Porto', postalCode: '4000-123' },
        contact: { name: 'Łukasz Żak', email: 'lz@depot.example', phone: '' },
        externalIds: [{ system: 'RMM', value: 'S-100' }],
      }),
      siteRow(22, 'S-100 annex', idOf(12)),
    ],
    probe: [probeRow(31, idOf(21), { serial: 'ZX-4411', name: 'Meter' })],
  });
}

describe('searching everything', () => {
  it.each([
    ['sao', ['Alpha', 'São Bento Padaria']],
    ['SÃO BENTO', ['São Bento Padaria']],
    ['strasse', ['Straßen & Söhne']],
    ['ß', ['Straßen & Söhne']],
    ['soh', ['Straßen & Söhne']],
    ['клиника', ['Клиника Заря']],
    ['заря', ['Клиника Заря']],
    ['みどり', ['株式会社みどり']],
    ['orsted', ['Ørsted Managed']],
    ['deposito', ['Depósito']],
    ['cust-14', ['株式会社みどり']],
    ['padaria sao', ['São Bento Padaria']],
    ['padaria ref', ['São Bento Padaria']],
    ['padaria alpha', []],
    ['ＡＬＰＨＡ', ['Alpha']],
    ['nothing like it', []],
    ['  ', []],
  ])('finds %s', (query, titles) => {
    const { reader } = world();
    const found = reader.search(query, 10).groups.flatMap((group) => group.hits.map((hit) => hit.title));
    expect(found).toEqual(titles);
  });

  it.each([
    ['ref-77', { field: 'reference', text: 'REF-77' }],
    ['evora', { field: 'city', text: 'Évora' }],
    ['ax-9', { field: 'externalIds', text: 'CRM: ÄX-9' }],
    ['4411', { field: 'serial', text: 'ZX-4411' }],
    ['sao@', { field: 'email', text: 'sao@alpha.example' }],
    ['cust-11', { field: 'customerId', text: 'CUST-11' }],
    ['rua nova', { field: 'street', text: 'Rua Nova 7' }],
    ['4000-1', { field: 'postalCode', text: '4000-123' }],
    ['4 rua nova', { field: 'street', text: 'Rua Nova 7' }],
    ['lukasz', { field: 'contact', text: 'Łukasz Żak, lz@depot.example' }],
    ['deposito zak', { field: 'contact', text: 'Łukasz Żak, lz@depot.example' }],
    ['bento', null],
  ])('says which field matched %s', (query, matched) => {
    expect(world().reader.search(query, 10).groups[0]?.hits[0]?.matched).toEqual(matched);
  });

  it('says where a hit belongs, and counts all of them', () => {
    const { reader } = world();
    const [group] = reader.search('example', 2).groups.filter(({ kind }) => kind === 'customer');
    expect(group).toMatchObject({ total: 5 });
    expect(group?.hits).toHaveLength(2);
    expect(reader.search('bento', 5).groups[0]?.hits[0]?.within).toBe('Ørsted Managed');
    expect(reader.search('meter', 5).groups[0]?.hits[0]?.within).toBe('Depósito');
  });

  it.each([
    ['a UUID', idOf(21), 'site', 'id'],
    ['a UUID in braces and capitals', `{${idOf(31).toUpperCase()}}`, 'probe', 'id'],
    ['a Customer ID', ' cust-12 ', 'customer', 'customerId'],
    ['a serial', 'zx-4411', 'probe', 'serial'],
    ['an external id', 's-100', 'site', 'externalIds'],
    ['an external id as screens show it', 'RMM: S-100', 'site', 'externalIds'],
    ['an external id without a blank', 'rmm:s-100', 'site', 'externalIds'],
    ['an external id without a colon', 'RMM S-100', 'site', 'externalIds'],
    ['an external id with all that names it', 'External id: RMM: S-100', 'site', 'externalIds'],
    ['a Customer ID with its name', 'Customer ID: CUST-12', 'customer', 'customerId'],
    ['a Customer ID without dashes', 'cust12', 'customer', 'customerId'],
    ['a serial without dashes', 'ZX4411', 'probe', 'serial'],
    ['a serial with its name and without dashes', 'Serial zx4411', 'probe', 'serial'],
    ['a UUID without dashes', idOf(21).replaceAll('-', ''), 'site', 'id'],
  ])('goes straight to what has %s', (_, query, kind, field) => {
    expect(world().reader.search(query, 5).exact).toMatchObject({ kind, matched: { field } });
  });

  it.each([
    'CUST-1',
    'cust1',
    'cust125',
    'alpha',
    'depósito',
    'PSA: S-100',
    'Serial: S-100',
    'x4411',
    idOf(99),
  ])('takes %s for no id', (query) => {
    expect(world().reader.search(query, 5).exact).toBeNull();
  });

  it('goes nowhere when two things have the same id', () => {
    const twice = [
      customerRow(1, 'One', null, { customerId: 'X-1' }),
      customerRow(2, 'Two', null, { customerId: 'x-1' }),
    ];
    const { reader } = openWith({ customer: twice });
    expect(reader.search('X-1', 5)).toMatchObject({ exact: null, groups: [{ total: 2 }] });
  });

  it('goes to what changed a moment ago by an id without dashes, and no longer by the former', () => {
    const { reader, writer } = world();
    expect(reader.search('ZX4411', 5).exact?.title).toBe('Meter');
    const replaced = probeRow(31, idOf(21), { serial: 'ZX-44-12', name: 'Meter', version: 1001 });
    writer.applyChanges(changesBody(1001, [{ kind: 'probe', row: replaced }]), noon);
    expect(reader.search('ZX4411', 5)).toMatchObject({ exact: null, groups: [] });
    expect(reader.search('ZX4412', 5).exact).toMatchObject({ kind: 'probe', title: 'Meter' });
  });

  it('lists those that have the same external id where it’s given with its system', () => {
    const externalIds = [{ system: 'PSA', value: '1182' }];
    const site = siteRow(21, 'Two', idOf(1), { externalIds });
    const { reader } = openWith({ customer: [customerRow(1, 'One', null, { externalIds })], site: [site] });
    const { exact, groups } = reader.search('PSA: 1182', 5);
    expect(exact).toBeNull();
    expect(groups.map(({ kind, total, hits }) => [kind, total, hits[0]?.title])).toEqual([
      ['customer', 1, 'One'],
      ['site', 1, 'Two'],
    ]);
  });

  it('finds a row by its new name as soon as it has one', () => {
    const { reader, writer } = world();
    expect(reader.search('alpha', 5).groups).toHaveLength(1);
    const renamed = customerRow(15, 'Omega', null, { version: 1001, email: 'x@omega.example' });
    writer.applyChanges(changesBody(1001, [{ kind: 'customer', row: renamed }]), noon);
    expect(reader.search('alpha', 5).groups).toEqual([]);
    expect(reader.search('omega', 5).groups[0]?.hits[0]?.title).toBe('Omega');
  });
});

it('searches within a list by what it shows: name, e-mail, reference and city', () => {
  const { reader } = world();
  const found = (search: string) =>
    reader.listWindow(listOf({ kind: 'customer', search }), 0, 10).rows.map((row) => row.name);
  expect(found('sao')).toEqual(['Alpha', 'São Bento Padaria']);
  expect(found('ref-77')).toEqual(['São Bento Padaria']);
  expect(found('evora')).toEqual(['Straßen & Söhne']);
  expect(reader.listWindow(listOf({ kind: 'customer', search: 'sao' }), 0, 10)).toMatchObject({
    total: 2,
    unfiltered: 5,
  });
});

describe('invites and onboarding links', () => {
  const invite = (name: string, contactName: string) =>
    inviteFields.parse({
      ...{ name, contactName, contactEmail: 'jana@orgelbau.example' },
      ...{ partnerId: idOf(1), billingAccountId: idOf(90) },
    });

  it('are found by name, contact and address, as they were made and as they come', () => {
    const { reader, writer } = openWith({ partner: [partnerRow(1, 'Ørsted Managed')] });
    const fields = onboardingLinkFields.parse({ name: 'Prospekt Jänner', partnerId: idOf(1) });
    writer.queue([
      change('invite.create', { id: idOf(30), fields: invite('Mühlbach Orgelbau', 'Jana Kôsik') }),
      change('onboardingLink.create', { id: idOf(31), fields }),
    ]);
    expect(reader.search('muhlbach kosik', 5).groups).toMatchObject([
      {
        ...{ kind: 'invite', total: 1 },
        hits: [
          {
            ...{ title: 'Mühlbach Orgelbau', within: 'Ørsted Managed' },
            matched: { field: 'contact', text: 'Jana Kôsik, jana@orgelbau.example' },
          },
        ],
      },
    ]);
    expect(reader.search('jan', 5).groups.map(({ kind }) => kind)).toEqual(['invite', 'onboardingLink']);
    expect(reader.search(idOf(31), 5).exact).toMatchObject({ kind: 'onboardingLink' });
  });

  it('come in order of names and ids, also those that were made after it was searched', () => {
    const { reader, writer } = openWith({});
    const make = (n: number, name: string) => {
      const fields = onboardingLinkFields.parse({ name });
      writer.queue([change('onboardingLink.create', { id: idOf(n), fields })]);
    };
    const found = () => reader.search('o', 9).groups[0]?.hits.map(({ title, id }) => [title, id]);
    make(41, 'Öko');
    make(42, 'Öko 2');
    expect(found()).toEqual([
      ['Öko', idOf(41)],
      ['Öko 2', idOf(42)],
    ]);
    make(43, 'Öko');
    make(44, 'Öko 1');
    expect(found()).toEqual([
      ['Öko', idOf(41)],
      ['Öko', idOf(43)],
      ['Öko 1', idOf(44)],
      ['Öko 2', idOf(42)],
    ]);
  });

  it('are found in a file from before they were searched', () => {
    const db = new Database(':memory:');
    migrate(
      db,
      migrations.filter(({ to }) => to < 220),
    );
    const doc = JSON.stringify({ id: 'i', ...invite('Mühlbach', 'Jana Kôsik') });
    db.prepare(
      "INSERT INTO invite (id, version, status, name, nameKey, doc) VALUES ('i', 1, 'pending', 'M', 'm', ?)",
    ).run(doc);
    migrate(db);
    expect(db.prepare('SELECT contactKey FROM invite').pluck().get()).toBe(
      'jana kosik jana@orgelbau.example',
    );
    db.close();
  });
});
