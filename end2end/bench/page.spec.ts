import { expect, test, type Page } from "@playwright/test";
import { Lab } from "../tests/lab";

const EVENTS = 100_000;
const TURNS = 50;

const print = (what: string, figure: string) => console.log(`   ${what.padEnd(58)} ${figure}`);

const ms = (time: number) => `${time.toFixed(1)} ms`;

const sorted = (numbers: number[]) => [...numbers].sort((one, other) => one - other);

const median = (numbers: number[]) => sorted(numbers)[Math.floor(numbers.length / 2)];

/** How long the page works on an input until the frame that shows it is painted, and how long a person waits for that. */
interface Painted {
  work: number;
  wait: number;
}

/** Brings the stopwatch into the page. */
async function withStopwatch(page: Page) {
  await page.addInitScript(() => {
    const task = () =>
      new Promise<void>((done) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done();
        port2.postMessage(undefined);
      });
    const frame = () => new Promise<number>((done) => requestAnimationFrame(done));
    // The input begins in a task of its own, right after a frame: as late as possible for the next one. Handlers and
    // effects are done when another task runs; the frame (scroll handlers, style, layout, paint) is done when the task
    // runs that was queued in it. In between the page waits for the screen.
    (window as any).painted = async (act: () => void) => {
      await frame();
      await task();
      const start = performance.now();
      act();
      const next = frame().then(async (begin) => [begin, await task().then(() => performance.now())]);
      await task();
      const handled = performance.now();
      const [begin, end] = await next;
      return { work: handled - start + (end - Math.max(begin, handled)), wait: end - start };
    };
  });
}

function printPainted(what: string, times: Painted[]) {
  const works = times.map(({ work }) => work);
  print(`${what}: work of the page, median`, ms(median(works)));
  print(`${what}: work of the page, worst of ${times.length}`, ms(Math.max(...works)));
  print(`${what}: until it is on the screen, median`, ms(median(times.map(({ wait }) => wait))));
}

async function open(page: Page, query: string) {
  const lab = new Lab(page);
  await lab.open(query);
  return lab;
}

test("100,000 events in one stream", async ({ page }) => {
  await withStopwatch(page);
  const lab = await open(page, `?events=${EVENTS}`);
  await expect(lab.grid).toHaveAttribute("aria-rowcount", String(EVENTS + 1));
  console.log("");
  const count = () => lab.log.evaluate((log) => log.querySelectorAll("*").length);
  print("elements in the log, at its end", String(await count()));

  const appends: Painted[] = [];
  const submit = lab.submit("Deposit");
  for (let turn = 1; turn <= TURNS; turn++) {
    appends.push(await submit.evaluate((button: HTMLElement) => (window as any).painted(() => button.click())));
    await expect(lab.grid).toHaveAttribute("aria-rowcount", String(EVENTS + turn + 1));
  }
  printPainted("append one more", appends);

  const jumps: Painted[] = [];
  const goTo = page.getByRole("spinbutton", { name: "Go to version" });
  let random = 1;
  let elements = 0;
  for (let turn = 0; turn < TURNS; turn++) {
    random = (random * 48_271) % 2_147_483_647;
    const version = 1 + (random % EVENTS);
    jumps.push(
      await goTo.evaluate(
        (field: HTMLInputElement, version) =>
          (window as any).painted(() => {
            field.value = String(version);
            field.dispatchEvent(new Event("change", { bubbles: true }));
          }),
        version,
      ),
    );
    await lab.expectSelected(version);
    elements = Math.max(elements, await count());
  }
  printPainted("jump to any version", jumps);
  print("elements in the log, most while jumping", String(elements));

  const searches: Painted[] = [];
  for (const text of ["r", "re", "rej", "reje", "42.00", "withdrawn", "no such thing", ""]) {
    searches.push(
      await lab.search.evaluate(
        (field: HTMLInputElement, text) =>
          (window as any).painted(() => {
            field.value = text;
            field.dispatchEvent(new Event("input", { bubbles: true }));
          }),
        text,
      ),
    );
  }
  printPainted("a key in the search", searches);
});

test("memory per event", async ({ browser }) => {
  const memory = async (query: string) => {
    const page = await browser.newPage();
    await page.addInitScript(() => {
      const keep = (result: any) => ((window as any).wasmMemory = (result.instance ?? result).exports.memory);
      for (const name of ["instantiate", "instantiateStreaming"] as const) {
        const original = WebAssembly[name] as (...parts: any[]) => Promise<any>;
        (WebAssembly as any)[name] = async (...parts: any[]) => {
          const result = await original(...parts);
          keep(result);
          return result;
        };
      }
    });
    await open(page, query);
    const bytes = await page.evaluate(() => (window as any).wasmMemory.buffer.byteLength as number);
    await page.close();
    return bytes;
  };
  const [empty, full] = [await memory(""), await memory(`?events=${EVENTS}`)];
  console.log("");
  print("memory of the program, empty", `${(empty / 1024).toFixed(0)} KB`);
  print(`memory of the program, ${EVENTS} events`, `${(full / 1024).toFixed(0)} KB`);
  print("memory per event", `${((full - empty) / EVENTS).toFixed(0)} bytes`);
});

test("first load", async ({ browser }) => {
  const loads: { bytes: number; files: number; paint: number; ready: number }[] = [];
  for (let load = 0; load < 5; load++) {
    // A new context has an empty cache.
    const context = await browser.newContext();
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    let [bytes, files] = [0, 0];
    session.on("Network.loadingFinished", ({ encodedDataLength }) => {
      bytes += encodedDataLength;
      files += 1;
    });
    await page.addInitScript(() => {
      new MutationObserver(() => {
        if (document.documentElement?.dataset.app === "ready") (window as any).readyAt ??= performance.now();
      }).observe(document, { subtree: true, attributes: true });
    });
    await open(page, "");
    await page.waitForLoadState("networkidle");
    const [paint, ready] = await page.evaluate(() => [
      performance.getEntriesByName("first-contentful-paint")[0].startTime,
      (window as any).readyAt as number,
    ]);
    loads.push({ bytes, files, paint, ready });
    await context.close();
  }
  console.log("");
  print(`bytes of the first load, ${loads[0].files} files with their headers`, `${(loads[0].bytes / 1000).toFixed(1)} KB`);
  print("until the first paint, median of 5", ms(median(loads.map(({ paint }) => paint))));
  print("until it can be used, median of 5", ms(median(loads.map(({ ready }) => ready))));
});
