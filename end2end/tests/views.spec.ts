import { readFileSync } from "node:fs";
import type { Locator, Page } from "@playwright/test";
import { expect, expectNoSidewaysScroll, expectVisibleFocus, test, type Lab } from "./lab";
import { choose } from "./stores";

/** The views of the projection, as a person knows them. */
class Views {
  readonly tabs: Locator;
  readonly panel: Locator;
  readonly page: Page;

  constructor(readonly lab: Lab) {
    this.page = lab.page;
    this.tabs = lab.projection.getByRole("tablist", { name: "Views" });
    this.panel = lab.projection.getByRole("tabpanel");
  }

  tab(name: string) {
    return this.tabs.getByRole("tab", { name, exact: true });
  }

  /** Shows a view, and waits until it is there. */
  async show(name: string) {
    await this.tab(name).click();
    await expect(this.tab(name)).toHaveAttribute("aria-selected", "true");
    await expect(this.panel).toHaveAccessibleName(name);
    await expect(this.button("Delay or rebuild")).toBeVisible();
  }

  button(name: string) {
    return this.panel.getByRole("button", { name, exact: true });
  }

  table(name: string) {
    return this.panel.getByRole("table", { name });
  }

  /** The texts of a table's cells, row by row, without its heading. */
  async rows(name: string) {
    const rows = await this.table(name).locator("tbody tr").all();
    return Promise.all(
      rows.map(async (row) => (await row.locator("th, td").allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim())),
    );
  }

  async controls() {
    await this.button("Delay or rebuild").click();
    await expect(this.panel.getByRole("group", { name: "Controls of this view" })).toBeVisible();
  }

  async setLag(seconds: number) {
    await this.panel.getByRole("slider", { name: "Lag" }).fill(String(seconds));
    await expect(this.panel.getByRole("slider", { name: "Lag" })).toHaveAttribute("aria-valuetext", `${seconds} s`);
  }

  async expectCheckpoint(position: number, head: number) {
    const positions = this.panel.locator(".viewbar").getByText(/^as of position/);
    if (position < head) await expect(positions).toHaveText(`as of position ${position} of ${head}`);
    // A view that is not behind says nothing of it, unless its controls are open.
    else await expect(positions.filter({ hasNotText: `as of position ${head} of ${head}` })).toHaveCount(0);
  }
}

const spent = (views: Views, version: "old" | "new") =>
  views.panel.getByRole("term").filter({ hasText: `Spent, ${version} formula` }).locator("xpath=following-sibling::dd[1]");

