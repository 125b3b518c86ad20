import { expect, Lab, SIX_EVENTS, test } from "./lab";
import { choose, chooser, closeDialog, dialog, KEPT, openDialog, secondTab } from "./stores";

test("memory is the default store, and a reload starts with an empty log", async ({ lab, page }) => {
  await lab.openWithAccount();
  await expect(chooser(page).getByRole("option")).toHaveText(["In memory", "This tab", "This browser", "IndexedDB"]);
  await expect(chooser(page).locator("option:checked")).toHaveText("In memory");
  await page.reload();
  await lab.isReady();
  await expect(lab.rows).toHaveCount(0);
});

for (const { store, id, isShared } of KEPT) {
  test.describe(`the store ${store}`, () => {
    test.beforeEach(async ({ lab, page }) => {
      await lab.open();
      await choose(page, store);
    });

    test("keeps its events when the page is reloaded", async ({ lab, page }) => {
      await lab.send("Create account", { Owner: "Ada", "Opening deposit": "70" });
      await expect(lab.outcome).toHaveText(/^Accepted/);
      await lab.send("Withdraw", { Amount: "500" });
      await expect(lab.outcome).toHaveText(/^Rejected/);
      await expect(page).toHaveURL(new RegExp(`[?&]store=${id}$`));
      const written = ["AccountCreated", "MoneyDeposited", "WithdrawalRejected"];
      await lab.expectEvents(written);
      const item = await lab.storedItem();

      await page.reload();
      await lab.isReady();
      await lab.expectEvents(written);
      await expect(lab.balance).toHaveText(/70\.00/);
      expect(await lab.storedItem(), "ids and times are what they were").toEqual(item);
      await lab.deposit("5");
      await expect(lab.balance).toHaveText(/75\.00/);
    });

    test("can't be rewound, says so, and leaves the log in memory unchanged", async ({ lab, page }) => {
      await choose(page, "In memory");
      await lab.button("Open an account for Ada").click();
      await lab.deposit("7");
      await choose(page, store);
      await expect(lab.rows).toHaveCount(0);
      await lab.send("Create account", { Owner: "Grace" });
      await lab.expectEvents(["AccountCreated"]);
      await expect(lab.button("Undo")).toHaveAttribute("aria-disabled", "true");
      for (const name of ["Undo", "Redo", "Reset lab"]) {
        await expect(lab.button(name)).toHaveAccessibleDescription(/only in memory. This store keeps what is written/);
      }
      await choose(page, "In memory");
      await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
      await expect(page).not.toHaveURL(/store=/);
      await expect(lab.button("Undo")).toHaveAttribute("title", "Undo");
      await lab.button("Undo").click();
      await lab.expectEvents(["AccountCreated"]);
    });

    test("starts with six events on request, shows its contents, and deletes everything after a confirmation", async ({ lab, page }) => {
      await lab.button("load an example with six events").click();
      await lab.expectEvents(SIX_EVENTS);
      await expect(lab.note).toContainText("Loaded six events of Ada and one of Grace.");
      await expect(lab.commands, "the next command is filled in").toContainText("v7");
      await expect(lab.submit("Deposit")).toBeVisible();
      const about = await openDialog(page);
      await expect(about).toContainText("7 events in 2 accounts.");
      await expect(about).toContainText(/\d+\.\d\d KB/);

      await about.getByRole("button", { name: "Delete everything" }).click();
      const question = page.getByRole("alertdialog", { name: "Delete everything?" });
      await expect(question).toContainText("7 events");
      await question.getByRole("button", { name: "Keep them" }).click();
      await expect(question).toBeHidden();
      await closeDialog(page);
      await lab.expectEvents(SIX_EVENTS);

      await openDialog(page);
      await about.getByRole("button", { name: "Delete everything" }).click();
      await question.getByRole("button", { name: "Delete for good" }).click();
      await expect(lab.rows).toHaveCount(0);
      await expect(lab.note).toContainText("deleted");
      await page.reload();
      await lab.isReady();
      await expect(lab.rows).toHaveCount(0);
      await lab.send("Create account", { Owner: "Grace" });
      await lab.expectEvents(["AccountCreated"]);
    });

    test("exports every event as JSON", async ({ lab, page }) => {
      await lab.send("Create account", { Owner: "Ada </script> 🦀" });
      await lab.expectEvents(["AccountCreated"]);
      const about = await openDialog(page);
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        about.getByRole("button", { name: "Export" }).click(),
      ]);
      expect(download.suggestedFilename()).toMatch(/\.json$/);
      const chunks = [];
      for await (const chunk of await download.createReadStream()) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString("utf8");
      expect(JSON.stringify(JSON.parse(text))).toContain("AccountCreated");
    });

    if (isShared) {
      test("shows in one tab what another writes, as it is written", async ({ lab, page, context }) => {
        await lab.send("Create account", { Owner: "Ada" });
        await lab.expectEvents(["AccountCreated"]);
        const other = await secondTab(page);
        await other.expectEvents(["AccountCreated"]);
        await other.deposit("30");
        await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
        await expect(lab.balance).toHaveText(/30\.00/);
        await expect(lab.announcements).toContainText("Another tab has written MoneyDeposited");
        await lab.deposit("12");
        await expect(other.balance).toHaveText(/42\.00/);
        await test.step("once it is no longer suspended", async () => {
          const cdp = await context.newCDPSession(other.page);
          await cdp.send("Page.setWebLifecycleState", { state: "frozen" });
          for (const amount of ["1", "2", "3"]) await lab.deposit(amount);
          await cdp.send("Page.setWebLifecycleState", { state: "active" });
          await expect(other.balance).toHaveText(/48\.00/);
          await other.deposit("4");
          await expect(lab.balance).toHaveText(/52\.00/);
        });
        // An account that another tab opens is there as well.
        await other.button("New account").click();
        await other.send("Create account", { Owner: "Grace" });
        await expect(lab.accounts.getByRole("tab")).toHaveCount(2);
      });

      test("shows in one tab what another writes without BroadcastChannel", async ({ page, context }) => {
        await context.addInitScript(() => Reflect.deleteProperty(window, "BroadcastChannel"));
        const [lab, other] = [await secondTab(page), await secondTab(page)];
        await lab.send("Create account", { Owner: "Ada" });
        await other.expectEvents(["AccountCreated"]);
        await other.deposit("30");
        await expect(lab.balance).toHaveText(/30\.00/);
      });

      test("loses nothing when two tabs write at once, even faster than it writes", async ({ lab, page }) => {
        test.slow();
        await lab.send("Create account", { Owner: "Ada" });
        await lab.expectEvents(["AccountCreated"]);
        const other = await secondTab(page);
        await other.expectEvents(["AccountCreated"]);
        const both = [lab, other];
        for (const tab of both) await tab.fill("Deposit", { Amount: "1" });
        /** The header, the account, and the deposits of both. */
        const expectDeposits = async (count: number) => {
          for (const tab of both) {
            await expect(tab.grid).toHaveAttribute("aria-rowcount", String(count + 2), { timeout: 20_000 });
            await expect(tab.balance).toHaveText(`${count}.00 USD`);
            await expect(tab.outcome).toHaveText(/^Accepted/);
          }
        };
        await test.step("each waits for the outcome", async () => {
          const pay = async (tab: Lab) => {
            for (let n = 0; n < 10; n++) {
              await tab.submit("Deposit").click();
              await expect(tab.outcome).toHaveText(/^Accepted/);
            }
          };
          await Promise.all(both.map(pay));
          await expectDeposits(20);
        });
        await test.step("no tab waits, so nearly every commit meets one of the other tab", async () => {
          const pay = async (tab: Lab) => {
            const submit = await tab.submit("Deposit").elementHandle();
            await tab.page.evaluate(async (button) => {
              for (let n = 0; n < 12; n++) {
                (button as HTMLButtonElement).click();
                await new Promise((later) => setTimeout(later, 5));
              }
            }, submit);
          };
          await Promise.all(both.map(pay));
          await expectDeposits(44);
        });
      });

      test("asks about the current contents, even if another tab writes meanwhile", async ({ lab, page }) => {
        await lab.send("Create account", { Owner: "Ada" });
        await lab.expectEvents(["AccountCreated"]);
        const other = await secondTab(page);
        await other.expectEvents(["AccountCreated"]);
        const about = await openDialog(page);
        await expect(about).toContainText(/1 event in 1 account\. .*[KM]B/);
        await about.getByRole("button", { name: "Delete everything" }).click();
        const question = page.getByRole("alertdialog", { name: "Delete everything?" });
        await expect(question).toContainText("Delete the one event for good, in all tabs?");
        const size = async () => (await about.getByText(/in 1 account\./).textContent())!.match(/[\d.]+ [KM]B/)![0];
        const before = await size();
        for (const amount of ["1", "2", "3"]) await other.deposit(amount);
        await expect(question).toContainText("Delete all 4 events for good, in all tabs?");
        await expect(about).toContainText("4 events in 1 account");
        // The browser rounds what it counts for IndexedDB.
        if (id === "browser") await expect.poll(size, "the size follows").not.toBe(before);
      });

      test("that is emptied in one tab is empty in the other", async ({ lab, page }) => {
        await lab.send("Create account", { Owner: "Ada" });
        await lab.expectEvents(["AccountCreated"]);
        const other = await secondTab(page);
        await other.expectEvents(["AccountCreated"]);
        const about = await openDialog(page);
        await about.getByRole("button", { name: "Delete everything" }).click();
        await page.getByRole("button", { name: "Delete for good" }).click();
        await expect(lab.rows).toHaveCount(0);
        // The other tab has another log before it than the one that is there: it says so, and opens the new one when asked.
        await expect(dialog(other.page)).toContainText(/deleted/);
        await dialog(other.page).getByRole("button", { name: "Try again" }).click();
        await expect(other.rows).toHaveCount(0);
      });
    }
  });
}

