import { expect, test, type Lab } from "./lab";
import type { Page } from "@playwright/test";

/** The owners that the page suggests, one after the other. */
const OWNERS = ["Ada", "Grace", "Alan", "Barbara", "Edsger", "Katherine"];

test.describe("two accounts", () => {
  test.beforeEach(async ({ lab }) => {
    await lab.openWithAccount();
    await lab.button("New account").click();
    await lab.send("Create account", { Owner: "Grace Hopper" });
    await expect(lab.outcome).toHaveText(/^Accepted/);
  });

  const tab = (name: string) => ({ name, exact: true });

  test("have tabs that show their own events, also when both logs look the same", async ({ lab, page }) => {
    await expect(lab.accounts.getByRole("tab")).toHaveCount(2);
    await expect(lab.accounts.getByRole("tab", tab("ACCOUNT-1001 Ada"))).toHaveAttribute("aria-selected", "false");
    await expect(lab.accounts.getByRole("tab", tab("ACCOUNT-1002 Grace Hopper"))).toHaveAttribute("aria-selected", "true");
    for (const [name, account] of [
      ["ACCOUNT-1001 Ada", "ACCOUNT-1001"],
      ["ACCOUNT-1002 Grace Hopper", "ACCOUNT-1002"],
      ["ACCOUNT-1001 Ada", "ACCOUNT-1001"],
    ]) {
      await test.step(name, async () => {
        await lab.accounts.getByRole("tab", tab(name)).click();
        await expect(lab.row(1)).toHaveAttribute("data-event", `${account}/1`);
        await expect(lab.log.locator("[data-event]")).toHaveCount(1);
        await expect(lab.timeTravel.locator(".tick")).toHaveAttribute("data-event", `${account}/1`);
        const named = await page.locator("[data-event]").evaluateAll((all) => all.map((one) => one.getAttribute("data-event")));
        expect(named.length).toBeGreaterThan(4);
        expect(new Set(named)).toEqual(new Set([`${account}/1`]));
      });
    }
  });

  test("each have versions, a balance, a status and a partition of their own, and open without a search", async ({ lab }) => {
    const [ada, grace] = ["ACCOUNT-1001 Ada", "ACCOUNT-1002 Grace Hopper"].map((name) => lab.accounts.getByRole("tab", tab(name)));
    await lab.deposit("40");
    await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
    expect((await lab.storedItem()).PK.S).toBe("ACCOUNT#ACCOUNT-1002");
    await lab.search.fill("deposit");
    await lab.select(2);

    await ada.click();
    await expect(lab.search).toHaveValue("");
    await lab.expectEvents(["AccountCreated"]);
    await expect(lab.cell(1, "sentence")).toHaveText("Ada opened the account.");
    await expect(lab.balance).toHaveText("0.00 USD");
    await expect(lab.item).toContainText("ACCOUNT#ACCOUNT-1001");
    expect((await lab.storedItem()).PK.S).toBe("ACCOUNT#ACCOUNT-1001");
    await lab.send("Freeze");
    await lab.expectEvents(["AccountCreated", "AccountFrozen"]);
    await expect(lab.status).toHaveText("Frozen");

    await grace.click();
    await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
    await lab.expectSelected(2);
    await expect(lab.balance).toHaveText("40.00 USD");
    await expect(lab.status).toHaveText("Active");
  });
});

test("New account puts the cursor into the owner's name, which may be another owner's too", async ({ lab }) => {
  await lab.openWithAccount();
  await lab.button("New account").click();
  await expect(lab.radio("Create account")).toBeChecked();
  await expect(lab.field("Owner")).toBeFocused();
  await expect(lab.submit("Create account")).toBeVisible();
  // Two owners may have the same name.
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

test.describe("more accounts than have tabs", () => {
  const picker = (page: Page) => page.locator("#choose-account");
  const search = (page: Page) => page.getByRole("combobox", { name: "Search accounts" });
  const options = (page: Page) => page.getByRole("listbox", { name: "Accounts" }).getByRole("option");

  /** Thirty accounts, of Ada, Grace, Alan, Barbara, Edsger and Katherine in turn. The last one is open. */
  async function openThirty(lab: Lab) {
    await lab.openWithAccount();
    for (let number = 2; number <= 30; number++) {
      await lab.button("New account").click();
      await lab.submit("Create account").click();
      await expect(lab.projection.locator(".who")).toContainText(OWNERS[(number - 1) % OWNERS.length]);
    }
    await expect(lab.accounts).toBeHidden();
  }

  test("are a list that can be searched, by keyboard", async ({ lab, page }) => {
    test.slow();
    await openThirty(lab);
    await expect(picker(page)).toHaveText("ACCOUNT-1030 Katherine");
    for (const name of ["New account", "Undo", "Theme", "Help"]) await expect(lab.button(name)).toBeInViewport({ ratio: 1 });
    await picker(page).focus();
    await page.keyboard.press("Enter");
    await expect(search(page)).toBeFocused();
    await expect(options(page)).toHaveCount(30);
    await expect(options(page).and(page.locator('[aria-selected="true"]'))).toHaveText("ACCOUNT-1030 Katherine");
    await page.keyboard.press("ArrowDown");
    await expect(search(page)).toHaveAttribute("aria-activedescendant", "option-ACCOUNT-1001");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    await expect(search(page)).toHaveAttribute("aria-activedescendant", "option-ACCOUNT-1029");
    await page.keyboard.type("grace");
    await expect(options(page)).toHaveText(["02", "08", "14", "20", "26"].map((number) => `ACCOUNT-10${number} Grace`));
    await expect(page.getByRole("status", { name: "Accounts found" })).toHaveText("5 of 30 accounts");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect(options(page)).toHaveCount(0);
    await expect(picker(page)).toHaveText("ACCOUNT-1008 Grace");
    await expect(picker(page)).toBeFocused();
    await expect(lab.cell(1, "sentence")).toHaveText("Grace opened the account.");

    await page.keyboard.press("Enter");
    await expect(search(page)).toBeFocused();
    await page.keyboard.type("nobody");
    await expect(page.getByRole("status", { name: "Accounts found" })).toHaveText("No account has these words.");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    await expect(search(page)).toBeHidden();
    await expect(picker(page)).toBeFocused();
    await expect(picker(page)).toHaveText("ACCOUNT-1008 Grace");

    // By mouse: an option is chosen, and a press elsewhere closes the list.
    await picker(page).click();
    await options(page).filter({ hasText: "ACCOUNT-1003" }).click();
    await expect(picker(page)).toHaveText("ACCOUNT-1003 Alan");
    await picker(page).click();
    await expect(options(page)).toHaveCount(30);
    await picker(page).click();
    await expect(options(page)).toHaveCount(0);
    await picker(page).click();
    await lab.field("Amount").click();
    await expect(options(page)).toHaveCount(0);

    // On a phone the name of the open account leads to the same list.
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole("button", { name: /ACCOUNT-1003/ }).click();
    await options(page).filter({ hasText: "ACCOUNT-1030" }).click();
    await expect(page.getByRole("button", { name: /ACCOUNT-1030/ })).toBeVisible();
    await expect(options(page)).toHaveCount(0);
    expect(await page.evaluate(() => document.scrollingElement!.scrollWidth - innerWidth)).toBe(0);
  });
});
