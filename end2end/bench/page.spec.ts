import { loadavg } from "node:os";
import { expect, test, type CDPSession, type Page } from "@playwright/test";
import { Lab } from "../tests/lab";

const LENGTHS = [100_000, 1_000_000];
const TURNS = 50;
const JUMPS = 300;

/** Playing at the fastest speed: how long the stream is, and how long it is watched. */
const PLAYED = 10_000;
const WATCHED_MS = 20_000;

const number = (figure: number, digits = 0) =>
  figure.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });

const print = (what: string, figure: string) => console.log(`   ${what.padEnd(64)} ${figure}`);

const ms = (time: number) => `${number(time, 1)} ms`;

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

/** Prints how long the page was busy until something was painted that was done many times. */
async function measure(what: string, page: Page, run: () => Promise<Painted[]>) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const before = await processorTime(session);
  const times = await run();
  const after = await processorTime(session);
  await session.detach();
  const busy = times.map(({ handlers, frame }) => handlers + frame);
  const part = (part: keyof Painted) => ms(median(times.map((time) => time[part])));
  print(what, `median ${ms(median(busy))}, worst of ${times.length} ${ms(Math.max(...busy))}, the first ${ms(busy[0])}`);
  print("", `handlers ${part("handlers")}, frame ${part("frame")}, with the wait for the screen ${part("wait")}`);
  print("", `processor time of the page, mean ${ms((after - before) / times.length)}`);
}

/** The time in milliseconds that the page's thread has worked. */
async function processorTime(session: CDPSession) {
  const { metrics } = await session.send("Performance.getMetrics");
  return 1000 * metrics.find(({ name }) => name === "TaskDuration")!.value;
}

async function open(page: Page, query: string) {
  const lab = new Lab(page);
  await lab.open(query);
  return lab;
}

/** Has the page note when it can be used. */
async function noteWhenReady(page: Page) {
  await page.addInitScript(() => {
    new MutationObserver(() => {
      if (document.documentElement?.dataset.app === "ready") (window as any).readyAt ??= performance.now();
    }).observe(document, { subtree: true, attributes: true });
  });
}

/** When the shell was painted and when the page could be used, in milliseconds since it was asked for. */
async function firstMoments(page: Page) {
  return page.evaluate(() => ({
    paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
    ready: (window as any).readyAt as number,
  }));
}

test.beforeAll(() => {
  const [minute, , quarter] = loadavg();
  console.log("");
  print("load of the machine, in the last minute and quarter of an hour", `${number(minute, 1)} and ${number(quarter, 1)}`);
});

/** So that figures of different machines can be compared: what a bare page costs that has nothing but a few elements. */
test("the machine itself", async ({ page }) => {
  await page.setContent("<div id=place></div>");
  const times = await page.evaluate(async () => {
    const place = document.getElementById("place")!;
    const times = [];
    for (let turn = 0; turn < 51; turn++) {
      await new Promise(requestAnimationFrame);
      place.textContent = "";
      for (let cell = 0; cell < 350; cell++) {
        const element = document.createElement("span");
        element.textContent = `cell ${cell} of turn ${turn} `;
        place.append(element);
      }
      const started = performance.now();
      place.getBoundingClientRect();
      times.push(performance.now() - started);
    }
    return times;
  });
  console.log("");
  print("the machine: style and layout of 350 elements in a bare page", `median ${ms(median(times))}`);
});

const turns = (count: number) => Array.from({ length: count }, (_, turn) => turn);