test.describe("the views of six events", () => {
  let views: Views;

  test.beforeEach(async ({ lab }) => {
    await lab.openWithSixEvents();
    views = new Views(lab);
  });

  test("are tabs that the arrow keys select", async ({ page }) => {
    await expect(views.tabs.getByRole("tab")).toHaveText(["Account", "Statement", "All accounts", "By type", "Audit"]);
    await views.tab("Account").focus();
    for (const name of ["Statement", "All accounts", "By type", "Audit", "Account"]) {
      await page.keyboard.press("ArrowRight");
      await expect(views.tab(name)).toBeFocused();
      await expect(views.tab(name)).toHaveAttribute("aria-selected", "true");
      await expect(views.panel).toHaveAccessibleName(name);
      await expectVisibleFocus(page, `on the tab ${name}`);
    }
    await page.keyboard.press("End");
    await expect(views.tab("Audit")).toBeFocused();
    await page.keyboard.press("Tab");
    await expect(views.lab.button("Add a view")).toBeFocused();
  });

  test("a statement has each movement with the balance after it, and ends at the cursor", async ({ lab }) => {
    await views.show("Statement");
    const moved = async () => (await views.rows("Statement")).map(([number, , amount, balance]) => [number, amount, balance]);
    await expect.poll(moved).toEqual([
      ["1", "", "0.00"],
      ["2", "+100.00", "100.00"],
      ["3", "−30.00", "70.00"],
      ["5", "+45.00", "115.00"],
      ["6", "−15.00", "100.00"],
    ]);
    const closing = views.table("Statement").getByRole("row", { name: /^Closing/ });
    await expect(closing).toContainText("100.00");
    await expect(views.panel).toContainText("Paid out, rent");
    await views.expectCheckpoint(7, 7);

    await lab.select(4);
    await expect.poll(moved).toHaveLength(3);
    await expect(closing).toContainText("70.00");
    await expect(views.panel).toContainText("as of v4 of v6");

    await views.panel.getByRole("combobox", { name: "Order" }).selectOption("Newest first");
    await expect.poll(async () => (await moved()).map(([number]) => number)).toEqual(["3", "2", "1"]);

    await lab.accounts.getByRole("tab", { name: /Grace/ }).click();
    await expect.poll(moved).toEqual([["1", "", "0.00"]]);
  });

  test("say how far they have come only while they are behind, and lead to their controls by one button", async ({ lab, page }) => {
    const position = lab.projection.getByText(/as of position/);
    for (const name of ["Account", "Statement", "All accounts", "By type", "Audit"]) {
      await views.show(name);
      await expect(position, `${name} is not behind`).toHaveCount(0);
    }
    await views.show("Account");
    await page.emulateMedia({ media: "print" });
    await expect(views.button("Delay or rebuild")).toBeHidden();
    await page.emulateMedia({ media: "screen" });
    await views.controls();
    await views.button("Pause").click();
    await views.button("Delay or rebuild").click();
    await lab.deposit("5");
    await expect(position).toHaveText("as of position 7 of 8");
  });

  test("a statement is printed alone", async ({ lab, page }) => {
    await page.evaluate(() => {
      (window as any).printed = 0;
      window.print = () => void (window as any).printed++;
    });
    await views.show("Statement");
    await views.button("Print").click();
    await expect.poll(() => page.evaluate(() => (window as any).printed)).toBe(1);
    await page.emulateMedia({ media: "print" });
    await expect(views.table("Statement")).toBeVisible();
    await expect(views.panel.getByText("ACCOUNT-1001")).toBeVisible();
    for (const other of [lab.log, lab.commands, lab.storage, lab.flow, views.tabs, views.button("Print")]) {
      await expect(other).toBeHidden();
    }
  });

  test("a statement is saved as CSV without formulas", async ({ lab, page }) => {
    await lab.send("Withdraw", { Amount: "20.50", Reason: '=HYPERLINK("http://x","y"), now' });
    await views.show("Statement");
    await expect(views.table("Statement").locator("tbody tr")).toHaveCount(6);
    const [download] = await Promise.all([page.waitForEvent("download"), views.button("Download CSV").click()]);
    expect(download.suggestedFilename()).toBe("statement-ACCOUNT-1001.csv");
    const lines = readFileSync(await download.path(), "utf8").split("\r\n");
    expect(lines[0]).toBe("\ufeffVersion,Time,Entry,Reason,Amount,Balance,Currency");
    expect(lines[3]).toMatch(/^3,\d{4}-.*Z,Paid out,rent,-30\.00,70\.00,USD$/);
    expect(lines[6]).toContain(`Paid out,"'=HYPERLINK(""http://x"",""y""), now",-20.50,79.50,USD`);
    expect(lines).toHaveLength(8);
  });

  test("all accounts are listed with their balances, and each leads to its log", async ({ lab, page }) => {
    await views.show("All accounts");
    await expect.poll(() => views.rows("All accounts")).toEqual([
      ["Ada ACCOUNT-1001", "Active", "6", "100.00"],
      ["Grace ACCOUNT-1002", "Active", "1", "0.00"],
    ]);
    await expect(views.table("All accounts").getByRole("row", { name: /^Total/ })).toContainText("100.00");
    await lab.send("Freeze");
    await expect.poll(async () => (await views.rows("All accounts"))[0]).toEqual(["Ada ACCOUNT-1001", "Frozen", "7", "100.00"]);

    await views.button("Grace ACCOUNT-1002").focus();
    await page.keyboard.press("Enter");
    await expect(lab.accounts.getByRole("tab", { name: /Grace/ })).toHaveAttribute("aria-selected", "true");
    await expect(views.button("Grace ACCOUNT-1002")).toHaveAttribute("aria-current", "true");
    await expect(views.button("Grace ACCOUNT-1002")).toBeFocused();
    await lab.expectEvents(["AccountCreated"]);
  });

  test("by type: the old formula counts spending wrongly; the new one is built beside it and replaces it", async ({ lab }) => {
    await views.show("By type");
    await expect.poll(() => views.rows("Events by type")).toEqual([
      ["AccountCreated", "2", ""],
      ["MoneyDeposited", "2", "145.00"],
      ["MoneyWithdrawn", "2", "45.00"],
      ["WithdrawalRejected", "1", "500.00"],
    ]);
    await expect(spent(views, "old")).toHaveText("545.00");
    await expect(views.panel).toContainText("45.00 went out, 500.00 was refused and never moved");
    await expect(spent(views, "new")).toHaveCount(0);

    await views.button("Fix the view and replay").click();
    await expect(spent(views, "old")).toHaveText("545.00");
    await expect(spent(views, "new")).toHaveText("45.00");
    const versions = views.panel.getByRole("region", { name: "Versions of this view" });
    await expect(versions.getByText("as of position 7 of 7")).toHaveCount(2);
    await expect(versions.getByRole("term").filter({ hasText: "shown" })).toHaveText(/old formula/);
    await expect(versions.getByRole("status")).toContainText("beside the old formula");

    await views.button("Switch to version 2").click();
    await expect(versions.getByRole("term").filter({ hasText: "shown" })).toHaveText(/new formula/);
    await expect(versions.getByRole("status")).toContainText("no event was changed");
    await expect(views.button("Switch back to version 1")).toBeFocused();

    await lab.send("Withdraw", { Amount: "5" });
    await expect(spent(views, "old")).toHaveText("550.00");
    await expect(spent(views, "new")).toHaveText("50.00");
    await views.button("Switch back to version 1").click();
    await expect(versions.getByRole("term").filter({ hasText: "shown" })).toHaveText(/old formula/);
  });

  test("the audit shows each refused request with its owner and rule, and leads to the event", async ({ lab }) => {
    await lab.accounts.getByRole("tab", { name: /Grace/ }).click();
    await lab.send("Withdraw", { Amount: "7" });
    await views.show("Audit");
    await expect.poll(async () => (await views.rows("Refused requests")).map(([request, rule]) => [request, rule.split(" ")[0]])).toEqual([
      ["Grace: Withdraw 7.00 Grace asked for 7.00 but had 0.00.", "InsufficientFunds"],
      ["Ada: Withdraw 500.00 Ada asked for 500.00 but had 70.00.", "InsufficientFunds"],
    ]);
    await expect(views.table("Refused requests")).toContainText("balance 70.00 < 500.00");
    await views.button("Go to v4 of ACCOUNT-1001").click();
    await expect(lab.accounts.getByRole("tab", { name: /Ada/ })).toHaveAttribute("aria-selected", "true");
    await lab.expectSelected(4);
    await expect(views.panel).toContainText("This view does not follow the cursor");
    await views.expectCheckpoint(8, 8);
  });

  test("a view with a lag shows events late, and says that it is behind", async ({ lab }) => {
    await views.show("All accounts");
    await views.controls();
    await views.setLag(10);
    await lab.deposit("5");
    await lab.deposit("6");
    await views.expectCheckpoint(7, 9);
    await expect(views.panel.getByText("2 events behind")).toBeVisible();
    await expect.poll(async () => (await views.rows("All accounts"))[0][3]).toBe("100.00");

    await views.setLag(1);
    await views.expectCheckpoint(9, 9);
    await expect(views.panel.getByText("behind")).toHaveCount(0);
    await expect.poll(async () => (await views.rows("All accounts"))[0][3]).toBe("111.00");
    await lab.deposit("1");
    await expect(views.panel.getByText("1 event behind")).toBeVisible();
    await views.expectCheckpoint(10, 10);
  });

  test("a lag is set by the arrow keys", async ({ page }) => {
    await views.show("Audit");
    await views.button("Delay or rebuild").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    const lag = views.panel.getByRole("slider", { name: "Lag" });
    await expect(lag).toBeFocused();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await expect(lag).toHaveValue("2");
    await views.lab.expectSelected(6);
  });

  test("a paused view stays at its checkpoint until it is resumed", async ({ lab }) => {
    await views.show("Statement");
    await views.controls();
    await views.button("Pause").click();
    await lab.deposit("5");
    await expect(views.panel.getByText("Paused, 1 event behind")).toBeVisible();
    await views.expectCheckpoint(7, 8);
    await expect(views.table("Statement").locator("tbody tr")).toHaveCount(5);
    await views.show("Audit");
    await views.expectCheckpoint(8, 8);
    await views.show("Statement");
    await views.button("Resume").click();
    await views.expectCheckpoint(8, 8);
    await expect(views.table("Statement").locator("tbody tr")).toHaveCount(6);
  });

  test("the account's view lags, is paused and rebuilt like any other", async ({ lab }) => {
    await views.expectCheckpoint(7, 7);
    await views.controls();
    await expect(views.button("Delay or rebuild")).toBeFocused();
    await views.button("Pause").click();
    await lab.deposit("5");
    await expect(views.panel.getByText("Paused, 1 event behind")).toBeVisible();
    await views.expectCheckpoint(7, 8);
    await expect(lab.balance).toHaveText("100.00 USD");
    await expect(lab.projection.getByText("as of v6 of v7")).toBeVisible();
    await expect(lab.stop("Project")).toContainText("view is at v6");
    await lab.accounts.getByRole("tab", { name: /Grace/ }).click();
    await expect(lab.projection.getByText("as of v1 of v1")).toBeVisible();
    await lab.accounts.getByRole("tab", { name: /Ada/ }).click();
    await expect(lab.balance).toHaveText("100.00 USD");
    await views.button("Delay or rebuild").click();
    await views.show("Audit");
    await views.show("Account");
    await expect(views.panel.getByText("Paused, 1 event behind"), "it does not hide that it is behind").toBeVisible();
    await views.controls();

    await views.setLag(2);
    await views.button("Resume").click();
    await views.expectCheckpoint(8, 8);
    await expect(lab.balance).toHaveText("105.00 USD");
    await lab.deposit("1");
    await expect(views.panel.getByText("1 event behind")).toBeVisible();
    await expect(lab.balance).toHaveText("105.00 USD");
    await expect(lab.balance).toHaveText("106.00 USD");
    await views.button("Rebuild").click();
    await expect(views.panel.getByRole("status", { name: "Last rebuild" })).toHaveText(/^Rebuilt from 9 events/);
  });

  test("a view that is behind does not change at Project, and its heading shows its checkpoint", async ({ lab, page }) => {
    await views.show("Statement");
    await views.controls();
    await views.button("Pause").click();
    await page.getByRole("switch", { name: "Step through" }).check();
    await lab.send("Deposit", { Amount: "10" });
    for (let stop = 0; stop < 5; stop++) await lab.button("Next step").click();
    const details = lab.flow.getByRole("region", { name: "Details of Project" });
    await expect(details).toContainText("Statementpaused, still as of position 7 of 8");
    await expect(details).toContainText("Account: balance");
    await expect(views.panel.getByText("as of v6 of v7")).toBeVisible();
    await views.button("Resume").click();
    await expect(details).toContainText("Statement: closing");
    await expect(views.panel.getByText("as of v7 of v7")).toBeVisible();
  });

  test("a rebuild reads the log from position 1 and publishes nothing", async () => {
    await views.show("By type");
    await views.controls();
    await views.button("Rebuild").click();
    const last = views.panel.getByRole("status", { name: "Last rebuild" });
    await expect(last).toHaveText(
      /^Rebuilt from 7 events in (less than 1|\d+) ms\. It read the log from position 1\. A read model has no outbox, so nothing was published\.$/,
    );
    await expect(spent(views, "old")).toHaveText("545.00");
  });

  test("an added view includes the whole history, stays live, and can be removed", async ({ lab }) => {
    await lab.button("Add a view").click();
    await expect(views.tab("Largest payments")).toBeFocused();
    await expect(lab.button("Add a view")).toBeHidden();
    const amounts = async () => (await views.rows("Largest payments")).map(([, amount]) => amount);
    await expect.poll(amounts).toEqual(["+100.00", "+45.00", "−30.00", "−15.00"]);
    await views.expectCheckpoint(7, 7);
    await lab.deposit("60");
    await expect.poll(amounts).toEqual(["+100.00", "+60.00", "+45.00", "−30.00", "−15.00"]);
    await views.button("Go to v7 of ACCOUNT-1001").click();
    await lab.expectSelected(7);

    await views.button("Remove this view").click();
    await expect(views.tab("Largest payments")).toHaveCount(0);
    await expect(views.tab("Account")).toHaveAttribute("aria-selected", "true");
    await expect(lab.balance).toHaveText("160.00 USD");
    await expect(lab.button("Add a view")).toBeFocused();
  });

  test("views start over when the lab is rewound or reset", async ({ lab }) => {
    await views.show("All accounts");
    await lab.deposit("5");
    await views.expectCheckpoint(8, 8);
    await lab.button("Undo").click();
    await views.expectCheckpoint(7, 7);
    await expect.poll(async () => (await views.rows("All accounts"))[0][3]).toBe("100.00");
    await lab.button("Redo").click();
    await views.expectCheckpoint(8, 8);
    await lab.button("Reset lab").click();
    await lab.button("Empty the lab").click();
    await expect(views.panel).toContainText("With no events there is nothing to show.");
    await views.expectCheckpoint(0, 0);
    await lab.send("Create account", { Owner: "Alan" });
    await expect.poll(() => views.rows("All accounts")).toEqual([["Alan ACCOUNT-1001", "Active", "1", "0.00"]]);
  });

  test("an event that is stepped through reaches the views at Project", async ({ lab, page }) => {
    await views.show("All accounts");
    await page.getByRole("switch", { name: "Step through" }).check();
    await lab.send("Deposit", { Amount: "5" });
    for (let stop = 0; stop < 3; stop++) await lab.button("Next step").click();
    await expect(lab.row(7)).toBeVisible();
    await expect(views.panel.getByText("1 event behind")).toBeVisible();
    await lab.button("Next step").click();
    await lab.button("Next step").click();
    await views.expectCheckpoint(8, 8);
  });
});

