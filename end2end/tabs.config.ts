import { defineConfig } from "@playwright/test";
import { launchOptions } from "./browser";

// Nothing is served: the test answers the browser's requests itself. RUNS=20 repeats every test.
export default defineConfig({
  testDir: "tabs",
  workers: 1,
  repeatEach: Number(process.env.RUNS ?? 1),
  timeout: 180_000,
  reporter: "list",
  use: { launchOptions },
});
