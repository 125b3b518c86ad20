import { defineConfig } from "@playwright/test";
import { address, launchOptions } from "./browser";

// Pictures are not tests: SHOTS=some/folder npx playwright test --project shots
const shots = process.env.SHOTS ? [{ name: "shots", testMatch: "screenshots.ts" }] : [];

export default defineConfig({
  testDir: "tests",
  globalSetup: "./is-served.ts",
  fullyParallel: true,
  workers: 2,
  timeout: 45_000,
  expect: { timeout: 5_000 },
  reporter: "list",
  use: {
    baseURL: address,
    launchOptions,
    viewport: { width: 1440, height: 900 },
    colorScheme: "light",
    locale: "en-US",
    screenshot: "only-on-failure",
  },
  projects: [{ name: "chromium" }, ...shots],
});
