import type { Page } from "@playwright/test";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test, withMotion } from "./lab";

test.use(withMotion);

/** Keeps the program from arriving until it is let in. */
async function holdProgram(page: Page) {
  let letIn = () => {};
  const gate = new Promise<void>((done) => (letIn = done));
  await page.route("**/*.wasm", async (route) => {
    await gate;
    await route.continue();
  });
  return letIn;
}

/** Where everything with a name stands. */
const places = (page: Page) =>
  page.evaluate(() => {
    const places: string[] = [];
    for (const element of document.querySelectorAll<HTMLElement>("#app :is(h1, h2, h3, p, li, label, section, button, input, select)")) {
      if (!element.checkVisibility({ visibilityProperty: true })) continue;
      const { left, top, width, height } = element.getBoundingClientRect();
      if (top > innerHeight || width <= 1) continue;
      const name = element.getAttribute("aria-label") ?? (element.textContent || element.id).replace(/\s+/g, " ").trim();
      const [x, y, wide, high] = [left, top, width, height].map(Math.round);
      places.push(`${element.tagName} ${name}: ${wide} by ${high} at ${x}, ${y}`);
    }
    return places;
  });

test("the page is drawn before the program has loaded", async ({ page }) => {
  await holdProgram(page);
  await page.goto("./", { waitUntil: "domcontentloaded" });
  for (const text of ["Event Sourcing Lab", "Nothing has happened yet.", "Open an account for Ada", "Create account"]) {
    await expect(page.getByText(text).first()).toBeVisible();
  }
  await page.unrouteAll({ behavior: "ignoreErrors" });
});

test("controls can't be reached before they work", async ({ page }) => {
  await holdProgram(page);
  await page.goto("./", { waitUntil: "domcontentloaded" });
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("BODY");
  await page.unrouteAll({ behavior: "ignoreErrors" });
});

for (const viewport of [
  { width: 1440, height: 900 },
  { width: 1100, height: 800 },
  { width: 390, height: 844 },
]) {
  test(`nothing shifts when the program starts, at ${viewport.width} by ${viewport.height}`, async ({ lab, page }) => {
    await page.setViewportSize(viewport);
    const letIn = await holdProgram(page);
    await page.goto("./", { waitUntil: "domcontentloaded" });
    await expect(page.getByText("Nothing has happened yet.")).toBeVisible();
    const before = await places(page);
    const picture = await page.screenshot();
    letIn();
    await lab.isReady();
    expect(await places(page), "words and controls stand where the shell had them").toEqual(before);
    const same = picture.equals(await page.screenshot());
    expect(same, "the page is painted like the shell, pixel by pixel").toBe(true);
  });
}

/** The sum of all layout shifts since the page was opened. */
const layoutShift = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<number>((done) => {
        let sum = 0;
        const observer = new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += (entry as any).value;
        });
        observer.observe({ type: "layout-shift", buffered: true });
        setTimeout(() => done(sum), 300);
      }),
  );

test("the browser measures no layout shift", async ({ lab, page }) => {
  await lab.open();
  expect(await layoutShift(page)).toBe(0);
});

