import { defineConfig } from "@playwright/test";
import { address } from "./browser";

// Playwright drives no Firefox but its own build, so Puppeteer drives the system's, and Playwright only runs the tests. It is Puppeteer 24
// because 25 needs Node 22.
export default defineConfig({
  testDir: "firefox",
  globalSetup: "./is-served.ts",
  fullyParallel: true,
  workers: 2,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: "list",
  use: { baseURL: address },
});