test("a fork counts as an account, and its copies count as neither refusals nor payments", async ({ lab, page }) => {
  await lab.openWithSixEvents();
  await lab.select(4);
  await lab.send("Withdraw", { Amount: "1" });
  await page.getByRole("dialog", { name: /^You are in the past/ }).getByRole("button", { name: /^Fork here/ }).click();
  await expect(lab.outcome).toHaveText(/^Accepted/);
  const views = new Views(lab);
  await views.show("Audit");
  await expect.poll(async () => (await views.rows("Refused requests")).map(([request]) => request)).toEqual([
    "Ada: Withdraw 500.00 Ada asked for 500.00 but had 70.00.",
  ]);
  await expect(views.panel).toContainText("1 event copied by a fork is left out: each refusal is listed once.");
  await views.show("All accounts");
  await expect(views.panel).toContainText("1 account is a fork. It counts in full, including the past that it shares.");
  await expect(views.table("All accounts").getByRole("row", { name: /^Total/ })).toContainText("169.00");
  await views.show("By type");
  await expect(views.panel).toContainText("4 events copied by forks are counted too");
  await lab.button("Add a view").click();
  await expect.poll(async () => (await views.rows("Largest payments")).map(([, amount]) => amount)).toEqual([
    "+100.00",
    "+45.00",
    "−30.00",
    "−15.00",
    "−1.00",
  ]);
});

