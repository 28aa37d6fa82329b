import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const system = process.env.CHROMIUM ?? '/usr/bin/chromium';

export default defineConfig({
  testMatch: '*.playwright.mjs',
  fullyParallel: true,
  workers: 2,
  reporter: 'line',
  outputDir: process.env.TEST_RESULTS ?? 'test-results',
  use: {
    launchOptions: {
      ...(existsSync(system) && { executablePath: system }),
      // Chromium's own sandbox does not work for root in a container.
      args: ['--no-sandbox'],
    },
  },
});
