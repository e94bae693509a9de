import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { customerFields, partnerFields } from '../../../common/domain/entities.ts';
import { leavesByKind } from '../../../common/domain/fields.ts';
import { emailFault, phoneNumber } from '../../../common/domain/naming.ts';
import { foldText, foundIn, graphemeCount } from '../../../common/domain/text.ts';

const family = '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}\u200D\u{1F466}';
const fields = (name: string, email = 'office@riverside.example') => ({ partnerId: null, name, email });
const faultsOf = (name: string, email?: string) => {
  const parsed = customerFields.safeParse(fields(name, email));
  return parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
};

describe('a phone number', () => {
  const faults = (phone: string) =>
    phoneNumber('Phone')
      .safeParse(phone)
      .error?.issues.map(({ message }) => message) ?? [];

  it.each([
    ['nothing', ''],
    ['an international one', '+351 210 000 100'],
    ['brackets and an extension', '(020) 555-0100 ext. 12'],
    ['an extension as spreadsheets have it', '8135550100x12'],
    ['dots and a slash', '089/555.01.00'],
    ['a dash that a word processor made', '555–0100'],
    ['digits of another script', '٠٢٠ ٥٥٥ ٠١٠٠'],
    ['a short one within a company', '7'],
  ])('may be %s', (_what, phone) => {
    expect(faults(phone)).toEqual([]);
  });

  it.each(['abc', '+', '-- --', 'ask Ana', '555 0100 (Ana)', '+351+210', 'x12'])(
    'can’t be “%s”, and the fault says what it’s made of',
    (phone) => {
      expect(faults(phone)).toEqual([
        'Phone is digits, spaces and + ( ) - . / alone, such as +351 210 000 100 ext. 12',
      ]);
    },
  );

  it('is asked for wherever there is one', () => {
    const asked = Object.entries(leavesByKind).flatMap(([kind, leaves]) =>
      [...leaves].flatMap(([path, leaf]) =>
        /(^|\.)phone$/.test(path) ? [[`${kind} ${path}`, leaf] as const] : [],
      ),
    );
    expect(asked.map(([path]) => path)).toEqual([
      ...['billingAccount phone', 'partner phone', 'customer technicalContact.phone'],
      ...['customer billingContact.phone', 'site contact.phone', 'project phone'],
    ]);
    for (const [path, leaf] of asked) expect(z.safeParse(leaf, 'abc').success, path).toBe(false);
  });
});

describe('a customer name', () => {
  it.each([
    ['a plain name', 'Riverside Nursery'],
    ['50 characters', 'x'.repeat(50)],
    ['50 emoji families, counted as a person counts them', family.repeat(50)],
    ['a combining accent', 'Cafe\u0301 Mu\u0308ller'],
    ['Arabic with a zero-width joiner inside', 'شركة\u200Dالنور'],
    ['CJK', '北の台クリニック'],
  ])('may be %s', (_what, name) => {
    expect(faultsOf(name)).toEqual([]);
  });

  it.each([
    ['empty', '', 'name: Customer name is mandatory'],
    ['only blanks', '   \t ', 'name: Customer name is mandatory'],
    ['only zero-width marks', '\u200b\u200b', 'name: Customer name is mandatory'],
    ['51 characters', 'x'.repeat(51), 'name: Customer name has at most 50 characters; this one has 51'],
    [
      '51 emoji families',
      family.repeat(51),
      'name: Customer name has at most 50 characters; this one has 51',
    ],
    [
      'a control character',
      'Con\u0007toso',
      'name: Customer name holds a control character or a hidden mark; type it again without it',
    ],
    [
      'a line break',
      'Con\ntoso',
      'name: Customer name holds a control character or a hidden mark; type it again without it',
    ],
    [
      'a bidirectional override',
      'Con\u202Etoso',
      'name: Customer name holds a control character or a hidden mark; type it again without it',
    ],
  ])('can’t be %s, and the fault says so', (_what, name, fault) => {
    expect(faultsOf(name)).toContain(fault);
  });

  it('is trimmed', () => {
    expect(customerFields.parse(fields('  Contoso  ')).name).toBe('Contoso');
  });
});

describe('an e-mail address', () => {
  it.each([
    'a@b.example',
    'first.last+tag@mail.contoso.example',
    'küche@müller.example',
    'info@例え.jp',
    "o'brien@x-y.example",
  ])('may be %s', (email) => {
    expect(emailFault(email)).toBeUndefined();
  });

  it.each([
    'office',
    '@riverside.example',
    'office@',
    'office@riverside',
    'a b@c.example',
    'a..b@c.example',
    'a@-c.example',
    'a@c..example',
    `${'x'.repeat(65)}@c.example`,
  ])('can’t be %s', (email) => {
    expect(emailFault(email)).toBeTypeOf('string');
    expect(partnerFields.safeParse({ name: 'P', email }).success).toBe(false);
  });

  it('is mandatory for a customer', () => {
    expect(faultsOf('Contoso', '')).toContain('email: Email address is mandatory');
  });
});

describe('folded text', () => {
  it.each([
    ['São Paulo', 'sao paulo'],
    ['Straße', 'strasse'],
    ['Ørsted', 'orsted'],
    ['ŁÓDŹ', 'lodz'],
    ['İstanbul', 'istanbul'],
    ['Ένωση', 'ενωση'],
    ['Иванов', 'иванов'],
    ['北の台', '北の台'],
    ['ﬁne', 'fine'],
    ['Ærø', 'aero'],
    ['Đorđe', 'dorde'],
    ['ISPARTA ısparta', 'isparta isparta'],
    ['ΟΔΟΣ οδος', 'οδοσ οδοσ'],
    ['ＡＢＣ１２', 'abc12'],
    ['ｶﾞｽ', 'カス'],
    ['STRAẞE', 'strasse'],
  ])('of %s is %s', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  it('is the same when folded twice', () => {
    for (const text of ['Ąćę', 'ΣΟΦΟΣ', 'ñandú', 'ǅ', '가나다', 'ばぱ'])
      expect(foldText(foldText(text))).toBe(foldText(text));
  });
});

describe('what was found in a text', () => {
  const marked = (text: string, query: string) =>
    foundIn(text, query).map(({ start, end }) => text.slice(start, end));
  it.each([
    ['São Bento', 'sao', ['São']],
    ['Straße 7', 'strasse', ['Straße']],
    ['Straße 7', 's', ['S', 'ß']],
    ['Contoso North', 'north con', ['Con', 'North']],
    ['banana', 'ana', ['ana']],
    ['aaa', 'a aa', ['aaa']],
    ['みどり株式会社', '株式', ['株式']],
    ['ｶﾞｽ', 'カス', ['ｶﾞｽ']],
    ['Sa\u0303o', 'ao', ['a\u0303o']],
    ['Contoso', 'zeta', []],
    ['Contoso', ' ', []],
  ])('of %s by “%s” is %s', (text, query, expected) => {
    expect(marked(text, query)).toEqual(expected);
  });
});

describe('characters as a person counts them', () => {
  it.each([
    ['abc', 3],
    [family, 1],
    ['e\u0301', 1],
    ['🇵🇹🇪🇸', 2],
    ['', 0],
  ])('%s has %i', (text, count) => {
    expect(graphemeCount(text)).toBe(count);
  });
});
