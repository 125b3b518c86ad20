import type { LaunchOptions } from "@playwright/test";

/** Where the page is served; `cargo xtask serve` uses this address too. */
export const address = process.env.BASE_URL ?? "http://127.0.0.1:8080/";

const isRoot = process.getuid?.() === 0;

/** What Playwright switches off. Chromium obeys only the last list of features, so this one repeats that one. */
const playwrightsFeatures = [
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "OptimizationHints",
  "NetworkTimeServiceQuerying",
  "AimEnabled",
  "PreconnectToSearch",
];

/** The suggestions below the address bar are pages of their own. Each window would load both, and take as long for them as for the lab. */
const suggestions = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup"];

/** The system's own Chromium, which keeps quiet: the tests fail on any request to another host. */
export const launchOptions: LaunchOptions = {
  executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
  args: [
    ...(isRoot ? ["--no-sandbox"] : []),
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    `--disable-features=${[...playwrightsFeatures, ...suggestions].join()}`,
  ],
};
