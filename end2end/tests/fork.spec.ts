import { expect, expectVisibleFocus, SIX_EVENTS, test, type Lab } from "./lab";

const question = (lab: Lab) => lab.page.getByRole("dialog", { name: /^You are in the past/ });
const answer = (lab: Lab, name: string) => question(lab).getByRole("button", { name, exact: true });
const tabs = (lab: Lab) => lab.accounts.getByRole("tab");

test.describe("a command in the past", () => {
  test.beforeEach(async ({ lab }) => {
    await lab.openWithSixEvents();
    await lab.select(3);
  });

  test("asks first, writes nothing before the answer, and changes nothing when it is cancelled", async ({ lab }) => {
    for (const [how, cancel] of [
      ["by Escape", () => lab.page.keyboard.press("Escape")],
      ["by its button", () => answer(lab, "Cancel").click()],
    ] as const) {
      await test.step(how, async () => {
        await lab.send("Withdraw", { Amount: "20", Reason: "rent" });
        await expect(question(lab)).toContainText("\u201cWithdraw 20.00\u201d acts on the newest version.");
        await expect(answer(lab, "Send it now, as v7")).toBeFocused();
        await expect(lab.grid).toHaveAttribute("aria-rowcount", "7");
        await cancel();
        await expect(question(lab)).toBeHidden();
        await expect(lab.submit("Withdraw")).toBeFocused();
        await expect(lab.field("Amount")).toHaveValue("20");
        await expect(lab.field("Reason")).toHaveValue("rent");
        await lab.expectSelected(3);
        await expect(lab.grid).toHaveAttribute("aria-rowcount", "7");
      });
    }
  });

  test("goes to now: the cursor is at the newest event, and the command acts there", async ({ lab }) => {
    await lab.send("Withdraw", { Amount: "100" });
    await answer(lab, "Send it now, as v7").click();
    await expect(lab.outcome).toHaveText(/^Accepted/);
    await lab.expectEvents([...SIX_EVENTS, "MoneyWithdrawn"]);
    await lab.expectSelected(7);
    await expect(lab.balance).toHaveText("0.00 USD");
    await expect(question(lab)).toBeHidden();
    // The next one in the past is asked about too.
    await lab.select(2);
    await lab.send("Deposit", { Amount: "5" });
    await expect(question(lab)).toContainText("You are in the past (v2 of v7)");
  });

  test("concerns the current place: Back closes the question", async ({ lab, page }) => {
    await expect(page).toHaveURL(/v=3/);
    await page.waitForTimeout(1_100);
    await lab.select(2);
    await expect(page).toHaveURL(/v=2/);
    await lab.send("Deposit", { Amount: "5" });
    await expect(question(lab)).toBeVisible();
    await page.goBack();
    await expect(question(lab)).toBeHidden();
    await lab.expectSelected(3);
  });

  test("is not asked about if it is invalid or opens another account, and has no past to share before the first event", async ({ lab }) => {
    await lab.send("Withdraw", { Amount: "abc" });
    await expect(lab.field("Amount")).toBeFocused();
    await expect(question(lab)).toBeHidden();

    await lab.slider.fill("0");
    await lab.send("Deposit", { Amount: "5" });
    await expect(question(lab)).toContainText("There is nothing to share before the first event.");
    await expect(answer(lab, "Fork here")).toHaveCount(0);
    await answer(lab, "Cancel").click();

    await lab.send("Create account", { Owner: "Alan" });
    await expect(lab.outcome).toHaveText(/^Accepted/);
    await expect(tabs(lab)).toHaveCount(3);
  });

  test("can be stepped through in a fork too", async ({ lab }) => {
    await lab.page.getByRole("switch", { name: "Step through" }).check();
    await lab.send("Deposit", { Amount: "5" });
    await answer(lab, "Fork here").click();
    for (let stop = 0; stop < 3; stop++) await lab.button("Next step").click();
    await lab.expectEvents(["AccountCreated", "MoneyDeposited", "MoneyWithdrawn", "MoneyDeposited"]);
    await expect(lab.stop("Append")).toContainText("wrote v4");
  });

  test("that is cancelled in a fork writes nothing, and the fork stays", async ({ lab, page }) => {
    await page.getByRole("switch", { name: "Step through" }).check();
    await lab.send("Deposit", { Amount: "5" });
    await answer(lab, "Fork here").click();
    await page.keyboard.press("Escape");
    await expect(lab.note).toHaveText("Discarded the command. Nothing was written.");
    await lab.expectEvents(["AccountCreated", "MoneyDeposited", "MoneyWithdrawn"]);
    await expect(tabs(lab)).toHaveCount(3);
  });
});