test("each tab has its own session store", async ({ lab, page }) => {
  await lab.open("?store=tab");
  await lab.send("Create account", { Owner: "Ada" });
  await lab.expectEvents(["AccountCreated"]);
  const other = await secondTab(page);
  await expect(other.rows).toHaveCount(0);
});

test.describe("copying a log", () => {
  test("copies every event once", async ({ lab, page }) => {
    await lab.openWithSixEvents();
    const item = await lab.storedItem();
    for (const store of ["IndexedDB", "This browser", "This tab"]) {
      for (const time of ["first", "second"]) {
        const about = await openDialog(page);
        await about.getByRole("button", { name: `Copy to ${store}` }).click();
        await expect(lab.note, `${time} copy to ${store}`).toContainText(`Copied the log to ${store}: it has 7 events.`);
        await closeDialog(page);
      }
      await choose(page, store);
      await lab.expectEvents(SIX_EVENTS);
      expect(await lab.storedItem(), "ids and times are what they were").toEqual(item);
      await choose(page, "In memory");
      await lab.expectEvents(SIX_EVENTS);
    }
  });

  test("leaves a store with another log unchanged", async ({ lab, page }) => {
    await lab.open("?store=indexeddb");
    await lab.send("Create account", { Owner: "Grace" });
    await lab.expectEvents(["AccountCreated"]);
    await choose(page, "In memory");
    await lab.button("load an example with six events").click();
    await lab.expectEvents(SIX_EVENTS);
    const about = await openDialog(page);
    await about.getByRole("button", { name: "Copy to IndexedDB" }).click();
    await expect(lab.note).toContainText("Not copied: IndexedDB already holds other events (1).");
    const result = about.getByText("Not copied");
    await expect(result).toContainText("first choose that store and delete everything in it");
    await closeDialog(page);
    await choose(page, "IndexedDB");
    await lab.expectEvents(["AccountCreated"]);
    await openDialog(page);
    await expect(result, "it was said of another store").toHaveCount(0);
  });

  test("to a blocked store says why, and counts nothing", async ({ lab, page }) => {
    await page.addInitScript(() => {
      Object.defineProperty(window, "localStorage", {
        get() {
          throw new DOMException("No.", "SecurityError");
        },
      });
    });
    await lab.openWithSixEvents();
    const about = await openDialog(page);
    await about.getByRole("button", { name: "Copy to This browser" }).click();
    await expect(lab.note).toHaveText(/^Not copied: The browser does not let this page store anything/);
    await expect(lab.note).not.toContainText("0 of 0");
  });

  test("to a store that becomes full reports the copied events and keeps them", async ({ lab, page }) => {
    test.slow();
    await lab.open("?events=20000");
    const about = await openDialog(page);
    await about.getByRole("button", { name: "Copy to This tab" }).click();
    const result = about.getByRole("status").filter({ hasText: "This tab has" });
    await expect(result).toContainText(/This tab has \d+ of 20000 events\. .* full/, { timeout: 60_000 });
    const copied = Number((await result.textContent())!.match(/has (\d+) of/)![1]);
    expect(copied).toBeGreaterThan(1_000);
    await closeDialog(page);
    await choose(page, "This tab");
    await expect(lab.grid).toHaveAttribute("aria-rowcount", String(copied + 1), { timeout: 20_000 });
  });

  test("shows its progress, can be stopped, and resumes where it stopped", async ({ lab, page }) => {
    test.slow();
    await lab.open("?events=20000");
    const about = await openDialog(page);
    await about.getByRole("button", { name: "Copy to IndexedDB" }).click();
    const progress = about.getByRole("progressbar", { name: "Copying" });
    await expect(progress).toHaveAttribute("max", "20000");
    await expect.poll(async () => Number(await progress.getAttribute("value"))).toBeGreaterThan(0);
    await about.getByRole("button", { name: "Stop", exact: true }).click();
    await expect(lab.note).toContainText("Stopped.");
    await expect(progress).toBeHidden();
    await expect(about.getByRole("button", { name: "Copy to IndexedDB" })).toBeFocused();
    await about.getByRole("button", { name: "Copy to IndexedDB" }).click();
    await expect(lab.note).toContainText("it has 20000 events", { timeout: 40_000 });
    await closeDialog(page);
    await choose(page, "IndexedDB");
    await expect(lab.grid).toHaveAttribute("aria-rowcount", "20001", { timeout: 20_000 });
  });
});

