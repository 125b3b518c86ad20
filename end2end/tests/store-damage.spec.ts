import type { Page } from "@playwright/test";
import { expect, Lab, test } from "./lab";
import { dialog, openDialog } from "./stores";

/** The entries of the journal in the local storage, first to last. */
const entries = (page: Page) =>
  page.evaluate(() => Object.keys(localStorage).filter((key) => /^event-sourcing-lab\/commit\//.test(key)).sort());

/** Ada has 30.00. The page is not told that the storage changes. */
async function withTwoEvents(lab: Lab, store: "browser" | "indexeddb") {
  await lab.open(`?store=${store}`);
  await lab.send("Create account", { Owner: "Ada" });
  await lab.deposit("30");
  await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
}

/** Changes the records of the events in the database, and returns once they are stored. */
const changeEvents = (page: Page, change: "delete the last" | "change 30.00 to 90.00") =>
  page.evaluate(async (change) => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await done(indexedDB.open("event-sourcing-lab"));
    const transaction = database.transaction("events", "readwrite");
    const events = transaction.objectStore("events");
    if (change === "delete the last") {
      await done(events.delete(2));
    } else {
      const record = await done(events.get(2));
      await done(events.put({ ...record, event: record.event.replace('"30.00 USD"', '"90.00 USD"') }));
    }
    await new Promise((completed) => (transaction.oncomplete = completed));
    database.close();
  }, change);

const damages = [
  {
    store: "browser",
    deleteLast: async (page: Page) => {
      // The last entry marks the message of the deposit as sent; it and the deposit go.
      const [, ...later] = await entries(page);
      await page.evaluate((keys) => keys.forEach((key) => localStorage.removeItem(key)), later);
    },
    changeAmount: async (page: Page) => {
      const [, deposit] = await entries(page);
      await page.evaluate((key) => localStorage.setItem(key, localStorage.getItem(key)!.replace('"30.00 USD"', '"90.00 USD"')), deposit);
    },
  },
  {
    store: "indexeddb",
    deleteLast: (page: Page) => changeEvents(page, "delete the last"),
    changeAmount: (page: Page) => changeEvents(page, "change 30.00 to 90.00"),
  },
] as const;

for (const { store, deleteLast, changeAmount } of damages) {
  test.describe(`a damaged log in ${store}`, () => {
    test("refuses the next command of an open tab if its last event was deleted", async ({ lab, page }) => {
      await withTwoEvents(lab, store);
      await deleteLast(page);
      await lab.send("Deposit", { Amount: "5" });
      await expect(lab.outcome).toHaveText(/^Failed/);
      const fault = dialog(page).getByRole("alert");
      await expect(fault).toContainText("is missing");
      await fault.getByRole("button", { name: "Repair" }).click();
      await expect(fault).toBeHidden();
      await page.getByRole("button", { name: "Close store" }).click();
      await lab.expectEvents(["AccountCreated"]);
      await lab.deposit("5");
      await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
      await expect(lab.balance).toHaveText("5.00 USD");
    });

    test("does not open if its last event was deleted", async ({ lab, page }) => {
      await withTwoEvents(lab, store);
      await deleteLast(page);
      await page.reload();
      await lab.isReady();
      await expect(dialog(page).getByRole("alert")).toContainText("is missing");
    });

    test("names the entry whose amount was changed, and is readable up to it", async ({ lab, page }) => {
      await withTwoEvents(lab, store);
      const about = await openDialog(page);
      await about.getByRole("button", { name: "Verify" }).click();
      await expect(about).toContainText("Verified: 2 events. Every entry matches the hash chain.");
      await changeAmount(page);
      await about.getByRole("button", { name: "Verify" }).click();
      const fault = about.getByRole("alert");
      await expect(fault).toContainText(/The entry \S*2 was changed after it was written/);

      await page.reload();
      await lab.isReady();
      await expect(fault).toContainText(/The entry \S*2 was changed after it was written/);
      await fault.getByRole("button", { name: "Open read-only" }).click();
      await expect(fault).toContainText("This log is open read-only");
      await expect(about).toContainText("1 event can be read and is shown.");
      await page.getByRole("button", { name: "Close store" }).click();
      await lab.expectEvents(["AccountCreated"]);
      await lab.send("Deposit", { Amount: "5" });
      await expect(lab.outcome).toHaveText(/^Failed/);
      await expect(lab.outcome).toContainText("read-only");
      await lab.expectEvents(["AccountCreated"]);
    });
  });
}

/** Turns the log into one that older code wrote, without hashes, whose withdrawal takes out more than the balance. */
const overdraw = (page: Page) =>
  page.evaluate(() => {
    for (const key of Object.keys(localStorage)) {
      if (key === "event-sourcing-lab/format") {
        localStorage.setItem(key, '{"format":1,"log":"8c1f4d20a97be365"}');
      } else if (key.startsWith("event-sourcing-lab/commit/")) {
        const fields = localStorage.getItem(key)!.split(/"after":"[0-9a-f]{16}",/)[1];
        localStorage.setItem(key, `{${fields.replace('"amount":"10.00 USD"', '"amount":"1000.00 USD"')}`);
      }
    }
  });

test.describe("a log that the rules can't fold", () => {
  test.beforeEach(async ({ lab, page }) => {
    await withTwoEvents(lab, "browser");
    await lab.send("Withdraw", { Amount: "10" });
    await lab.expectEvents(["AccountCreated", "MoneyDeposited", "MoneyWithdrawn"]);
    await overdraw(page);
    await page.reload();
    await lab.isReady();
    await expect(dialog(page).getByRole("alert")).toContainText("the rules can't fold its events");
  });

  test("offers its remedies, and no repair", async ({ page }) => {
    const offered = ["Export what is there", "Open read-only", "Begin a new log beside it", "Try again", "Use the store in memory"];
    await expect(dialog(page).getByRole("alert").getByRole("button")).toHaveText(offered);
  });

  test("can be read up to the event that can't be folded", async ({ lab, page }) => {
    await dialog(page).getByRole("button", { name: "Open read-only" }).click();
    await expect(dialog(page)).toContainText("2 events can be read and are shown.");
    await page.getByRole("button", { name: "Close store" }).click();
    await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
    await expect(lab.balance).toHaveText("30.00 USD");
    await expect(page.getByRole("banner").getByRole("button", { name: "About this store" })).toHaveAttribute("title", "Read-only");
  });

  test("stays unchanged beside a new log", async ({ lab, page }) => {
    const before = await page.evaluate(() => ({ ...localStorage }));
    await dialog(page).getByRole("button", { name: "Begin a new log beside it" }).click();
    await expect(dialog(page)).toBeHidden();
    await expect(lab.note).toHaveText("Log 2 is new and empty. Log 1 stays as it is.");
    await lab.button("Open an account for Ada").click();
    await lab.expectEvents(["AccountCreated"]);
    await page.reload();
    await lab.isReady();
    await lab.expectEvents(["AccountCreated"]);
    expect(await page.evaluate(() => ({ ...localStorage }))).toMatchObject(before);

    const about = await openDialog(page);
    await about.getByRole("combobox", { name: "Log" }).selectOption("Log 1");
    await expect(about.getByRole("alert")).toContainText("the rules can't fold its events");
    await page.goBack();
    await expect(about).toBeHidden();
    await lab.expectEvents(["AccountCreated"]);
  });
});

test.describe("a page that crashes", () => {
  const stop = (page: Page) =>
    page.evaluate(() => dispatchEvent(new CustomEvent("lab-failed", { detail: "a fault in the program" })));

  test("says that the events of a kept log are still stored", async ({ lab, page }) => {
    await withTwoEvents(lab, "browser");
    await stop(page);
    const alert = page.getByRole("alert");
    await expect(alert).toContainText("The events that were written are still in their store");
    await alert.getByRole("link", { name: "Open the lab in memory" }).click();
    await lab.isReady();
    await expect(page).toHaveURL(/\/$/);
    await lab.open("?store=browser");
    await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
  });

  test("says that a log in memory is gone", async ({ lab, page }) => {
    await lab.open();
    await stop(page);
    const alert = page.getByRole("alert");
    await expect(alert).toContainText("Its events were in memory only, and are gone.");
    await expect(alert.getByRole("link")).toHaveCount(0);
  });
});
