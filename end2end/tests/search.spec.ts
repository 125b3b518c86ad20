import { expect, SIX_EVENTS, test } from "./lab";

test.describe("the search", () => {
  test.beforeEach(async ({ lab }) => lab.openWithSixEvents());

  const versions = async (lab: import("./lab").Lab) =>
    (await lab.rows.evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.version))).sort();

  for (const [what, text, found] of [
    ["a type", "MoneyDeposited", ["2", "5"]],
    ["a part of a type, in small letters", "rejected", ["4"]],
    ["a word of the sentence", "rent", ["3"]],
    ["an amount", "45.00", ["5"]],
    ["several words at once", "withdraw lunch", ["6"]],
  ] as const) {
    test(`finds ${what}`, async ({ lab }) => {
      await lab.search.fill(text);
      await expect(lab.rows).toHaveCount(found.length);
      expect(await versions(lab)).toEqual(found);
      await expect(lab.log).toContainText(`${found.length} of 6 events`);
    });
  }

  test("leaves every row its version and its number in the whole log", async ({ lab }) => {
    await lab.search.fill("45.00");
    await expect(lab.rows).toHaveCount(1);
    await expect(lab.row(5)).toHaveAttribute("aria-rowindex", "6");
    await expect(lab.cell(5, "version")).toHaveText("5");
  });

  test("that finds nothing says so", async ({ lab }) => {
    await lab.search.fill("no such thing");
    await expect(lab.rows).toHaveCount(0);
    await expect(lab.log).toContainText("No event has these words.");
    await lab.search.fill("");
    await lab.expectEvents(SIX_EVENTS);
  });

  test("takes text as text", async ({ lab }) => {
    for (const text of [".*", "(", "<b>", "\\", "\u05e2"]) {
      await lab.search.fill(text);
      await expect(lab.rows, `nothing is found by ${text}`).toHaveCount(0);
    }
  });

  test("lets the arrows go over what was found", async ({ lab, page }) => {
    await lab.search.fill("money");
    await expect(lab.rows).toHaveCount(4);
    await lab.grid.focus();
    await page.keyboard.press("Home");
    await lab.expectSelected(2);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await lab.expectSelected(5);
  });

  test("ends when a command is sent, so that its event is seen", async ({ lab }) => {
    await lab.search.fill("rent");
    await lab.deposit("1");
    await expect(lab.search).toHaveValue("");
    await lab.expectSelected(7);
  });
});