test("another lab replaces the rows, even in an open view", async ({ lab, page }) => {
  // Two labs with events at the same versions of the same account.
  const fill = async (owner: string, figure: string) => {
    await lab.send("Create account", { Owner: owner, "Opening deposit": figure });
    await expect(lab.row(2)).toBeVisible();
    await lab.send("Withdraw", { Amount: `${figure}0` });
    await expect(lab.row(3)).toBeVisible();
  };
  await lab.open();
  await choose(page, "This tab");
  await fill("Grace", "7");
  await choose(page, "In memory");
  await fill("Ada", "8");
  const views = new Views(lab);
  await lab.button("Add a view").click();
  const tables = { Statement: "Statement", Audit: "Refused requests", "Largest payments": "Largest payments" };
  for (const [view, table] of Object.entries(tables)) {
    await views.show(view);
    await expect(views.table(table)).toContainText("8.00");
    // What follows within a second would be the same step of the browser's history.
    await page.waitForTimeout(1_000);
    await choose(page, "This tab");
    await expect(lab.accounts).toContainText("Grace");
    await page.waitForTimeout(1_000);
    await views.show(view);
    await expect(views.table(table)).toContainText("7.00");
    await expect(page).toHaveURL(/store=tab.*view=/);
    await page.evaluate(() => history.go(-2));
    await expect(lab.accounts).toContainText("Ada");
    await expect(views.table(table)).toContainText("8.00");
    await expect(views.table(table)).not.toContainText("7.00");
  }
});

