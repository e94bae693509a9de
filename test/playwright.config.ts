import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'e2e',
  outputDir: '../test-results/e2e',
  // What a spec waits for takes several times as long on a small machine that does other things too.
  timeout: 150_000,
  expect: { timeout: 30_000 },
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  // A spec that needs its second try is named at the end of the run: a small machine that stalls isn’t a fault of the product.
  retries: 1,
  reporter: [['list'], ['json', { outputFile: '../test-results/playwright.json' }]],
});
