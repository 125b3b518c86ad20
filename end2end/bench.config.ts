import { defineConfig } from "@playwright/test";
import { address, launchOptions } from "./browser";

// Figures, not tests: nothing here fails because it is slow.
export default defineConfig({
  testDir: "bench",
  globalSetup: "./is-served.ts",
  workers: 1,
  timeout: 300_000,
  reporter: "list",
  use: {
    baseURL: address,
    launchOptions,
    viewport: { width: 1440, height: 900 },
    colorScheme: "light",
    locale: "en-US",
  },
});
