import { describe, expect, test } from 'vitest';
import { hashPassword, isPassword } from '../../../partner-api/auth/passwords.ts';
import { invalidField, invalidInput } from '../../../partner-api/commands/problem-error.ts';
import { makeCustomerId } from '../../../common/domain/customer-id.ts';
import { acceptsGzip, compressed } from '../../../partner-api/http/compression.ts';
import {
  changeCursor,
  openChangeCursor,
  openListCursor,
  openWalkCursor,
  walkCursor,
} from '../../../partner-api/http/cursors.ts';
import { docsPage } from '../../../partner-api/http/docs-page.ts';
import { expectedVersion } from '../../../partner-api/http/etags.ts';
import { openApiDocument } from '../../../common/partner-api/openapi.ts';

describe('passwords', () => {
  test('a password is known again by its hash, and another is not', async () => {
    const hash = await hashPassword('pâsswörd', new Uint8Array(16).fill(7), 10);
    expect(hash).not.toContain('pâsswörd');
    expect(await isPassword('pâsswörd', hash)).toBe(true);
    expect(await isPassword('passwörd', hash)).toBe(false);
  });

  test('letters that are typed in another form are the same password', async () => {
    const hash = await hashPassword('Se\u00f1al', new Uint8Array(16), 10);
    expect(await isPassword('Sen\u0303al', hash)).toBe(true);
  });

  test('the same password has another hash under another salt', async () => {
    const [one, other] = await Promise.all(
      [1, 2].map((salt) => hashPassword('x', new Uint8Array(16).fill(salt), 10)),
    );
    expect(one).not.toBe(other);
  });

  test('a hash of no known form is a fault, not a wrong password', async () => {
    await expect(isPassword('x', 'md5$abc')).rejects.toThrow('no known form');
  });
});

test('a Customer ID has four letters, four letters or digits and two digits, none of them easily misread', () => {
  for (let seed = 0; seed < 200; seed++) {
    const id = makeCustomerId(Uint8Array.from({ length: 10 }, (_, at) => (seed * 31 + at * 97) % 256));
    expect(id).toMatch(/^[B-DF-HJKMNP-TV-XZ]{4}-[B-DF-HJKMNP-TV-XZ2-9]{4}-\d\d$/);
  }
});

describe('gzip', () => {
  test.each([
    [undefined, false],
    ['', false],
    ['gzip', true],
    ['deflate, gzip;q=0.5', true],
    ['GZIP', true],
    ['*', true],
    ['br, deflate', false],
    ['gzip;q=0', false],
    ['gzip; q=0.000', false],
    ['identity', false],
  ])('%j takes it: %s', (header, takes) => {
    expect(acceptsGzip(header)).toBe(takes);
  });

  test('a small body isn’t worth it', async () => {
    expect(await compressed('x'.repeat(1000))).toBeNull();
    expect((await compressed('x'.repeat(5000)))?.length).toBeLessThan(100);
  });
});

describe('cursors', () => {
  const ground = (epoch: string, ...brands: string[]) => ({
    epoch,
    sight: brands.length > 0 ? new Set(brands) : null,
  });

  test.each([[ground('epoch-1')], [ground('epoch-1', 'north', 'south')]])(
    'they come back as what they were made of: %o',
    (own) => {
      expect(openChangeCursor(changeCursor(own, 42), own)).toBe(42);
      const place = { kind: 'site', id: 'x' } as const;
      expect(openWalkCursor(walkCursor(own, place), own)).toEqual(place);
      expect(openListCursor(undefined)).toBeNull();
    },
  );

  test('one kind of cursor doesn’t pass for another', () => {
    const own = ground('e');
    expect(() => openChangeCursor(walkCursor(own, { kind: 'site', id: 'x' }), own)).toThrow(
      'isn’t one of this server',
    );
    expect(() => openWalkCursor(changeCursor(own, 1), own)).toThrow('isn’t one of this server');
    expect(() => openListCursor(changeCursor(own, 1))).toThrow('isn’t one of this server');
  });

  test.each([
    ['another epoch', ground('old'), ground('new')],
    ['an account that saw everything', ground('e'), ground('e', 'north')],
    ['an account that saw another brand', ground('e', 'south'), ground('e', 'north')],
    ['an account that saw fewer brands', ground('e', 'north'), ground('e', 'north', 'south')],
    ['an account that saw some brands', ground('e', 'north'), ground('e')],
  ])('one of %s is gone', (_what, its, own) => {
    expect(() => openChangeCursor(changeCursor(its, 1), own)).toThrow('Take a new snapshot');
    expect(() => openWalkCursor(walkCursor(its, { kind: 'site', id: 'x' }), own)).toThrow(
      'Take a new snapshot',
    );
  });

  test('the order in which brands are named makes no difference', () => {
    expect(changeCursor(ground('e', 'a', 'b'), 1)).toBe(changeCursor(ground('e', 'b', 'a'), 1));
  });
});

describe('If-Match', () => {
  test.each([
    ['"17"', 17],
    [' "17" ', 17],
    ['*', 'any'],
  ])('%j means %j', (header, version) => {
    expect(expectedVersion(header)).toBe(version);
  });

  test.each([['W/"17"'], ['17'], ['"17", "18"'], ['"x"'], ['']])('%j matches no row', (header) => {
    expect(() => expectedVersion(header)).toThrow('isn’t the ETag of a row');
  });

  test('without it a change isn’t taken', () => {
    expect(() => expectedVersion(undefined)).toThrow('send the row’s ETag');
  });
});

test('the page shows text of the document as text, whatever it holds', () => {
  const document = openApiDocument();
  const page = docsPage({ ...document, info: { ...document.info, title: '<script>alert("x")</script>' } });
  expect(page).not.toContain('<script');
  expect(page).toContain('&#60;script&#62;');
});

describe('a problem with a field', () => {
  test('is a sentence as the problem’s detail, and a remark without a full stop beside the field', () => {
    expect(invalidField('brandId', 'There is no such brand')).toMatchObject({
      message: 'There is no such brand.',
      details: { fields: [{ path: 'brandId', message: 'There is no such brand' }] },
    });
    expect(invalidInput([{ path: ['args', 'id'], message: 'Invalid UUID' }]).message).toBe(
      'args.id: Invalid UUID.',
    );
  });
});
