import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { CustomerBrowser } from '../support/customer-browser.ts';
import { customerMails, customerPages, leftOut } from '../support/customer-documents.ts';

/** The rules that read a colour; no other result depends on the scheme. */
const ofColour = ['color-contrast', 'link-in-text-block'];

test('every page for people at customers, light and dark, and every mail is accessible', async () => {
  test.setTimeout(120_000);
  expect(leftOut).toEqual([]);
  const browser = await CustomerBrowser.start();
  try {
    const page = await browser.page({ javaScriptEnabled: true });
    // It puts axe into the window, where it stays while one document after the other is written into it.
    await new AxeBuilder({ page }).analyze();
    const found: string[] = [];
    const check = async (name: string, rules: string[] | null) => {
      const violations = await page.evaluate(async (values) => {
        const { axe } = window as unknown as {
          axe: {
            run(
              what: Document,
              how: object,
            ): Promise<{ violations: { id: string; nodes: { target: unknown[] }[] }[] }>;
          };
        };
        const how = values ? { runOnly: { type: 'rule', values } } : {};
        return (await axe.run(document, { ...how, resultTypes: ['violations'] })).violations;
      }, rules);
      for (const { id, nodes } of violations)
        found.push(`${name}: ${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
    };
    for (const { name, html } of customerPages) {
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setContent(html);
      await check(name, null);
      await page.emulateMedia({ colorScheme: 'dark' });
      await check(`${name}, dark`, ofColour);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    for (const { name, html } of customerMails) {
      await page.setContent(html);
      await check(name, null);
    }
    expect(found).toEqual([]);
  } finally {
    await browser.close();
  }
});