test("stored events are not delayed by a lag, and a pause stays set", async ({ lab, page }) => {
  await lab.open();
  await choose(page, "IndexedDB");
  await lab.send("Create account", { Owner: "Grace", "Opening deposit": "7" });
  await expect(lab.row(2)).toBeVisible();
  await choose(page, "In memory");
  await lab.send("Create account", { Owner: "Ada" });
  await expect(lab.row(1)).toBeVisible();
  const views = new Views(lab);
  await views.show("All accounts");
  await views.controls();
  await views.setLag(10);
  await choose(page, "IndexedDB");
  await views.show("All accounts");
  await views.expectCheckpoint(2, 2);
  await expect(views.panel.getByText("behind")).toHaveCount(0);
  await lab.deposit("1");
  await expect(views.panel.getByText("1 event behind")).toBeVisible();

  await views.button("Pause").click();
  await choose(page, "In memory");
  await views.show("All accounts");
  await views.expectCheckpoint(1, 1);
  await expect(views.panel.getByText("Paused", { exact: true })).toBeVisible();
  await expect(views.button("Resume")).toBeVisible();
});

test("a paused view stays paused when the lab is rewound, and so does the view with the new formula", async ({ lab }) => {
  await lab.openWithSixEvents();
  const views = new Views(lab);
  await views.show("By type");
  await views.controls();
  await views.button("Pause").click();
  await lab.deposit("5");
  await lab.deposit("6");
  await lab.button("Undo").click();
  await expect(views.panel.getByText("Paused, 1 event behind")).toBeVisible();
  await views.expectCheckpoint(7, 8);
  await views.button("Fix the view and replay").click();
  await views.button("Switch to version 2").click();
  await expect(views.button("Switch back to version 1")).not.toHaveAttribute("aria-disabled", "true");
  await expect(views.button("Switch back to version 1")).toHaveAccessibleDescription(/no event was changed/);
  await views.button("Switch back to version 1").click();
  await expect(views.button("Switch to version 2")).toBeVisible();
});