for (const events of LENGTHS) {
  const many = `${number(events)} events`;

  test(`${many} in one stream`, async ({ page }) => {
    await withStopwatch(page);
    await noteWhenReady(page);
    const lab = await open(page, `?events=${events}`);
    await expect(lab.grid).toHaveAttribute("aria-rowcount", String(events + 1));
    console.log("");
    const { paint, ready } = await firstMoments(page);
    print(`${many}: until the shell is painted`, ms(paint));
    print(`${many}: until the page can be used`, ms(ready));
    const count = () => lab.log.evaluate((log) => log.querySelectorAll("*").length);
    print(`${many}: elements in the log, at its end`, String(await count()));

    const version = jumpsAbout(events);
    const versions = turns(JUMPS).map(version);
    const goTo = page.getByRole("spinbutton", { name: "Go to version" });
    await measure(`${many}: jump to any version`, page, () =>
      goTo.evaluate((field: HTMLInputElement, versions) => {
        return (window as any).paintEach(versions, (version: number) => {
          field.value = String(version);
          field.dispatchEvent(new Event("change", { bubbles: true }));
        });
      }, versions),
    );
    await lab.expectSelected(versions.at(-1)!);
    await expect(lab.row(versions.at(-1)!)).toBeInViewport({ ratio: 1 });
    print(`${many}: elements in the log, in its middle`, String(await count()));

    const texts = ["r", "re", "rej", "reje", "42.00", "withdrawn", "no such thing", ""];
    await measure(`${many}: a key in the search`, page, () =>
      lab.search.evaluate((field: HTMLInputElement, texts) => {
        return (window as any).paintEach(texts, (text: string) => {
          field.value = text;
          field.dispatchEvent(new Event("input", { bubbles: true }));
        });
      }, texts),
    );
  });

  test(`append to ${many}`, async ({ page }) => {
    await withStopwatch(page);
    const lab = await open(page, `?events=${events}`);
    const submit = lab.submit("Deposit");
    let head = events;
    const append = async (what: string, count: number) => {
      await measure(`${many}: append, ${what}`, page, () =>
        submit.evaluate((button: HTMLElement, turns) => (window as any).paintEach(turns, () => button.click()), turns(count)),
      );
      head += count;
      await expect(lab.grid).toHaveAttribute("aria-rowcount", String(head + 1));
    };
    console.log("");
    await append("no view but Account", TURNS);

    const view = (name: string) => lab.projection.getByRole("tab", { name, exact: true });
    // A view says how far it has come only while it is behind.
    const isRead = async () => {
      await expect(lab.projection.getByRole("button", { name: "Delay or rebuild" })).toBeVisible({ timeout: 60_000 });
      await expect(lab.projection.getByText(/^as of position/)).toHaveCount(0, { timeout: 60_000 });
    };
    for (const name of ["Statement", "All accounts", "By type", "Audit", "Largest payments"]) {
      const added = name === "Largest payments" ? lab.button("Add a view") : view(name);
      const started = Date.now();
      await added.click();
      await isRead();
      print(`${many}: until ${name} has read them`, ms(Date.now() - started));
    }
    // All of them are live from now on, whichever is shown.
    await view("Account").click();
    await append("all views live, Account shown", TURNS);
    for (const name of ["Statement", "All accounts", "By type", "Audit", "Largest payments"]) {
      await view(name).click();
      await isRead();
      await append(`all views live, ${name} shown`, TURNS);
      await isRead();
    }
  });
}

/** Versions here and there, the same in each run. */
function jumpsAbout(events: number) {
  let random = 1;
  return () => 1 + ((random = (random * 48_271) % 2_147_483_647) % events);
}

