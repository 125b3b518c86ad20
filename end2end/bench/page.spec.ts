import { expect, test, type Locator, type Page } from "@playwright/test";
import { Lab } from "../tests/lab";

const EVENTS = 100_000;
const TURNS = 50;

const print = (what: string, figure: string) => console.log(`   ${what.padEnd(58)} ${figure}`);

const ms = (time: number) => `${time.toFixed(1)} ms`;

const sorted = (numbers: number[]) => [...numbers].sort((one, other) => one - other);

const median = (numbers: number[]) => sorted(numbers)[Math.floor(numbers.length / 2)];

/** How long an input keeps the page busy (its handlers and effects, then the frame that shows it), and how long a person waits. */
interface Painted {
  handlers: number;
  frame: number;
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
    const frame = () => new Promise<void>((done) => requestAnimationFrame(() => done()));
    // A frame begins with the handlers of scrolling; if there are none, with the first callback.
    let begun = 0;
    const begin = () => (begun ||= performance.now());
    addEventListener("scroll", begin, true);
    // The input comes right after a frame, in a task of its own. Handlers and effects are done when the next task runs;
    // the frame (scrolling, style, layout, paint) when the task runs that was queued in it. In between the page waits
    // for the screen.
    const painted = async (act: () => void) => {
      await frame();
      await task();
      begun = 0;
      const start = performance.now();
      act();
      const shown = frame().then(begin).then(task);
      await task();
      const handled = performance.now();
      await shown;
      const end = performance.now();
      return { handlers: handled - start, frame: end - Math.max(begun, handled), wait: end - start };
    };
    (window as any).paintEach = async (inputs: any[], act: (input: any) => void) => {
      const times = [];
      for (const input of inputs) times.push(await painted(() => act(input)));
      return times;
    };
  });
}

/** Prints how long it took to do something many times in the page. */
async function measure(what: string, page: Page, run: () => Promise<Painted[]>) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const processorTime = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return 1000 * metrics.find(({ name }) => name === "TaskDuration")!.value;
  };
  const before = await processorTime();
  const times = await run();
  const after = await processorTime();
  await session.detach();
  const busy = times.map(({ handlers, frame }) => handlers + frame);
  const part = (part: keyof Painted) => ms(median(times.map((time) => time[part])));
  print(`${what}: until it is painted, median`, `${ms(median(busy))} (handlers ${part("handlers")}, frame ${part("frame")})`);
  print(`${what}: until it is painted, worst of ${times.length}`, ms(Math.max(...busy)));
  print(`${what}: with the wait for the screen, median`, part("wait"));
  print(`${what}: processor time of the page, mean`, ms((after - before) / times.length));
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

  const turns = Array.from({ length: TURNS }, (_, turn) => turn);
  const submit = lab.submit("Deposit");
  await measure("append one more", page, () =>
    submit.evaluate((button: HTMLElement, turns) => (window as any).paintEach(turns, () => button.click()), turns),
  );
  await expect(lab.grid).toHaveAttribute("aria-rowcount", String(EVENTS + TURNS + 1));

  let random = 1;
  const versions = turns.map(() => 1 + ((random = (random * 48_271) % 2_147_483_647) % EVENTS));
  const goTo = page.getByRole("spinbutton", { name: "Go to version" });
  await measure("jump to any version", page, () =>
    goTo.evaluate((field: HTMLInputElement, versions) => {
      return (window as any).paintEach(versions, (version: number) => {
        field.value = String(version);
        field.dispatchEvent(new Event("change", { bubbles: true }));
      });
    }, versions),
  );
  await lab.expectSelected(versions.at(-1)!);
  await expect(lab.row(versions.at(-1)!)).toBeInViewport({ ratio: 1 });
  print("elements in the log, in its middle", String(await count()));

  const texts = ["r", "re", "rej", "reje", "42.00", "withdrawn", "no such thing", ""];
  await measure("a key in the search", page, () =>
    lab.search.evaluate((field: HTMLInputElement, texts) => {
      return (window as any).paintEach(texts, (text: string) => {
        field.value = text;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      });
    }, texts),
  );
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
