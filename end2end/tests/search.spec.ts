import { expect, SIX_EVENTS, test } from "./lab";

test.describe("the search", () => {
  test.beforeEach(async ({ lab }) => lab.openWithSixEvents());

  const versions = async (lab: import("./lab").Lab) =>
    (await lab.rows.evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.version))).sort();

  test("finds events by any of their words, and shows them with their own versions", async ({ lab }) => {
    // What a search finds is tested with `search` of `crates/lab`.
    for (const [what, text, found] of [
      ["a type", "MoneyDeposited", ["2", "5"]],
      ["several words at once", "withdraw lunch", ["6"]],
      ["a code in the payload", "insufficientfunds", ["4"]],
      ["an amount", "45.00", ["5"]],
    ] as const) {
      await test.step(`by ${what}`, async () => {
        await lab.search.fill(text);
        await expect(lab.rows).toHaveCount(found.length);
        expect(await versions(lab)).toEqual(found);
        await expect(lab.log).toContainText(`${found.length} of 6 events`);
      });
    }
    await expect(lab.row(5)).toHaveAttribute("aria-rowindex", "6");
    await expect(lab.cell(5, "version")).toHaveText("5");
    await test.step("by a part of its correlation id", async () => {
      await lab.search.fill("");
      await lab.select(3);
      await lab.search.fill((await lab.facts(3)).Correlation.slice(-8).toUpperCase());
      await expect(lab.rows).toHaveCount(1);
      expect(await versions(lab)).toEqual(["3"]);
    });
  });

  test("that finds nothing says so, and takes special characters as text", async ({ lab }) => {
    for (const text of ["no such thing", ".*", "<b>"]) {
      await lab.search.fill(text);
      await expect(lab.rows, `nothing is found by ${text}`).toHaveCount(0);
      await expect(lab.log).toContainText("No event has these words.");
    }
    await lab.search.fill("");
    await lab.expectEvents(SIX_EVENTS);
  });

  test("lets the arrow keys move through the results", async ({ lab, page }) => {
    await lab.search.fill("money");
    await expect(lab.rows).toHaveCount(4);
    await lab.grid.focus();
    await page.keyboard.press("Home");
    await lab.expectSelected(2);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await lab.expectSelected(5);
  });

  test("ends when a command is sent, so that its event is visible", async ({ lab }) => {
    await lab.search.fill("rent");
    await lab.deposit("1");
    await expect(lab.search).toHaveValue("");
    await lab.expectSelected(7);
  });

  test("says when the event at the cursor is not among the results", async ({ lab, page }) => {
    await lab.select(3);
    await lab.search.fill("deposited");
    await expect(lab.log).toContainText("2 of 6 events. You are looking at v3, which is not among them.");
    await lab.grid.focus();
    await page.keyboard.press("ArrowDown");
    await lab.expectSelected(5);
    await expect(lab.log).not.toContainText("not among them");
    await lab.button("Previous event").click();
    await expect(lab.log).toContainText("You are looking at v4");
    await lab.grid.focus();
    await page.keyboard.press("ArrowUp");
    await lab.expectSelected(2);
    await lab.button("Show all").click();
    await expect(lab.search).toHaveValue("");
    await lab.expectSelected(2);
    await expect(lab.grid).toBeFocused();
  });

  test("is cleared by Escape", async ({ lab, page }) => {
    await lab.search.fill("rent");
    await expect(lab.rows).toHaveCount(1);
    await page.keyboard.press("Escape");
    await lab.expectEvents(SIX_EVENTS);
  });
});

test.describe("the filter", () => {
  const types = (lab: import("./lab").Lab) => lab.log.getByRole("button", { expanded: true });
  const choice = (lab: import("./lab").Lab, name: string) =>
    lab.log.getByRole("group", { name: "Types" }).getByRole("button", { name, exact: true });

  test.beforeEach(async ({ lab }) => {
    await lab.openWithSixEvents();
    await lab.button("All types").click();
    await expect(choice(lab, "Opened")).toBeVisible();
  });

  test("shows the chosen types only", async ({ lab }) => {
    await choice(lab, "Rejected").click();
    await expect(choice(lab, "Rejected")).toHaveAttribute("aria-pressed", "true");
    await expect(lab.rows).toHaveCount(1);
    await expect(lab.row(4)).toBeVisible();
    await expect(lab.log).toContainText("1 of 6 events");
    await choice(lab, "Opened").click();
    await expect(lab.rows).toHaveCount(2);
    await expect(lab.button("2 types")).toBeVisible();
    await choice(lab, "Rejected").click();
    await expect(lab.row(1)).toBeVisible();
    await expect(lab.rows).toHaveCount(1);
    await lab.button("Show all").click();
    await lab.expectEvents(SIX_EVENTS);
    await expect(choice(lab, "Opened")).toHaveAttribute("aria-pressed", "false");
  });

  test("combines with the search, and says when nothing matches both", async ({ lab }) => {
    await choice(lab, "Money out").click();
    await lab.search.fill("rent");
    await expect(lab.rows).toHaveCount(1);
    await lab.search.fill("deposited");
    await expect(lab.rows).toHaveCount(0);
    await expect(lab.log).toContainText("No event has these words.");
  });

  test("can be used by keyboard alone", async ({ lab, page }) => {
    await lab.button("All types").focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await expect(choice(lab, "Money in")).toBeFocused();
    await expect(lab.rows).toHaveCount(2);
    await lab.button("Money in").and(page.locator("[aria-expanded]")).focus();
    await page.keyboard.press("Enter");
    await expect(types(lab)).toHaveCount(0);
    await expect(lab.rows, "what is chosen stays").toHaveCount(2);
  });

  test("ends when a command is sent", async ({ lab }) => {
    await choice(lab, "Rejected").click();
    await expect(lab.rows).toHaveCount(1);
    await lab.deposit("1");
    await lab.expectSelected(7);
    await expect(lab.log).not.toContainText("of 7 events");
  });
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("the filter is visible even when the menu is closed", async ({ lab }) => {
    await lab.openWithSixEvents();
    await lab.button("Menu").tap();
    await lab.button("All types").tap();
    await lab.button("Money in").tap();
    await lab.button("Menu").tap();
    await expect(lab.rows).toHaveCount(2);
    await expect(lab.log).toContainText("2 of 6 events");
    await lab.button("Show all").tap();
    await expect(lab.row(4)).toBeVisible();
  });
});