test("the stop Project shows the changes in each view", async ({ lab, page }) => {
  await lab.openWithSixEvents();
  await page.getByRole("switch", { name: "Step through" }).check();
  await lab.send("Withdraw", { Amount: "5" });
  for (const stop of ["Load", "Decide", "Append", "Publish", "Project"]) {
    await lab.button("Next step").click();
    await expect(lab.flow.locator('[aria-current="step"]')).toHaveText(new RegExp(`^${stop}`));
  }
  const facts = lab.flow.getByRole("region", { name: /^Details of / });
  const said = async () =>
    Promise.all(
      (await facts.getByRole("term").all()).map(async (term) => [
        await term.innerText(),
        (await term.locator("xpath=following-sibling::dd").textContent())!.trim(),
      ]),
    );
  await expect.poll(async () => (await said()).filter(([name]) => !name.startsWith("Account"))).toEqual([
    ["Statement: entry", "— becomes Paid out −5.00, balance 95.00"],
    ["Statement: closing", "100.00 becomes 95.00"],
    ["All accounts: balance", "100.00 becomes 95.00"],
    ["All accounts: version", "6 becomes 7"],
    ["All accounts: total", "100.00 becomes 95.00"],
    ["By type: events", "1 more MoneyWithdrawn, with 5.00"],
    ["By type: spent, old formula", "5.00 more"],
  ]);
});

test("a reload restores the view, and Back returns to the previous one", async ({ lab, page }) => {
  await lab.open("?events=20");
  const views = new Views(lab);
  await lab.button("Add a view").click();
  await expect(page).toHaveURL(/view=Largest%20payments/);
  await page.reload();
  await lab.isReady();
  await expect(views.tab("Largest payments")).toHaveAttribute("aria-selected", "true");
  await views.expectCheckpoint(20, 20);
  // What follows within a second would be the same step.
  await page.waitForTimeout(1_000);
  await views.show("Audit");
  await expect(page).toHaveURL(/view=Audit/);
  await page.goBack();
  await expect(views.tab("Largest payments")).toHaveAttribute("aria-selected", "true");
});

test("names are shown as text only", async ({ lab }) => {
  await lab.openWithAccount();
  await lab.button("New account").click();
  await lab.send("Create account", { Owner: "<img src=x onerror=alert(1)>" });
  await lab.send("Withdraw", { Amount: "3", Reason: "<b>rent</b>" });
  const views = new Views(lab);
  for (const name of ["Statement", "All accounts", "Audit"]) {
    await views.show(name);
    await expect(views.panel).toContainText("<img src=x onerror=alert(1)>");
  }
});