test(`play ${number(PLAYED)} events`, async ({ page }) => {
  const lab = await open(page, `?events=${PLAYED}`);
  await page.getByRole("button", { name: "First event" }).click();
  await lab.expectSelected(1);
  const speed = page.getByRole("combobox", { name: "Speed" });
  const fastest = (await speed.getByRole("option").allTextContents()).at(-1)!;
  await speed.selectOption(fastest);
  await page.evaluate(() => {
    const seen = ((window as any).seen = { frames: [] as number[], shift: 0, shifts: [] as string[] });
    new PerformanceObserver((list) => {
      for (const { value, sources } of list.getEntries() as any[]) {
        seen.shift += value;
        const name = (node?: Element) => node?.className || node?.parentElement?.className || node?.nodeName || "gone";
        seen.shifts.push(`${value.toFixed(6)}: ${sources.map(({ node }: any) => name(node)).join(", ")}`);
      }
    }).observe({ type: "layout-shift" });
    const frame = (now: number) => {
      seen.frames.push(now);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  const version = async () => Number(await page.getByRole("spinbutton", { name: "Go to version" }).inputValue());
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  await page.getByRole("button", { name: "Play" }).click();
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
  const [first, from, worked] = [await version(), Date.now(), await processorTime(session)];
  const start = await page.evaluate(() => (window as any).seen.frames.length);
  await page.waitForTimeout(WATCHED_MS);
  const { frames, shift, shifts } = await page.evaluate(() => (window as any).seen);
  const [last, to, busy] = [await version(), Date.now(), await processorTime(session)];
  await expect(page.getByRole("button", { name: "Pause" }), "it still plays").toBeVisible();
  const intervals = (frames as number[]).slice(start).map((at, number, all) => at - all[number - 1]).slice(1);
  const usual = median(intervals);
  const dropped = intervals.filter((interval) => interval > 1.5 * usual);
  const rate = (1000 * (last - first)) / (to - from);
  console.log("");
  print(`playing at ${fastest}: watched`, `${number((to - from) / 1000, 1)} s, versions ${number(first)} to ${number(last)}`);
  print(`playing at ${fastest}: events shown`, `${number(rate, 1)} a second; all ${number(PLAYED)} take ${number(PLAYED / rate)} s`);
  print(
    `playing at ${fastest}: frames longer than 1.5 of ${ms(usual)}`,
    `${dropped.length} of ${number(intervals.length)} (the longest ${ms(Math.max(...intervals))})`,
  );
  print(`playing at ${fastest}: processor time of the page`, `${ms((busy - worked) / (last - first))} an event`);
  print(`playing at ${fastest}: layout shift`, `${shift ? number(shift, 5) : 0} in ${shifts.length} shifts`);
  for (const moved of shifts) print("", moved);
  expect(last, "events were played").toBeGreaterThan(first);
});

test("memory per event", async ({ browser }) => {
  test.slow();
  const memory = async (query: string, views: string[] = []) => {
    const page = await browser.newPage();
    await page.addInitScript(() => {
      const keep = (result: any) => ((window as any).wasmMemory = (result.instance ?? result).exports.memory);
      for (const name of ["instantiate", "instantiateStreaming"] as const) {
        const original = WebAssembly[name] as (...parts: any[]) => Promise<any>;
        (WebAssembly as any)[name] = async (...parts: any[]) => {
          const result = await original(...parts);
          // A part that is loaded later works in the memory of the program.
          if (!(window as any).wasmMemory) keep(result);
          return result;
        };
      }
    });
    const lab = await open(page, query);
    for (const name of views) {
      await lab.projection.getByRole("tab", { name, exact: true }).click();
      await expect(lab.projection.getByRole("button", { name: "Delay or rebuild" })).toBeVisible({ timeout: 60_000 });
      await expect(lab.projection.getByText(/^as of position/)).toHaveCount(0, { timeout: 60_000 });
    }
    const bytes = await page.evaluate(() => (window as any).wasmMemory.buffer.byteLength as number);
    await page.close();
    return bytes;
  };
  const empty = await memory("");
  console.log("");
  print("memory of the program, empty", `${number(empty / 1024)} KB`);
  for (const events of LENGTHS) {
    for (const [what, views] of [
      ["", []],
      [" and four views more", ["Statement", "All accounts", "By type", "Audit"]],
    ] as const) {
      const full = await memory(`?events=${events}`, [...views]);
      const name = `memory of the program, ${number(events)} events${what}`;
      print(name, `${number(full / 1024)} KB, ${number((full - empty) / events)} bytes an event`);
    }
  }
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
    await noteWhenReady(page);
    await open(page, "");
    await page.waitForLoadState("networkidle");
    loads.push({ bytes, files, ...(await firstMoments(page)) });
    await context.close();
  }
  console.log("");
  print(`bytes of the first load, ${loads[0].files} files with their headers`, `${(loads[0].bytes / 1000).toFixed(1)} KB`);
  print("until the first paint, median of 5", ms(median(loads.map(({ paint }) => paint))));
  print("until it can be used, median of 5", ms(median(loads.map(({ ready }) => ready))));
});
