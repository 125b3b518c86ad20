import type { Page } from "@playwright/test";
import { expect, Lab, test } from "./lab";
import { choose, closeDialog, dialog, fillTheStorage, holdTheLock, openDialog } from "./stores";

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

  test("because an entry is damaged is repaired, and nothing is lost", async ({ lab, page }) => {
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
    // The damaged one, and the one after it, which marks the message of its event as sent.
    await expect(lab.note).toContainText("Set 2 records");
    await closeDialog(page);
    await lab.expectEvents(["AccountCreated"]);
    const kept = await page.evaluate(() => Object.values({ ...localStorage }));
    expect(kept, "what could not be read is set aside").toContain("{ damaged");
    await lab.deposit("5");
    await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
  });

  test("because newer code wrote it is left unchanged", async ({ lab, page }) => {
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

  test("because it is full says so, and accepts commands again once there is room", async ({ lab, page }) => {
    await withTwoEvents(lab);
    await fillTheStorage(page);
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

  test("because it is full ends stepping, and never reports the command as written", async ({ lab, page }) => {
    await withTwoEvents(lab);
    await fillTheStorage(page);
    await page.getByRole("switch", { name: "Step through" }).check();
    await lab.send("Deposit", { Amount: "5" });
    for (let stop = 0; stop < 3; stop++) await lab.button("Next step").click();
    await expect(lab.outcome).toHaveText(/^Failed/);
    await expect(lab.flow).not.toContainText("wrote v3");
    await expect(lab.button("Next step")).toHaveAttribute("aria-disabled", "true");
    await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
  });

  test("because it became full during a fork says where the fork ends, and sends nothing to it", async ({ lab, page }) => {
    await lab.open("?events=300");
    const about = await openDialog(page);
    await about.getByRole("button", { name: "Copy to This browser" }).click();
    await expect(lab.note).toContainText("it has 300 events");
    await closeDialog(page);
    await choose(page, "This browser");
    await expect(lab.grid).toHaveAttribute("aria-rowcount", "301");
    // Room for the first commit of the fork, and not for the second.
    await page.evaluate(() => localStorage.setItem("filler room", "x".repeat(50_000)));
    await fillTheStorage(page);
    await page.evaluate(() => localStorage.removeItem("filler room"));
    await lab.select(299);
    await lab.send("Deposit", { Amount: "5" });
    await page.getByRole("dialog", { name: /^You are in the past/ }).getByRole("button", { name: "Fork here" }).click();
    await expect(lab.note).toContainText("ACCOUNT-1002 was forked at v90 instead of v299, and the command was not sent.");
    await expect(lab.note).toContainText("full");
    await expect(lab.grid).toHaveAttribute("aria-rowcount", "91");
    await expect(lab.accounts.getByRole("tab", { name: /fork of ACCOUNT-1001 at v90/ })).toBeVisible();
  });

  test("because it is slow does not affect the next command once the account is created", async ({ lab, page }) => {
    await lab.open("?store=browser");
    const letGo = await holdTheLock(page);
    await lab.send("Create account", { Owner: "Ada" });
    await expect(lab.outcome).toContainText("Waiting for the store");
    await lab.fill("Deposit", { Amount: "30" });
    await letGo();
    await lab.expectEvents(["AccountCreated"]);
    await expect(lab.field("Amount")).toHaveValue("30");
    await lab.submit("Deposit").click();
    await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
    await expect(lab.balance).toHaveText("30.00 USD");
  });

  test("because it is still writing a command lets no step write another", async ({ lab, page }) => {
    await withTwoEvents(lab);
    const letGo = await holdTheLock(page);
    await lab.send("Deposit", { Amount: "5" });
    await expect(lab.outcome).toContainText("Waiting for the store");
    await page.getByRole("switch", { name: "Step through" }).check();
    await lab.send("Deposit", { Amount: "5" });
    for (let stop = 0; stop < 2; stop++) await lab.button("Next step").click();
    await expect(lab.button("Next step")).toHaveAttribute("aria-disabled", "true");
    await letGo();
    await lab.expectEvents(["AccountCreated", "MoneyDeposited", "MoneyDeposited"]);
    await expect(lab.stop("Append")).toContainText("will expect v3");
    for (let stop = 0; stop < 2; stop++) await lab.button("Next step").click();
    await expect(lab.stop("Append")).toContainText("wrote v4");
  });

  test("because it has not answered yet holds stepping before Append", async ({ lab, page }) => {
    await withTwoEvents(lab);
    const letGo = await holdTheLock(page);
    await page.getByRole("switch", { name: "Step through" }).check();
    await lab.send("Deposit", { Amount: "5" });
    for (let stop = 0; stop < 3; stop++) await lab.button("Next step").click();
    await expect(lab.outcome).toContainText("Waiting for the store");
    await expect(lab.button("Next step")).toHaveAttribute("aria-disabled", "true");
    await expect(lab.stop("Append")).toContainText("will expect v2");
    await letGo();
    await expect(lab.stop("Append")).toContainText("wrote v3");
    await expect(lab.outcome).toContainText("Paused at Append");
  });

  test("shows the failure in a visible sentence, and the details on request", async ({ lab, page }) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await lab.open("?store=browser");
    await lab.button("load an example with six events").click();
    await expect(lab.row(6)).toBeVisible();
    await fillTheStorage(page);
    await lab.send("Deposit", { Amount: "5" });
    await expect(lab.outcome).toHaveText(
      "FailedWhat to doNothing was recorded. The browser's storage for this page is full.",
    );
    const more = lab.outcome.getByRole("button", { name: "What to do" });
    await expect(more).toBeInViewport({ ratio: 1 });
    const isCutOff = await lab.outcome.evaluate((outcome) => {
      const panel = outcome.closest(".scroll")!;
      return outcome.getBoundingClientRect().bottom > panel.getBoundingClientRect().bottom;
    });
    expect(isCutOff, "the outcome ends below what is seen of its panel").toBe(false);
    await more.click();
    await expect(dialog(page)).toContainText("The last command was not written");
    await expect(dialog(page)).toContainText("Save an export, then delete logs");
  });

  test("shows its badge on one line, and on a phone as an icon in the bar", async ({ lab, page }) => {
    await page.addInitScript(() => {
      Object.defineProperty(window, "localStorage", {
        get() {
          throw new DOMException("No.", "SecurityError");
        },
      });
    });
    await page.setViewportSize({ width: 1440, height: 900 });
    await lab.open("?store=browser");
    await expect(dialog(page)).toBeVisible();
    await closeDialog(page);
    const sign = page.getByRole("banner").getByRole("button", { name: "About this store" });
    await expect(sign).toHaveAttribute("title", "Can\u2019t be used");
    const [box, icon, words] = await Promise.all([
      sign.boundingBox(),
      sign.locator("svg").boundingBox(),
      sign.getByText("Can\u2019t be used").boundingBox(),
    ]);
    const middle = (of: typeof box) => of!.y + of!.height / 2;
    expect(words!.height, "the words stand on one line").toBeLessThan(30);
    expect(Math.abs(middle(icon) - middle(words))).toBeLessThan(2);
    expect(Math.abs(middle(icon) - middle(box))).toBeLessThan(2);
    expect(icon!.x + icon!.width).toBeLessThanOrEqual(words!.x);

    await page.setViewportSize({ width: 390, height: 844 });
    const bar = (await page.getByRole("banner").boundingBox())!;
    for (const menu of ["closed", "open"]) {
      const onPhone = (await sign.boundingBox())!;
      expect(onPhone.width, `a target with the menu ${menu}`).toBeGreaterThanOrEqual(44);
      expect(onPhone.x + onPhone.width).toBeLessThanOrEqual(390);
      if (menu === "closed") expect(onPhone.y + onPhone.height).toBeLessThanOrEqual(bar.y + bar.height);
      expect(await sign.evaluate((sign) => getComputedStyle(sign).color)).toMatch(/171, 40, 29/);
      if (menu === "closed") await page.getByRole("button", { name: "Menu" }).click();
    }
    await page.getByRole("button", { name: "Menu" }).click();
    await sign.click();
    await expect(dialog(page)).toBeVisible();
  });

  test("offers the suggested remedy first, and one export", async ({ lab, page }) => {
    await withTwoEvents(lab);
    await page.evaluate(() => {
      const keys = Object.keys(localStorage).filter((key) => /commit/.test(key)).sort();
      localStorage.setItem(keys[1], "{ damaged");
    });
    await page.reload();
    await lab.isReady();
    const fault = dialog(page).getByRole("alert");
    await expect(fault).toContainText(/can't be read\. Nothing was changed\. Save an export, then repair.* In detail: /);
    await expect(dialog(page).getByRole("button", { name: /export/i })).toHaveCount(1);
    const ways = [
      "Export what is there",
      "Repair",
      "Open read-only",
      "Begin a new log beside it",
      "Try again",
      "Use the store in memory",
    ];
    await expect(fault.getByRole("button")).toHaveText(ways);
    await expect(fault.locator(".btn--fill")).toHaveText("Export what is there");

    await page.keyboard.press("Tab");
    await fault.getByRole("button", { name: "Repair" }).focus();
    await page.keyboard.press("Enter");
    await expect(lab.note).toContainText("Set 2 records aside");
    await expect(dialog(page).getByRole("button", { name: "Close store" })).toBeFocused();
    await expect(dialog(page)).toContainText(/1 event in 1 account, and 2 records that were set aside\. They take \d+\.\d\d KB/);
    await dialog(page).getByRole("button", { name: "Delete everything" }).click();
    const question = page.getByRole("alertdialog", { name: "Delete everything?" });
    await expect(question).toContainText("Delete the one event and the 2 records that were set aside for good, in all tabs?");
    await page.keyboard.press("Escape");
    await expect(question).toBeHidden();
    await expect(dialog(page)).toBeVisible();
    await expect(dialog(page).getByRole("button", { name: "Delete everything" })).toBeFocused();
  });

  test("because it was deleted elsewhere names the button that opens it again", async ({ lab, page }) => {
    await withTwoEvents(lab);
    await page.evaluate(() => {
      for (const key of Object.keys(localStorage)) if (/commit|format/.test(key)) localStorage.removeItem(key);
    });
    await lab.send("Deposit", { Amount: "5" });
    const fault = dialog(page).getByRole("alert");
    await expect(fault).toContainText("Try again to open what is there now.");
    await expect(fault.locator(".btn--fill")).toHaveText("Try again");
    await expect(lab.outcome).toContainText("Nothing was recorded.");
    await expect(lab.note, "the command failed, so it waits for nothing").toBeHidden();
    await fault.getByRole("button", { name: "Reload the page" }).click();
    await lab.isReady();
    await expect(lab.rows).toHaveCount(0);
    await expect(dialog(page)).toBeHidden();
  });

  test.describe("while another tab holds its lock", () => {
    test("says that commands wait, and reports each one's outcome if the store is closed", async ({ lab, page }) => {
      await lab.open("?store=browser");
      await lab.send("Create account", { Owner: "Ada" });
      await lab.deposit("10");
      const release = await holdTheLock(page);
      await lab.send("Deposit", { Amount: "11" });
      await expect(lab.outcome).toHaveText("Waiting for the store\u2026Not written yet: Deposit 11.00.");
      await lab.send("Deposit", { Amount: "12" });
      await expect(lab.outcome).toContainText("Not written yet: Deposit 11.00, Deposit 12.00.");
      await choose(page, "In memory");
      await expect(lab.note).toHaveText("Deposit 11.00 is still waiting for This browser. Not written: Deposit 12.00.");
      await expect(lab.outcome).toBeEmpty();
      // What is left behind holds up no other store.
      await choose(page, "This tab");
      await lab.send("Create account", { Owner: "Grace" });
      await lab.expectEvents(["AccountCreated"]);
      await release();
      await expect(lab.note).toHaveText("This browser wrote Deposit 11.00 after you left it.");
      await choose(page, "This browser");
      await expect(lab.balance).toHaveText(/^21\.00/);
    });

    test("says that a command waits, and its outcome once the lock is free", async ({ lab, page }) => {
      await lab.open("?store=browser");
      await lab.send("Create account", { Owner: "Ada" });
      await lab.deposit("10");
      const release = await holdTheLock(page);
      await lab.send("Deposit", { Amount: "11" });
      await expect(lab.outcome).toContainText("Waiting for the store");
      await release();
      await expect(lab.outcome).toHaveText(/^Accepted/);
      await expect(lab.balance).toHaveText(/^21\.00/);
    });

    test("shows that it is being deleted, and accepts no command meanwhile", async ({ lab, page }) => {
      await withTwoEvents(lab);
      const release = await holdTheLock(page);
      await openDialog(page);
      await dialog(page).getByRole("button", { name: "Delete everything" }).click();
      await page.getByRole("button", { name: "Delete for good" }).click();
      await expect(lab.log).toContainText("Deleting everything\u2026");
      const submit = lab.commands.getByRole("button", { name: /^Create account/ });
      await expect(submit).toHaveAttribute("aria-disabled", "true");
      await lab.field("Owner").press("Enter");
      await expect(lab.outcome).toBeEmpty();
      await release();
      await expect(lab.note).toContainText("deleted");
      await expect(lab.log).toContainText("Nothing has happened yet.");
      await expect(submit).not.toHaveAttribute("aria-disabled");
    });
  });

  test.describe("in IndexedDB", () => {
    test.beforeEach(async ({ lab }) => {
      await lab.open("?store=indexeddb");
      await lab.send("Create account", { Owner: "Ada" });
      await lab.deposit("30");
      await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
    });

    test("because an event is damaged is repaired, and nothing is lost", async ({ lab, page }) => {
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
      await expect(fault).toContainText("events/2 was changed after it was written");
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

    test("because newer code wrote it is left unchanged", async ({ lab, page }) => {
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

  test.describe("because the disk is full", () => {
    // The browser looks for room once and remembers it for a while. An option of its own makes it a browser context that has not looked yet.
    test.use({ serviceWorkers: "block" });

    test("in IndexedDB says so, and accepts commands once there is room", async ({ lab, page, baseURL }) => {
      const origin = new URL(baseURL!).origin;
      const cdp = await page.context().newCDPSession(page);
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
  });

  for (const [id, what] of [
    ["browser", "localStorage"],
    ["tab", "sessionStorage"],
    ["indexeddb", "indexedDB"],
  ]) {
    test(`because the browser blocks ${what} says so, and the lab continues in memory`, async ({ lab, page }) => {
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
