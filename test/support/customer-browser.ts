import { chromium, type Browser, type Page } from '@playwright/test';
import { findChromium } from '../../build/find-chromium.ts';

/** The browser of somebody at a customer, apart from the app: pages run no script unless it's asked for. */
export class CustomerBrowser {
  readonly #browser: Browser;

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async start(): Promise<CustomerBrowser> {
    return new CustomerBrowser(await chromium.launch({ executablePath: await findChromium(true) }));
  }

  /** A page with cookies of its own. */
  async page(options: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
    const context = await this.#browser.newContext({ javaScriptEnabled: false, ...options });
    return context.newPage();
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}
