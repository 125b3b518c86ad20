import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, type BrowserContext, type Page } from "@playwright/test";

/** Where `cargo xtask test` puts what `examples/tabs.rs` is built into. */
const built = process.env.TABS_DIR ?? "../target/tabs";
const address = "http://localhost/";

const STORES = ["indexed-db", "web-storage"];
const TABS = 8;

interface Audit {
  balance: number;
  positions: number[];
  versions: number[];
  deposits: string[];
  unsent: number;
}

/** Opens a tab with the program in it. */
async function open(context: BrowserContext): Promise<Page> {
  const tab = await context.newPage();
  await tab.goto(address);
  await tab.evaluate(async () => {
    const program = await import("/tabs.js" as string);
    await program.default({ module_or_path: "/tabs_bg.wasm" });
    Object.assign(window, { program });
  });
  return tab;
}

const call = <T>(tab: Page, name: string, ...given: (string | number)[]) =>
  tab.evaluate(([name, given]) => (window as any).program[name as string](...given), [name, given] as const) as Promise<T>;

/** Its process is gone at once: nothing in it is told. */
async function kill(tab: Page) {
  const gone = tab.waitForEvent("crash");
  const session = await tab.context().newCDPSession(tab);
  session.send("Page.crash").catch(() => undefined);
  await gone;
}

const oneToN = (n: number) => Array.from({ length: n }, (_, place) => place + 1);

/** The numbers of a tab's deposits, in the order of the log. */
const of = (audit: Audit, tab: number) =>
  audit.deposits.map((deposit) => deposit.split(" ").map(Number)).filter(([by]) => by === tab).map(([, number]) => number);

/** What holds whoever wrote, and whoever was stopped: whole commits without a gap, nothing twice, and the balance they amount to. */
function expectSound(audit: Audit) {
  const events = audit.deposits.length + 1;
  expect(audit.positions).toEqual(oneToN(events));
  expect(audit.versions).toEqual(oneToN(events));
  expect(new Set(audit.deposits).size, "no deposit is there twice").toBe(audit.deposits.length);
  expect(audit.balance).toBe(audit.deposits.length * 100);
  expect(audit.unsent, "each deposit has its message").toBe(audit.deposits.length);
}

test.beforeEach(async ({ context }) => {
  const types = { html: "text/html", js: "text/javascript", wasm: "application/wasm" };
  await context.route("**/*", async (route) => {
    const file = new URL(route.request().url()).pathname.slice(1) || "index.html";
    const body = file === "index.html" ? "<!doctype html><title>Tab</title>" : await readFile(join(built, file));
    await route.fulfill({ body, contentType: types[file.split(".").pop() as keyof typeof types] });
  });
});

for (const store of STORES) {
  test(`${store}: eight tabs with 200 deposits each lose none and make none twice`, async ({ context }) => {
    const tabs = await Promise.all(oneToN(TABS).map(() => open(context)));
    await call(tabs[0], "open_account", store, "bank");
    await Promise.all(tabs.map((tab, place) => call(tab, "deposit", store, "bank", place + 1, 200)));
    const audit = await call<string>(tabs[0], "audit", store, "bank").then((text) => JSON.parse(text) as Audit);
    expectSound(audit);
    expect(audit.deposits.length).toBe(TABS * 200);
    for (const tab of oneToN(TABS)) expect(of(audit, tab), `tab ${tab}`).toEqual(oneToN(200));
  });

  test(`${store}: tabs that are closed or killed in the middle leave whole commits, and the others go on`, async ({ context }) => {
    // What was answered is noted outside of the tabs.
    const acknowledged = new Map<number, number>();
    await context.exposeFunction("acknowledge", (tab: number, number: number) => void acknowledged.set(tab, number));
    const tabs = await Promise.all(oneToN(TABS).map(() => open(context)));
    await call(tabs[0], "open_account", store, "bank");
    const work = tabs.map(async (tab, place) => {
      const done = call(tab, "deposit", store, "bank", place + 1, 60);
      // Every second tab is stopped at some moment; one that was done by then has lost the race.
      if (place % 2 === 0) return done;
      const late = new Promise((elapsed) => setTimeout(elapsed, 100 + Math.random() * 1_500));
      await Promise.race([late, done]);
      if (place % 4 === 1) await tab.close();
      else await kill(tab);
      await done.catch(() => undefined);
    });
    await Promise.all(work);
    const audit = await call<string>(tabs[0], "audit", store, "bank").then((text) => JSON.parse(text) as Audit);
    expectSound(audit);
    for (const tab of oneToN(TABS)) {
      const made = of(audit, tab);
      const least = tab % 2 === 1 ? 60 : (acknowledged.get(tab) ?? 0);
      expect(made.length, `tab ${tab} has what it was told is written`).toBeGreaterThanOrEqual(least);
      expect(made, `tab ${tab}`).toEqual(oneToN(made.length));
    }
    const later = await open(context);
    await call(later, "deposit", store, "bank", TABS + 1, 10);
    const after = JSON.parse(await call<string>(later, "audit", store, "bank")) as Audit;
    expectSound(after);
    expect(after.deposits.length).toBe(audit.deposits.length + 10);
  });
}
