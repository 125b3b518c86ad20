// A page of the bench in a real Chromium, served from this machine.
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { chromium } from "playwright-core";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

/** Serves a folder. With these headers a page is isolated, and its clock counts in steps of 5 microseconds instead of 100. */
export function serve(folder) {
  const server = createServer((request, response) => {
    const file = join(folder, normalize(new URL(request.url, "http://localhost").pathname));
    const found = existsSync(file) && TYPES[extname(file)];
    response.writeHead(found ? 200 : 404, {
      "Content-Type": TYPES[extname(file)] ?? "text/plain",
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
    });
    if (found) createReadStream(file).pipe(response);
    else response.end();
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

/** The Chromium that the end-to-end tests use. */
export function launch() {
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
    args: [
      ...(isRoot ? ["--no-sandbox"] : []),
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  });
}

/** Runs one work in a page of its own, which is closed after it: no work leaves anything behind for the next. */
export async function measured(browser, server, work) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    page.on("console", (message) => console.log(`      ${message.text()}`));
    const crashed = new Promise((_, reject) => page.on("crash", () => reject(new Error("the page ran out of memory"))));
    await page.goto(`http://127.0.0.1:${server.address().port}/index.html`);
    await page.waitForFunction(() => globalThis.measure);
    return await Promise.race([page.evaluate((work) => globalThis.measure(work), work), crashed]);
  } finally {
    // What went wrong before is what counts.
    await context.close().catch(() => {});
  }
}
