import { describe, expect, test } from 'vitest';
import { pageOfArguments, pageOfDeepLink } from '../../../../main/shell/deep-link.ts';

const id = '0190a1b2-0000-7000-8000-00000000abcd';

describe('links into the app', () => {
  test.each([
    [`switchyard://customer/${id}`, `customer/${id}`],
    [`SWITCHYARD://Customer/${id.toUpperCase()}/`, `customer/${id}`],
    ['switchyard://customers', 'customers'],
    [`switchyard://install/${id}`, `install/${id}`],
    ['switchyard://overview/', 'overview'],
    [`switchyard://project/${id}`, `project/${id}`],
    ['switchyard://licenses', 'licenses'],
    [`switchyard://context/${id}`, `context/${id}`],
  ])('%s opens %s', (link, page) => {
    expect(pageOfDeepLink(link)).toBe(page);
  });

  test.each([
    'switchyard://customer/1',
    'switchyard://install/answer?state=x',
    'switchyard://customer/new',
    `switchyard://customer/${id}/edit`,
    `switchyard://secrets/${id}`,
    'switchyard://customers?x=<script>',
    'switchyard://context',
    'switchyard://context/partner-account',
    'switchyard://',
    'https://customers',
    '--inspect',
  ])('%s opens nothing', (link) => {
    expect(pageOfDeepLink(link)).toBeUndefined();
  });

  test('the first link among a program’s arguments counts', () => {
    expect(pageOfArguments(['switchyard', '--x', 'switchyard://partners', 'switchyard://sites'])).toBe(
      'partners',
    );
    expect(pageOfArguments(['switchyard'])).toBeUndefined();
  });
});