test.describe("a fork", () => {
  test.beforeEach(async ({ lab }) => {
    await lab.openWithSixEvents();
    await lab.select(3);
    await lab.send("Withdraw", { Amount: "20" });
    await answer(lab, "Fork here").click();
    await expect(lab.outcome).toHaveText(/^Accepted/);
  });

  test("is a new account with the same past, whose events are copies, and the command goes to it", async ({ lab }) => {
    await expect(tabs(lab)).toHaveText(["ACCOUNT-1001 Ada", "ACCOUNT-1002 Grace", "ACCOUNT-1003 Adafork of ACCOUNT-1001 at v3"]);
    await expect(tabs(lab).last()).toHaveAttribute("aria-selected", "true");
    await lab.expectEvents(["AccountCreated", "MoneyDeposited", "MoneyWithdrawn", "MoneyWithdrawn"]);
    await expect(lab.balance).toHaveText("50.00 USD");
    await expect(lab.projection).toContainText("fork of ACCOUNT-1001 at v3");
    await test.step("the strip shows that its events are copies", async () => {
      await lab.select(2);
      await expect(lab.stop("Command")).toContainText("Fork");
      await expect(lab.stop("Decide")).toContainText("copied");
      await expect(lab.stop("Publish")).toContainText("no message");
    });
    await test.step("the original of each copy", async () => {
      await lab.select(2);
      const copy = await lab.facts(2);
      await tabs(lab).first().click();
      await lab.select(2);
      const original = await lab.facts(2);
      expect([copy["Copy of"], original["Copy of"]]).toEqual(["ACCOUNT-1001 v2", undefined]);
      expect([copy.Command, original.Command]).toEqual(["Deposit", "Deposit"]);
      expect(copy.Correlation, "the same conversation").toBe(original.Correlation);
      expect(copy.Causation).not.toBe(original.Causation);
      expect(copy["Event id"]).not.toBe(original["Event id"]);
    });
    await lab.expectEvents(SIX_EVENTS);
    await expect(lab.balance).toHaveText("100.00 USD");
  });

  test("can be undone, redone with the same ids, and reset", async ({ lab }) => {
    await lab.select(1);
    const before = await lab.facts(1);
    await lab.button("Undo").click();
    await lab.button("Undo").click();
    await expect(tabs(lab)).toHaveCount(2);
    await lab.button("Redo").click();
    await lab.button("Redo").click();
    await tabs(lab).last().click();
    await lab.expectEvents(["AccountCreated", "MoneyDeposited", "MoneyWithdrawn", "MoneyWithdrawn"]);
    await lab.select(1);
    expect(await lab.facts(1)).toEqual(before);
    await lab.button("Reset lab").click();
    await lab.page.getByRole("button", { name: "Empty the lab" }).click();
    await expect(lab.accounts).toBeHidden();
  });
});

test("the question can be answered by keyboard alone", async ({ lab, page }) => {
  await lab.openWithSixEvents();
  await lab.select(2);
  await lab.field("Amount").fill("7");
  await page.keyboard.press("Enter");
  await expect(answer(lab, "Send it now, as v7")).toBeFocused();
  await expectVisibleFocus(page, "on the first answer");
  await page.keyboard.press("Tab");
  await expect(answer(lab, "Fork here")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(tabs(lab)).toHaveCount(3);
  await expect(lab.balance).toHaveText("107.00 USD");
});

test("a fork in a browser store survives a reload", async ({ lab, page }) => {
  await lab.open("?store=indexeddb");
  await lab.send("Create account", { Owner: "Ada" });
  await lab.deposit("100");
  await lab.deposit("50");
  await lab.select(2);
  await lab.send("Deposit", { Amount: "7" });
  await answer(lab, "Fork here").click();
  await expect(tabs(lab)).toHaveCount(2);
  await expect(lab.balance).toHaveText("107.00 USD");
  await page.goto("./?store=indexeddb");
  await lab.isReady();
  await expect(tabs(lab).last()).toHaveText("ACCOUNT-1002 Adafork of ACCOUNT-1001 at v2");
  await tabs(lab).last().click();
  await lab.expectEvents(["AccountCreated", "MoneyDeposited", "MoneyDeposited"]);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("a command in the past asks, and its answers are large enough to touch", async ({ lab }) => {
    await lab.openWithSixEvents();
    await lab.slider.fill("3");
    await lab.submit("Deposit").tap();
    for (const name of ["Send it now, as v7", "Fork here", "Cancel"]) {
      const box = await answer(lab, name).boundingBox();
      expect(box!.height, `height of ${name}`).toBeGreaterThanOrEqual(43.5);
    }
    await answer(lab, "Fork here").tap();
    await expect(lab.page.getByRole("button", { name: /ACCOUNT-1003/ })).toBeVisible();
  });
});
