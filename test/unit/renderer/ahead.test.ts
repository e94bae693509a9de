import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failed, succeeded } from '../../../common/contract/errors.ts';
import { askAhead, attempt } from '../../../renderer/api/client.ts';

let given: unknown[];
let answer: () => unknown;

beforeEach(() => {
  given = [];
  answer = () => succeeded({ brands: [] });
  const choices = (...input: unknown[]) => {
    given.push(input);
    return Promise.resolve(answer());
  };
  vi.stubGlobal('window', { switchyard: { brand: { choices } } });
});
afterEach(() => vi.unstubAllGlobals());

describe('a question asked ahead', () => {
  it('is answered once without asking again, and then asked anew', async () => {
    askAhead('brand.choices');
    expect(await attempt('brand.choices')).toEqual(succeeded({ brands: [] }));
    expect(given).toHaveLength(1);
    await attempt('brand.choices');
    expect(given).toHaveLength(2);
  });

  it('is asked anew when its answer was a failure', async () => {
    answer = () => failed({ code: 'not-found', message: 'No workspace is open.' });
    askAhead('brand.choices');
    await Promise.resolve();
    answer = () => succeeded({ brands: [] });
    expect(await attempt('brand.choices')).toEqual(succeeded({ brands: [] }));
    expect(given).toHaveLength(2);
  });

  it('is asked anew when its answer is old', async () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(0);
    askAhead('brand.choices');
    now.mockReturnValue(60_000);
    await attempt('brand.choices');
    now.mockRestore();
    expect(given).toHaveLength(2);
  });
});
