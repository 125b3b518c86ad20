import { defineConfig } from "@playwright/test";
import { address, launchOptions } from "./browser";

// Pictures are not tests: SHOTS=some/folder npx playwright test --project shots
const shots = process.env.SHOTS ? [{ name: "shots", testMatch: "screenshots.ts" }] : [];

export default defineConfig({
  testDir: "tests",
  globalSetup: "./is-served.ts",
  fullyParallel: true,
  workers: 2,
  // Only what hangs takes this long, also on a busy machine.
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    baseURL: address,
    launchOptions,
    viewport: { width: 1440, height: 900 },
    colorScheme: "light",
    locale: "en-US",
    screenshot: "only-on-failure",
    // A window of its own for each test would take most of the time. Playwright empties its storage and caches in between.
    reuseContext: true,
    // Tests wait for no animation; those of what moves use `withMotion`.
    contextOptions: { reducedMotion: "reduce" },
  },
  projects: [{ name: "chromium" }, ...shots],
});