/** Serves what `host` serves, but each page in two pieces. The second begins with `cut`, and waits for `sendRest`. */
async function hostInPieces(host: string, cut: string) {
  let sendRest = () => {};
  const asked = new Promise<void>((done) => (sendRest = done));
  const server = createServer(async (request, response) => {
    const answer = await fetch(new URL(request.url!, host));
    const [body, type] = [Buffer.from(await answer.arrayBuffer()), answer.headers.get("content-type")!];
    response.writeHead(answer.status, { "content-type": type });
    if (!type.startsWith("text/html")) return response.end(body);
    const half = body.indexOf(cut);
    response.write(body.subarray(0, half));
    await asked;
    response.end(body.subarray(half));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return { server, sendRest, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

test("a shell that arrives in two pieces is painted as a whole", async ({ page, baseURL, complaints }) => {
  complaints.expect(/^request to another host/);
  const { server, sendRest, address } = await hostInPieces(baseURL!, "In memory</option>");
  await page.goto(address, { waitUntil: "commit" });
  await expect(page.getByRole("button", { name: "Undo" })).toBeAttached();
  const firstPaint = () => page.evaluate(() => performance.getEntriesByName("first-contentful-paint").length);
  // In this time the machine paints another page twice.
  const blank = await page.context().newPage();
  await blank.setContent("<p>painted</p>");
  for (let painted = 0; painted < 2; painted++) await blank.screenshot();
  expect(await firstPaint(), "paints while a part is missing").toBe(0);
  sendRest();
  await expect.poll(firstPaint, "paints of the whole shell").toBe(1);
  expect(await layoutShift(page)).toBe(0);
  server.close();
});

test("without WebAssembly, the page says that it can't start", async ({ page, complaints }) => {
  complaints.expect(/WebAssembly is not defined/, /preloaded .* but not used/);
  await page.addInitScript(() => delete (window as any).WebAssembly);
  await page.goto("./");
  await expect(page.getByRole("alert")).toContainText("WebAssembly");
  await expect(page.getByRole("alert").getByRole("button", { name: "Reload the page" })).toBeVisible();
});

test("a program that fails to load is reported", async ({ page, complaints }) => {
  complaints.expect(/404/, /error in the page/, /console error/);
  await page.route("**/*.wasm", (route) => route.fulfill({ status: 404, body: "not found" }));
  await page.goto("./");
  await expect(page.getByRole("alert")).toContainText("could not start");
});

test("a broken connection is reported, and a reload recovers", async ({ lab, page, complaints }) => {
  complaints.expect(/request failed/, /error in the page/, /console error/);
  await page.route("**/*.wasm", (route) => route.abort("connectionreset"));
  await page.goto("./");
  await expect(page.getByRole("alert")).toContainText("could not start");
  await page.unrouteAll();
  await page.getByRole("button", { name: "Reload the page" }).click();
  await lab.isReady();
  await expect(page.getByRole("alert")).toBeHidden();
});

test("a missing script is reported", async ({ page, complaints }) => {
  complaints.expect(/404/, /error in the page/, /console error/);
  await page.route("**/event-sourcing-lab*.js", (route) => route.fulfill({ status: 404, body: "not found" }));
  await page.goto("./");
  await expect(page.getByRole("alert")).toContainText("could not start");
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the page says that it needs JavaScript", async ({ page, complaints }) => {
    complaints.expect(/request failed: .*\.js csp/, /preloaded .* but not used/);
    await page.goto("./");
    await expect(page.locator("noscript h2")).toHaveText("The lab needs JavaScript");
    await expect(page.locator("noscript h2")).toBeVisible();
  });
});

test("the server's policy blocks foreign scripts", async ({ lab, page, complaints }) => {
  const response = await page.goto("./");
  const policy = response!.headers()["content-security-policy"];
  expect(policy, "the server sends the policy as a header").toBeTruthy();
  await lab.isReady();
  expect(policy).not.toContain("unsafe-inline");
  expect(policy).not.toContain("'unsafe-eval'");
  complaints.expect(/Content Security Policy/, /requires 'Trusted(Script|HTML)' assignment/, /Failed to fetch|request failed/);
  const result = await page.evaluate(async () => {
    const violations = new Set<string>();
    document.addEventListener("securitypolicyviolation", (event) => violations.add(event.effectiveDirective));
    const script = document.createElement("script");
    const image = document.createElement("div");
    const attempts = [
      () => (script.textContent = "window.injected = true"),
      () => (image.innerHTML = "<img src=x onerror='window.injected = true'>"),
      () => (script.append("window.injected = true"), document.body.append(script)),
      () => fetch("https://localhost:9/"),
    ];
    const allowed: string[] = [];
    for (const attempt of attempts) {
      try {
        await attempt();
        allowed.push(String(attempt));
      } catch {
        // Refused by the policy, as it should be.
      }
    }
    await new Promise((done) => setTimeout(done, 200));
    return { allowed, violations: [...violations].sort(), injected: (window as any).injected };
  });
  expect(result.injected).toBeUndefined();
  // A script element may be appended, but its text does not run.
  expect(result.allowed).toHaveLength(1);
  expect(result.violations).toEqual(["connect-src", "require-trusted-types-for"]);
});

test("the page starts in a folder whose trailing slash a proxy removed", async ({ lab, page, baseURL, complaints }) => {
  complaints.expect(/Failed to load resource/, /Refused to|MIME type/);
  // The proxy serves the page at /lab and its files below /lab/ alone.
  await page.route(/.*/, async (route) => {
    const { pathname, search } = new URL(route.request().url());
    const below = /^\/lab(\/.*)?$/.exec(pathname);
    if (!below) return route.fulfill({ status: 404, body: "not below /lab" });
    await route.fulfill({ response: await route.fetch({ url: new URL(`.${below[1] ?? "/"}${search}`, baseURL).href }) });
  });
  await page.goto("/lab?events=20#here");
  await lab.isReady();
  await expect(page).toHaveURL(/\/lab\/\?events=20#here$/);
  await expect(lab.grid).toHaveAttribute("aria-rowcount", "21");
});
