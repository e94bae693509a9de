import { expect, test } from 'vitest';
import { postgresText, withValues } from '../../../partner-api/store/postgres/statement-text.ts';

test('parameters in order are numbered', () => {
  expect(postgresText('SELECT 1 FROM t WHERE a = ? AND b > ?')).toEqual({
    text: 'SELECT 1 FROM t WHERE a = $1 AND b > $2',
    names: null,
  });
});

test('a named parameter has one number, however often it stands there', () => {
  expect(postgresText('UPDATE t SET a = @value, b = @other WHERE c = @value')).toEqual({
    text: 'UPDATE t SET a = $1, b = $2 WHERE c = $1',
    names: ['value', 'other'],
  });
});

test('what stands in quotes is no parameter, and a name given keeps its capitals', () => {
  expect(postgresText(`SELECT '?', 'it''s @me', "a?" AS one, made_at AS madeAt FROM t WHERE x = ?`)).toEqual({
    text: `SELECT '?', 'it''s @me', "a?" AS one, made_at AS "madeAt" FROM t WHERE x = $1`,
    names: null,
  });
});

test('both kinds in one statement are a mistake', () => {
  expect(() => postgresText('SELECT ? WHERE a = @b')).toThrow('two kinds');
});

test('values stand in the place of parameters, texts as literals that end nowhere else', () => {
  const { text } = postgresText("SELECT '$1' AS one FROM t WHERE a = ? AND b > ? AND c = ?");
  expect(withValues(text, [7, "it's", String.raw`a\'b`])).toBe(
    String.raw`SELECT '$1' AS one FROM t WHERE a = 7 AND b > 'it''s' AND c =  E'a\\''b'`,
  );
});

test('a parameter without a value is a mistake', () => {
  expect(() => withValues('SELECT $1, $2', [1])).toThrow('parameter 2');
});
