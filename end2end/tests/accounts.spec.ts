import { expect, test } from "./lab";

test.describe("two accounts", () => {
  test.beforeEach(async ({ lab }) => {
    await lab.openWithAccount();
    await lab.button("New account").click();
    await lab.send("Create account", { Owner: "Grace Hopper" });
    await expect(lab.outcome).toHaveText(/^Accepted/);
  });

  const tab = (name: string) => ({ name, exact: true });

  test("each have a tab, named by number and owner", async ({ lab }) => {
    await expect(lab.accounts.getByRole("tab")).toHaveCount(2);
    await expect(lab.accounts.getByRole("tab", tab("ACCOUNT-1001 Ada"))).toHaveAttribute("aria-selected", "false");
    await expect(lab.accounts.getByRole("tab", tab("ACCOUNT-1002 Grace Hopper"))).toHaveAttribute(
      "aria-selected",
      "true",
    );
  });

  test("each have a log with its own versions", async ({ lab }) => {
    await lab.deposit("40");
    await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
    await lab.accounts.getByRole("tab", tab("ACCOUNT-1001 Ada")).click();
    await lab.expectEvents(["AccountCreated"]);
    await expect(lab.cell(1, "sentence")).toHaveText("Ada opened the account.");
    await lab.send("Freeze");
    await lab.expectEvents(["AccountCreated", "AccountFrozen"]);
    await lab.accounts.getByRole("tab", tab("ACCOUNT-1002 Grace Hopper")).click();
    await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
  });

  test("name their own events in the log, also when both logs look the same", async ({ lab }) => {
    for (const [name, account] of [
      ["ACCOUNT-1001 Ada", "ACCOUNT-1001"],
      ["ACCOUNT-1002 Grace Hopper", "ACCOUNT-1002"],
    ]) {
      await lab.accounts.getByRole("tab", tab(name)).click();
      await expect(lab.row(1)).toHaveAttribute("data-event", `${account}/1`);
      await expect(lab.log.locator("[data-event]")).toHaveCount(1);
    }
  });

  test("each have a balance and a status", async ({ lab }) => {
    await lab.deposit("40");
    await lab.accounts.getByRole("tab", tab("ACCOUNT-1001 Ada")).click();
    await expect(lab.balance).toHaveText("0.00 USD");
    await lab.send("Freeze");
    await expect(lab.status).toHaveText("Frozen");
    await lab.accounts.getByRole("tab", tab("ACCOUNT-1002 Grace Hopper")).click();
    await expect(lab.balance).toHaveText("40.00 USD");
    await expect(lab.status).toHaveText("Active");
  });

  test("are separate partitions of the table", async ({ lab }) => {
    expect((await lab.storedItem()).PK.S).toBe("ACCOUNT#ACCOUNT-1002");
    await lab.accounts.getByRole("tab", tab("ACCOUNT-1001 Ada")).click();
    await expect(lab.item).toContainText("ACCOUNT#ACCOUNT-1001");
    expect((await lab.storedItem()).PK.S).toBe("ACCOUNT#ACCOUNT-1001");
  });

  test("open at their newest event, without a search", async ({ lab }) => {
    await lab.deposit("40");
    await lab.search.fill("deposit");
    await lab.select(2);
    await lab.accounts.getByRole("tab", tab("ACCOUNT-1001 Ada")).click();
    await expect(lab.search).toHaveValue("");
    await lab.accounts.getByRole("tab", tab("ACCOUNT-1002 Grace Hopper")).click();
    await lab.expectSelected(2);
  });
});

test("New account puts the cursor into the owner's name", async ({ lab }) => {
  await lab.openWithAccount();
  await lab.button("New account").click();
  await expect(lab.radio("Create account")).toBeChecked();
  await expect(lab.field("Owner")).toBeFocused();
  await expect(lab.submit("Create account")).toBeVisible();
});

test("two owners with the same name have separate accounts", async ({ lab }) => {
  await lab.openWithAccount();
  await lab.send("Create account", { Owner: "Ada" });
  await expect(lab.accounts.getByRole("tab")).toHaveText(["ACCOUNT-1001 Ada", "ACCOUNT-1002 Ada"]);
});

test("many accounts leave room for everything else", async ({ lab, page }) => {
  await lab.openWithAccount();
  for (let number = 0; number < 9; number++) {
    await lab.button("New account").click();
    await lab.submit("Create account").click();
    await expect(lab.accounts.getByRole("tab")).toHaveCount(number + 2);
  }
  await expect(lab.accounts.getByRole("tab", { selected: true })).toBeInViewport();
  for (const name of ["New account", "Undo", "Theme", "Help"]) await expect(lab.button(name)).toBeInViewport({ ratio: 1 });
  expect(await page.evaluate(() => document.scrollingElement!.scrollWidth - innerWidth)).toBe(0);
});