test("a command that is stepped through fails at Append when another tab writes first, and is decided again on request", async ({ lab, page }) => {
  await lab.open("?store=indexeddb");
  await lab.send("Create account", { Owner: "Ada" });
  await lab.expectEvents(["AccountCreated"]);
  const other = await secondTab(page);
  await other.expectEvents(["AccountCreated"]);
  await page.getByRole("switch", { name: "Step through" }).check();
  await lab.send("Deposit", { Amount: "8" });
  for (let stop = 0; stop < 2; stop++) await lab.button("Next step").click();
  await expect(lab.stop("Append")).toContainText("will expect v1");
  await other.deposit("3");
  await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
  await expect(lab.note).toContainText("Another tab has written MoneyDeposited");
  await expect(lab.stop("Append"), "the plan stays as it was shown").toContainText("will expect v1");

  await lab.button("Next step").click();
  await expect(lab.stop("Append")).toHaveAttribute("aria-current", "step");
  await expect(lab.stop("Append")).toContainText("Conflict: v2 is taken");
  await expect(lab.flow.getByRole("status", { name: "Step" })).toContainText("Another tab wrote v2 first: Ada paid in 3.00. Nothing of this command is written.");
  await expect(lab.outcome).toHaveText(/^Conflict/);
  await expect(lab.button("Next step")).toBeDisabled();
  await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
  await expect(lab.balance).toHaveText("3.00 USD");

  await lab.button("Reload and decide again").click();
  await expect(lab.stop("Load"), "the account is read again").toHaveAttribute("aria-current", "step");
  await expect(lab.stop("Append")).toContainText("will expect v2");
  for (let stop = 0; stop < 2; stop++) await lab.button("Next step").click();
  await lab.expectEvents(["AccountCreated", "MoneyDeposited", "MoneyDeposited"]);
  await expect(lab.stop("Append")).toContainText("wrote v3");
});

