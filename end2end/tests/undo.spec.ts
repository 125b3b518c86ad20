import { expect, SIX_EVENTS, test } from "./lab";

test.describe("undo", () => {
  test.beforeEach(async ({ lab }) => {
    await lab.openWithAccount();
    await lab.deposit("100");
    await lab.send("Withdraw", { Amount: "30" });
    await lab.expectEvents(["AccountCreated", "MoneyDeposited", "MoneyWithdrawn"]);
  });

  test("rewinds the lab by one command and says so, redo reproduces the same events, and another command leaves nothing to redo", async ({ lab }) => {
    const before = await lab.storedItem();
    await lab.button("Undo").click();
    await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
    await expect(lab.balance).toHaveText("100.00 USD");
    await expect(lab.note).toContainText("No event was deleted");
    await lab.button("Undo").click();
    await lab.expectEvents(["AccountCreated"]);
    await test.step("to the beginning: the page of a first visit", async () => {
      await lab.button("Undo").click();
      await expect(lab.log).toContainText("Nothing has happened yet.");
      await expect(lab.button("Undo")).toBeDisabled();
      await expect(lab.accounts).toBeHidden();
    });
    for (let count = 0; count < 3; count++) await lab.button("Redo").click();
    await lab.expectEvents(["AccountCreated", "MoneyDeposited", "MoneyWithdrawn"]);
    await expect(lab.item).toContainText("EVENT#000003");
    expect(await lab.storedItem()).toEqual(before);
    await expect(lab.button("Redo")).toBeDisabled();

    await lab.button("Undo").click();
    await lab.deposit("5");
    await expect(lab.button("Redo")).toBeDisabled();
    await lab.expectEvents(["AccountCreated", "MoneyDeposited", "MoneyDeposited"]);
  });

  test("also rewinds a rejected command, and removes an account that the command had created", async ({ lab }) => {
    await lab.send("Withdraw", { Amount: "500" });
    await expect(lab.outcome).toHaveText(/^Rejected/);
    await lab.button("Undo").click();
    await lab.expectEvents(["AccountCreated", "MoneyDeposited", "MoneyWithdrawn"]);
    await expect(lab.outcome).toBeEmpty();

    await lab.send("Create account", { Owner: "Grace" });
    await expect(lab.accounts.getByRole("tab")).toHaveCount(2);
    await lab.button("Undo").click();
    await expect(lab.accounts.getByRole("tab")).toHaveText(["ACCOUNT-1001 Ada"]);
    await lab.expectEvents(["AccountCreated", "MoneyDeposited", "MoneyWithdrawn"]);
  });
});

test("reset asks first, keeps everything on Cancel and Escape, and starts over with an empty log", async ({ lab }) => {
  const question = lab.page.getByRole("alertdialog", { name: "Reset lab?" });
  await lab.openWithSixEvents();
  for (const [how, keep] of [
    ["Cancel", () => lab.button("Cancel").click()],
    ["Escape", () => lab.page.keyboard.press("Escape")],
  ] as const) {
    await test.step(how, async () => {
      await lab.button("Reset lab").click();
      await expect(question).toHaveAccessibleDescription("Empty the lab? Its 7 events go.");
      await lab.expectEvents(SIX_EVENTS);
      await keep();
      await expect(question).toBeHidden();
      await lab.expectEvents(SIX_EVENTS);
    });
  }
  await lab.button("Reset lab").click();
  await lab.button("Empty the lab").click();
  await expect(question).toBeHidden();
  await expect(lab.log).toContainText("Nothing has happened yet.");
  await expect(lab.accounts).toBeHidden();
  await expect(lab.field("Owner")).toHaveValue("Ada");
  await lab.button("Open an account for Ada").click();
  await lab.expectEvents(["AccountCreated"]);
});

test("undoing a fork leads back to where it was made, redoing it to the fork", async ({ lab, page }) => {
  await lab.openWithSixEvents();
  await lab.select(3);
  await lab.send("Withdraw", { Amount: "30" });
  await page.getByRole("dialog").getByRole("button", { name: "Fork here" }).click();
  await lab.expectEvents(["AccountCreated", "MoneyDeposited", "MoneyWithdrawn", "MoneyWithdrawn"]);
  await lab.button("Undo").click();
  await lab.button("Undo").click();
  await lab.expectEvents(SIX_EVENTS);
  await lab.expectSelected(3);
  await lab.button("Redo").click();
  await lab.expectEvents(["AccountCreated", "MoneyDeposited", "MoneyWithdrawn"]);
});

test("there is nothing to undo, redo or reset at first", async ({ lab }) => {
  await lab.open();
  for (const name of ["Undo", "Redo", "Reset lab"]) await expect(lab.button(name)).toBeDisabled();
});
