import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'e2e',
  outputDir: '../test-results/e2e',
  globalSetup: './support/programs.ts',
  // What a spec waits for takes several times as long on a small machine that does other things too.
  timeout: 150_000,
  expect: { timeout: 30_000 },
  // One more than the processors of a small machine: a spec waits for its app, its server and its clock half of the time.
  workers: 3,
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  reporter: [['list'], ['json', { outputFile: '../test-results/playwright.json' }]],
});
