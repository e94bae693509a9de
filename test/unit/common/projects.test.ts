import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  closingStages,
  dataCentreOf,
  inactivityOf,
  loginFault,
  suggestedLogin,
  whyNotEntered,
  whyTakesNoLicenses,
} from '../../../common/domain/projects.ts';
import { generatedFrom, generatePassword, passwordFault } from '../../../common/domain/secrets.ts';

describe('a login name', () => {
  it.each(['riverside', 'a1.b2', 'north-hall_2', 'abcd', 'a'.repeat(32)])('may be %s', (login) => {
    expect(loginFault(login)).toBeUndefined();
  });

  it.each([
    ['', 'Login name is mandatory'],
    ['Riverside', 'A login name has lower-case letters a to z, digits, dots, hyphens and underscores alone'],
    ['rivers ide', 'A login name has lower-case letters a to z, digits, dots, hyphens and underscores alone'],
    ['zoë-move', 'A login name has lower-case letters a to z, digits, dots, hyphens and underscores alone'],
    ['1riverside', 'A login name begins with a letter'],
    ['riverside.', 'A login name ends with a letter or a digit'],
    ['river..side', 'A login name has no two marks beside each other'],
    ['abc', 'A login name has 4 to 32 characters; this one has 3'],
    ['a'.repeat(33), 'A login name has 4 to 32 characters; this one has 33'],
  ])('may not be “%s”', (login, fault) => {
    expect(loginFault(login)).toBe(fault);
  });

  it('that a company’s name suggests can always be used, or there’s none', () => {
    expect(suggestedLogin('Bäckerei Größl')).toBe('backerei-grossl');
    expect(suggestedLogin('東和')).toBe('');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (company) => {
        const login = suggestedLogin(company);
        expect(login === '' ? undefined : loginFault(login)).toBeUndefined();
      }),
    );
  });
});

it('a country decides the data centre; one that no data centre names has the first of them', () => {
  const cases = {
    PT: 'Paris',
    DE: 'Frankfurt',
    CH: 'Geneva',
    US: 'Virginia',
    JP: 'Tokyo',
    XK: 'Amsterdam',
    '': '',
  };
  for (const [country, centre] of Object.entries(cases)) expect(dataCentreOf(country)).toBe(centre);
});

describe('a project without activity', () => {
  const day = 86_400_000;
  const since = (days: number) => inactivityOf('2026-01-01T00:00:00.000Z', Date.UTC(2026, 0, 1) + days * day);

  it.each([
    [0, 120, 'active'],
    [0.5, 120, 'active'],
    [89.9, 31, 'active'],
    [90, 30, 'notice'],
    [119.5, 1, 'notice'],
    [120, 0, 'due'],
    [400, 0, 'due'],
  ] as const)('after %d days has %d days left and is %s', (days, daysLeft, stage) => {
    expect(since(days)).toEqual({ daysLeft, stage });
  });

  it('of a clock that goes before the server’s isn’t older than new', () => {
    expect(since(-3)).toEqual({ daysLeft: 120, stage: 'active' });
  });
});

it('a project that is blocked, or being closed, is worked in by nobody and says which it is; one being closed takes no licenses', () => {
  const named = (status: string, stage: string | null) =>
    whyNotEntered({ name: 'Quiet move', status, stage });
  expect(named('active', null)).toBeUndefined();
  expect(named('blocked', null)).toBe('The project Quiet move is blocked: nobody can work in it.');
  const because = {
    asked: ['is being closed: nobody can work in it.', 'is being closed: it takes no more licenses.'],
    confirmed: Array(2).fill('is being erased: its closing was confirmed.'),
    erased: Array(2).fill('is being erased: its closing was confirmed.'),
    closed: Array(2).fill('is closed; what it held is erased.'),
  };
  for (const stage of closingStages)
    expect([named('blocked', stage), whyTakesNoLicenses('Quiet move', stage)]).toEqual(
      because[stage].map((text) => `The project Quiet move ${text}`),
    );
  expect(whyTakesNoLicenses('Quiet move', null)).toBeUndefined();
});

describe('a password', () => {
  it('that’s generated has the length and the strength that are said, and is accepted', () => {
    const passwords = Array.from({ length: 200 }, () =>
      generatePassword((count) => crypto.getRandomValues(new Uint8Array(count))),
    );
    for (const password of passwords) {
      expect(password).toHaveLength(generatedFrom.length);
      expect(passwordFault(password, '')).toBeUndefined();
    }
    expect(new Set(passwords).size).toBe(passwords.length);
    expect(generatedFrom.bits).toBeGreaterThan(100);
  });

  it('is drawn evenly: bytes that would favour the first characters are thrown away', () => {
    const bytes = [255, 254, 253, 252, 251, 250, 249, 248, 0, 1, 2];
    let at = 0;
    const password = generatePassword((count) =>
      Uint8Array.from({ length: count }, () => bytes[at++ % bytes.length] ?? 0),
    );
    expect(new Set(password)).toEqual(new Set(['A', 'B', 'C']));
  });

  it.each([
    ['short', 'A password has at least 12 characters; this one has 5'],
    ['riverside-2026!', 'The password holds the login name'],
    ['abababababab', 'The password repeats the same few characters'],
    [`long${'x1y2'.repeat(40)}`, 'A password has at most 128 characters'],
  ])('may not be %s', (password, fault) => {
    expect(passwordFault(password, 'riverside')).toBe(fault);
  });
});
