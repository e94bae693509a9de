import { describe, expect, it, vi } from 'vitest';
import { siteFields } from '../../../common/domain/entities.ts';
import type { Mutation } from '../../../common/domain/mutations.ts';
import {
  charactersOf,
  filesFrame,
  readOutboxFile,
  writeOutboxFile,
  type OutboxOwner,
} from '../../../common/domain/outbox-file.ts';

const idOf = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const owner: OutboxOwner & { madeAt: string } = {
  server: { name: 'Northwind', url: 'https://api.example', epoch: 'epoch-1' },
  account: { id: idOf(9), login: 'ana' },
  context: 'partner-account',
  madeAt: '2026-03-01T12:00:00.000Z',
};
const rename = (n: number, name: string): Mutation => ({
  id: idOf(n),
  at: '2026-03-01T11:00:00.000Z',
  context: 'partner-account',
  name: 'customer.update',
  args: { id: idOf(500), changes: { name } },
  before: { name: 'Contoso' },
  touches: [idOf(500)],
  after: n > 1 ? [idOf(n - 1)] : [],
});
const entries = [1, 2, 3].map((n) => ({
  mutation: rename(n, `Name ${n}`),
  title: `Rename to Name ${n}`,
  state: 'waiting',
  lastAnswer: null,
}));
const text = writeOutboxFile(owner, entries);
const faultsOf = (broken: string) => {
  const read = readOutboxFile(broken);
  return read.ok ? [] : read.faults;
};

it('reads back what it wrote, one change a line', () => {
  expect(text.split('\n')).toHaveLength(entries.length + 3);
  expect(readOutboxFile(text)).toMatchObject({
    ok: true,
    owner: { account: { login: 'ana' }, server: { epoch: 'epoch-1' } },
    changes: entries.map(({ mutation, title }) => ({ mutation, title })),
  });
  // Another tool may have written it anew on one line, or on many.
  expect(readOutboxFile(JSON.stringify(JSON.parse(text))).ok).toBe(true);
});

describe('a file that isn’t right is refused as a whole, with the place of each fault', () => {
  it.each([
    ['cut short', text.slice(0, text.indexOf('Name 3')), 'Line 4', /isn’t JSON/],
    ['not JSON at all', 'hello', 'Line 1', /isn’t JSON/],
    ['some other JSON', '{"kind":"shopping"}', 'The file', /isn’t a file of changes/],
    [
      'of a newer Switchyard',
      text.replace('"version":1', '"version":3'),
      'The file',
      /newer Switchyard \(format 3/,
    ],
    ['without an account', text.replace(/"account":\{[^}]*\},/, ''), 'The file', /^account/],
    [
      'with a change twice',
      text.replace(`"id":"${idOf(2)}"`, `"id":"${idOf(1)}"`),
      /change 2/,
      /same id as Line 2, change 1/,
    ],
    [
      'with a change of a newer version',
      text.replace('"name":"customer.update"', '"name":"customer.paint"'),
      'Line 2, change 1',
      /doesn’t know the change “customer.paint”/,
    ],
    ['with a change of nonsense', text.replace('"Name 2"', '""'), 'Line 3, change 2', /name/],
    ['with a change that is none', text.replace(/^\{"title".*Name 1".*$/m, '7,'), 'Change 1', /.+/],
  ])('%s', (_what, broken, at, message) => {
    const [first] = faultsOf(broken);
    expect(first?.at).toMatch(at);
    expect(first?.message).toMatch(message);
  });
});

describe('what a newer Switchyard knows besides', () => {
  const made: Mutation = {
    ...rename(4, ''),
    name: 'site.create',
    args: { id: idOf(600), fields: siteFields.parse({ customerId: idOf(500), name: 'Quay' }) },
    before: {},
  };
  const written = writeOutboxFile(owner, [
    ...entries,
    { mutation: made, title: 'Add site Quay', state: 'waiting', lastAnswer: null },
  ]);
  const withField = (value: string) => written.replace('"name":"Quay"', `"name":"Quay","floor":${value}`);

  it('is refused by its name where somebody gave it a value: imported without it, it would be lost', () => {
    expect(faultsOf(withField('"3rd"'))).toEqual([
      {
        at: 'Line 5, change 4',
        message: 'This version doesn’t know the field “floor” of the change. Update Switchyard to import it.',
      },
    ]);
  });

  it('isn’t missed where nobody filled it in', () => {
    expect(faultsOf(withField('null'))).toEqual([]);
    expect(faultsOf(withField('""'))).toEqual([]);
  });

  it('is refused in an edit, whatever it’s set to', () => {
    expect(faultsOf(text.replace('{"name":"Name 2"}', '{"name":"Name 2","floor":null}'))).toEqual([
      {
        at: 'Line 3, change 2',
        message: 'This version doesn’t know the field “floor” of the change. Update Switchyard to import it.',
      },
    ]);
  });
});

it('names every fault, not the first alone', () => {
  const broken = text.replace('"Name 1"', '""').replace('"Name 3"', '""');
  expect(faultsOf(broken).map(({ at }) => at)).toEqual(['Line 2, change 1', 'Line 4, change 3']);
});

describe('where photos and reports stand is looked for where something is wrong alone', () => {
  const many = Array.from({ length: 200 }, (_each, at) => ({
    ...{ id: idOf(2000 + at), visit: idOf(700), hash: 'a'.repeat(64), bytes: 3, content: 'AAAA' },
  }));
  const whole = writeOutboxFile(owner, entries, many);
  /** Reads a text, and says how often it was gone through for an entry. */
  function gone<T>(read: () => T): [T, number] {
    const through = vi.spyOn(String.prototype, 'indexOf');
    try {
      const answer = read();
      return [answer, through.mock.calls.filter(([sought]) => sought.includes('"id":"')).length];
    } finally {
      through.mockRestore();
    }
  }

  it('not in a file that is right', () => {
    const [read, times] = gone(() => readOutboxFile(whole));
    expect(read.ok && read.files.length).toBe(200);
    expect(times).toBe(0);
    if (read.ok) expect(read.files[1]?.at()).toBe('Line 7, photo or report 2');
  });

  it('for the first ones of very many', () => {
    const [faults, times] = gone(() => faultsOf(whole.replaceAll('"bytes":3', '"bytes":0')));
    expect(faults).toHaveLength(200);
    expect(faults[49]?.at).toMatch(/^Line \d+, photo or report 50$/);
    expect(faults[50]?.at).toBe('Photo or report 51');
    expect(times).toBe(50);
  });
});

it('a photo takes as many characters as were reckoned with before its content was read', () => {
  const files = [1, 2, 3, 4].map((bytes) => ({
    ...{ id: idOf(2000 + bytes), visit: idOf(700), hash: 'a'.repeat(64), bytes },
    content: Buffer.alloc(bytes, 7).toString('base64'),
  }));
  const added = writeOutboxFile(owner, entries, files).length - text.length;
  const reckoned = files.reduce((sum, file) => sum + charactersOf(file), filesFrame);
  // There's no comma after the last one.
  expect(reckoned - added).toBe(2);
});
