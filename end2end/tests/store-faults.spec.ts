import type { Page } from "@playwright/test";
import { expect, Lab, test } from "./lab";
import { closeDialog, dialog, openDialog } from "./stores";

const DATABASE = "event-sourcing-lab";

test.describe("a store that can't be used", () => {
  /** The one key under which the first commit is kept. */
  const firstCommit = (page: Page) =>
    page.evaluate(() => Object.keys(localStorage).filter((key) => /commit/.test(key)).sort()[0]);

  async function withTwoEvents(lab: Lab) {
    await lab.open("?store=browser");
    await lab.send("Create account", { Owner: "Ada" });
    await lab.deposit("30");
    await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
  }

  test("since an entry is damaged is repaired, and nothing is thrown away", async ({ lab, page }) => {
    await withTwoEvents(lab);
    const damaged = await page.evaluate(() => {
      const keys = Object.keys(localStorage).filter((key) => /commit/.test(key)).sort();
      localStorage.setItem(keys[1], "{ damaged");
      return keys[1];
    });
    await page.reload();
    await lab.isReady();
    const fault = dialog(page).getByRole("alert");
    await expect(fault).toContainText(damaged);
    await expect(fault).toContainText("can't be read");
    // Until it is repaired nothing is written.
    await closeDialog(page);
    await lab.send("Create account", { Owner: "Grace" });
    await expect(lab.outcome).toHaveText(/^Failed/);
    expect(await page.evaluate((key) => localStorage.getItem(key), damaged)).toBe("{ damaged");

    await openDialog(page);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      fault.getByRole("button", { name: "Export what is there" }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.json$/);
    await fault.getByRole("button", { name: "Repair" }).click();
    await expect(lab.note).toContainText("Set 1 record");
    await closeDialog(page);
    await lab.expectEvents(["AccountCreated"]);
    const kept = await page.evaluate(() => Object.values({ ...localStorage }));
    expect(kept, "what could not be read is set aside").toContain("{ damaged");
    await lab.deposit("5");
    await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
  });

  test("since newer code wrote it is left as it is", async ({ lab, page }) => {
    await withTwoEvents(lab);
    const key = await firstCommit(page);
    const format = key.replace(/commit.*/, "format");
    await page.evaluate((format) => localStorage.setItem(format, localStorage.getItem(format)!.replace(/\d+/, "99")), format);
    const before = await page.evaluate(() => ({ ...localStorage }));
    await page.reload();
    await lab.isReady();
    await expect(dialog(page).getByRole("alert")).toContainText("newer than this code");
    expect(await page.evaluate(() => ({ ...localStorage }))).toEqual(before);
    await dialog(page).getByRole("button", { name: "Use the store in memory" }).click();
    await expect(dialog(page)).toBeHidden();
    await lab.button("Open an account for Ada").click();
    await lab.expectEvents(["AccountCreated"]);
    expect(await page.evaluate(() => ({ ...localStorage }))).toEqual(before);
  });

  test("since it is full says so, and takes commands again when there is room", async ({ lab, page }) => {
    await withTwoEvents(lab);
    await page.evaluate(() => {
      let piece = "x".repeat(1 << 20);
      for (let n = 0; piece; ) {
        try {
          localStorage.setItem(`filler ${n}`, piece);
          n++;
        } catch {
          piece = piece.slice(0, piece.length >> 1);
        }
      }
    });
    await lab.send("Deposit", { Amount: "5" });
    await expect(lab.outcome).toHaveText(/^Failed/);
    await expect(lab.outcome).toContainText("full");
    await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
    await page.evaluate(() => {
      for (const key of Object.keys(localStorage)) if (key.startsWith("filler")) localStorage.removeItem(key);
    });
    await lab.deposit("5");
    await lab.expectEvents(["AccountCreated", "MoneyDeposited", "MoneyDeposited"]);
  });

  test.describe("in IndexedDB", () => {
    test.beforeEach(async ({ lab }) => {
      await lab.open("?store=indexeddb");
      await lab.send("Create account", { Owner: "Ada" });
      await lab.deposit("30");
      await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
    });

    test("since an event is damaged is repaired, and nothing is thrown away", async ({ lab, page }) => {
      await page.evaluate(async (name) => {
        const done = <T>(request: IDBRequest<T>) =>
          new Promise<T>((resolve, reject) => {
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
          });
        const database = await done(indexedDB.open(name));
        const events = database.transaction("events", "readwrite").objectStore("events");
        await done(events.put({ ...(await done(events.get(2))), event: "{ damaged" }));
        database.close();
      }, DATABASE);
      await page.reload();
      await lab.isReady();
      const fault = dialog(page).getByRole("alert");
      await expect(fault).toContainText("events/2 can't be read");
      await fault.getByRole("button", { name: "Repair" }).click();
      await expect(lab.note).toContainText("aside");
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        dialog(page).getByRole("button", { name: "Export" }).click(),
      ]);
      const chunks = [];
      for await (const chunk of await download.createReadStream()) chunks.push(chunk);
      expect(Buffer.concat(chunks).toString("utf8"), "what could not be read is set aside").toContain("{ damaged");
      await closeDialog(page);
      await lab.expectEvents(["AccountCreated"]);
      await lab.deposit("5");
      await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
    });

    test("since newer code wrote it is left as it is", async ({ lab, page }) => {
      await page.goto("about:blank");
      await lab.open();
      const raise = (version: number) => page.evaluate(
        ([name, version]) =>
          new Promise<number>((resolve, reject) => {
            const request = indexedDB.open(name as string, version as number);
            request.onsuccess = () => (request.result.close(), resolve(request.result.version));
            request.onerror = () => reject(request.error);
          }),
        [DATABASE, version] as const,
      );
      await raise(99);
      await lab.open("?store=indexeddb");
      await expect(dialog(page).getByRole("alert")).toContainText("format 99, which is newer than this code");
      await dialog(page).getByRole("button", { name: "Use the store in memory" }).click();
      await lab.button("Open an account for Ada").click();
      await lab.expectEvents(["AccountCreated"]);
      expect(await raise(99), "the database is what it was").toBe(99);
    });
  });

  test("in IndexedDB since the disk is full says so, and takes commands when there is room", async ({ lab, page, baseURL }) => {
    const origin = new URL(baseURL!).origin;
    const cdp = await page.context().newCDPSession(page);
    // The browser looks for room once and remembers it for a while, so there must be none from the beginning.
    await cdp.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 1 });
    await lab.open("?store=indexeddb");
    await lab.send("Create account", { Owner: "Ada" });
    await expect(lab.outcome).toHaveText(/^Failed/);
    await expect(lab.outcome).toContainText("full");
    await expect(lab.rows).toHaveCount(0);
    await cdp.send("Storage.overrideQuotaForOrigin", { origin });
    await lab.send("Create account", { Owner: "Ada" });
    await lab.expectEvents(["AccountCreated"]);
  });

  for (const [id, what] of [
    ["browser", "localStorage"],
    ["tab", "sessionStorage"],
    ["indexeddb", "indexedDB"],
  ]) {
    test(`since the browser blocks ${what} says so, and the lab goes on in memory`, async ({ lab, page }) => {
      await page.addInitScript((what) => {
        Object.defineProperty(window, what, {
          get() {
            throw new DOMException("The operation is insecure.", "SecurityError");
          },
        });
      }, what);
      await lab.open(`?store=${id}`);
      await expect(dialog(page).getByRole("alert")).toContainText("does not let this page store anything");
      await dialog(page).getByRole("button", { name: "Use the store in memory" }).click();
      await lab.button("Open an account for Ada").click();
      await lab.expectEvents(["AccountCreated"]);
    });
  }
});
