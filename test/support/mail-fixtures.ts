import type { Page } from '@playwright/test';
import { CustomerBrowser } from './customer-browser.ts';
import { test } from './fixtures.ts';
import { MailServer } from './mail-server.ts';
import { PartnerApiServer } from './partner-api-server.ts';

interface MailFixtures {
  /** Where the partner API's mails go. */
  mails: MailServer;
  server: PartnerApiServer;
  browserOf: CustomerBrowser;
  /** A page of somebody who got a mail. */
  customer: Page;
}

/** For specs in which mails go out, and their links are opened in a browser of their own. */
export const testWithMail = test.extend<MailFixtures>({
  mails: async ({}, use) => {
    const mails = await MailServer.start();
    await use(mails);
    await mails.close();
  },
  server: async ({ mails }, use) => {
    const server = await PartnerApiServer.start(['--seed', 'sample'], { SMTP_URL: mails.url });
    await use(server);
    await server.remove();
  },
  browserOf: async ({}, use) => {
    const browser = await CustomerBrowser.start();
    await use(browser);
    await browser.close();
  },
  customer: async ({ browserOf }, use) => use(await browserOf.page()),
});