test("a view that fails to load is reported, and choosing it again retries", async ({ lab, page, complaints }) => {
  complaints.expect(/request failed: .*split_views/, /console error: (TypeError|Failed to load resource)/);
  await page.route(/split_views\.wasm$/, (route) => route.abort("connectionreset"));
  await lab.openWithSixEvents();
  const views = new Views(lab);
  await views.tab("Statement").click();
  await expect(lab.note).toContainText("could not be loaded");
  await expect(views.tab("Account")).toHaveAttribute("aria-selected", "true");
  await expect(lab.balance).toHaveText("100.00 USD");
  await page.unrouteAll();
  await views.show("Statement");
  await expect(views.table("Statement").locator("tbody tr")).toHaveCount(5);
});

test.describe("a long log", () => {
  test("is read in slices that keep the page responsive, at first and in a rebuild", async ({ lab, page }) => {
    test.slow();
    await lab.open("?events=100000");
    const views = new Views(lab);
    await views.show("By type");
    await views.expectCheckpoint(100_000, 100_000);
    await views.controls();
    const turns = await page.evaluateHandle(() => {
      // Each look at the clock takes a millisecond, so what fits into a slice of time does not depend on the machine.
      const start = performance.now();
      let looks = 0;
      performance.now = () => start + ++looks;
      let turn = 0;
      const next = () => (turn++, setTimeout(next));
      next();
      const moved = new Set<number>();
      const isBar = ({ target }: MutationRecord) => (target as Element).matches('progress[aria-label="Rebuild"]');
      new MutationObserver((changes) => changes.some(isBar) && moved.add(turn)).observe(document.body, {
        subtree: true,
        attributes: true,
        attributeFilter: ["value"],
      });
      return moved;
    });
    await views.button("Rebuild").click();
    await expect(views.panel.getByRole("status", { name: "Last rebuild" })).toContainText("Rebuilt from 100000 events");
    const moved = await turns.evaluate((moved) => moved.size);
    expect(moved, "turns of the page in which the rebuild moved on").toBeGreaterThanOrEqual(40);

    await views.show("Statement");
    await views.expectCheckpoint(100_000, 100_000);
    await expect(views.table("Statement").locator("tbody tr")).toHaveCount(100);
    await views.button("Show more").click();
    await expect(views.table("Statement").locator("tbody tr")).toHaveCount(200);
    await lab.deposit("5");
    await views.expectCheckpoint(100_001, 100_001);

    await page.evaluate(() => (window.print = () => {}));
    await views.button("Print").click();
    await page.emulateMedia({ media: "print" });
    await expect(views.table("Statement").locator("tbody tr")).toHaveCount(2_000);
    await expect(views.table("Statement").getByText("Later entries not shown: 98001")).toBeVisible();
  });
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("all views have full width and large touch targets", async ({ lab, page }) => {
    await lab.openWithSixEvents();
    await page.getByRole("tab", { name: "Views", exact: true }).tap();
    const views = new Views(lab);
    for (const name of ["Statement", "All accounts", "By type", "Audit"]) {
      await views.tab(name).tap();
      await expect(views.button("Delay or rebuild")).toBeVisible();
      await expectNoSidewaysScroll(page);
      for (const button of await views.panel.getByRole("button").all()) {
        const { height } = (await button.boundingBox())!;
        expect(height, `the height of ${await button.innerText()} in ${name}`).toBeGreaterThanOrEqual(44);
      }
    }
    await views.button("Go to v4 of ACCOUNT-1001").tap();
    await expect(page.getByRole("tab", { name: "Log", exact: true })).toHaveAttribute("aria-selected", "true");
    await lab.expectSelected(4);
    await expect(lab.grid).toBeFocused();
  });

  test("nothing is cut off at the narrowest width", async ({ lab, page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await lab.openWithSixEvents();
    await page.getByRole("tab", { name: "Views", exact: true }).tap();
    const views = new Views(lab);
    for (const name of ["Statement", "All accounts", "By type", "Audit"]) {
      await views.tab(name).tap();
      await expect(views.button("Delay or rebuild")).toBeVisible();
      const wider = await views.panel.evaluate((panel) => panel.scrollWidth - panel.clientWidth);
      expect(wider, `${name} fits`).toBeLessThanOrEqual(0);
      await expectNoSidewaysScroll(page);
    }
  });
});