test("commands that are sent faster than a store writes are queued", async ({ lab, page }) => {
  await lab.open("?store=indexeddb");
  await lab.send("Create account", { Owner: "Ada" });
  await lab.expectEvents(["AccountCreated"]);
  await lab.fill("Deposit", { Amount: "2" });
  const submit = await lab.submit("Deposit").elementHandle();
  await submit!.evaluate((button) => {
    for (let n = 0; n < 5; n++) (button as HTMLButtonElement).click();
  });
  await expect(lab.grid).toHaveAttribute("aria-rowcount", "7");
  await expect(lab.balance).toHaveText(/^10\.00/);
});

test("an address that names a missing log starts a new one and says so", async ({ lab }) => {
  await lab.open("?store=browser&log=999");
  await expect(lab.note).toHaveText("This browser has no log 999. A new, empty one began.");
  await lab.button("Open an account for Ada").click();
  await lab.expectEvents(["AccountCreated"]);
  await lab.page.reload();
  await lab.isReady();
  await lab.expectEvents(["AccountCreated"]);
  await expect(lab.note).toBeHidden();
});

test("an address that names no log opens the first one and says so", async ({ lab, page }) => {
  for (const log of ["abc", "0", "-1", "99999999999"]) {
    await test.step(log, async () => {
      await lab.open(`?store=browser&log=${log}`);
      await expect(lab.note).toHaveText("The address names no valid log number. This is log 1 of This browser.");
      await expect(page).toHaveURL(/store=browser$/);
    });
  }
});

test("an address that names no store opens the one in memory", async ({ lab, page }) => {
  await lab.open("?store=%3Cscript%3E");
  await expect(chooser(page).locator("option:checked")).toHaveText("In memory");
  await lab.button("Open an account for Ada").click();
  await lab.expectEvents(["AccountCreated"]);
});
