import { expect, expectNoSidewaysScroll, expectVisibleFocus, test, type Lab } from "./lab";

const dialog = (lab: Lab, name: string | RegExp = /^Compare v\d+ with v\d+$/) => lab.page.getByRole("dialog", { name });
const between = (lab: Lab) => dialog(lab).getByRole("status", { name: "Between" });
const field = (lab: Lab, name: string) => dialog(lab).getByRole("row").filter({ has: lab.page.getByRole("rowheader", { name, exact: true }) });
const cells = (lab: Lab, name: string) => field(lab, name).getByRole("cell");

test.describe("two versions", () => {
  test.beforeEach(async ({ lab }) => lab.openWithSixEvents());

  test("are compared by a Shift-click on the second, by signs and icons and not by colour alone, and can be swapped", async ({ lab }) => {
    await test.step("v2 with v5", async () => {
      await lab.select(2);
      await lab.cell(5, "type").click({ modifiers: ["Shift"] });
      await expect(dialog(lab, "Compare v2 with v5")).toBeVisible();
      await expect(between(lab)).toHaveText(
        "3 events apart: 1 MoneyWithdrawn, 1 WithdrawalRejected, 1 MoneyDeposited.",
      );
      await expect(cells(lab, "balance")).toHaveText(["100.00", "115.00", "+15.00"]);
      await expect(cells(lab, "rejected")).toHaveText(["0", "1", "+1"]);
      await expect(cells(lab, "status")).toHaveText(["Active", "Active", "same"]);
      await expect(dialog(lab).getByRole("img").locator("path.compared")).toHaveAttribute("d", "M33.33 0V60M83.33 0V60");
      await lab.page.keyboard.press("Escape");
      await lab.expectSelected(2);
    });

    await test.step("a difference has a sign and an icon", async () => {
      await lab.select(3);
      await lab.cell(1, "type").click({ modifiers: ["Shift"] });
      await expect(cells(lab, "balance").last()).toHaveText("\u221270.00");
      await expect(cells(lab, "balance").last().locator("svg")).toHaveCount(1);
      await expect(cells(lab, "owner").last()).toHaveText("same");
      await expect(cells(lab, "owner").last().locator("svg")).toHaveCount(0);
      await lab.page.keyboard.press("Escape");
      await expect(dialog(lab)).toBeHidden();
    });

    await test.step("equal ones show no difference", async () => {
      await lab.select(4);
      await lab.cell(4, "type").click({ modifiers: ["Shift"] });
      await expect(between(lab)).toHaveText("No event lies between: it is the same moment.");
      await expect(dialog(lab).getByRole("cell", { name: "same" })).toHaveCount(8);
      await lab.page.keyboard.press("Escape");
      await expect(dialog(lab)).toBeHidden();
    });

    await test.step("swapped, and any two", async () => {
      await lab.select(2);
      await lab.cell(5, "type").click({ modifiers: ["Shift"] });
      await dialog(lab).getByRole("button", { name: "Swap" }).click();
      await expect(dialog(lab, "Compare v5 with v2")).toBeVisible();
      await expect(cells(lab, "balance")).toHaveText(["115.00", "100.00", "\u221215.00"]);
      const first = dialog(lab).getByRole("spinbutton", { name: "First version" });
      await first.fill("0");
      await first.press("Enter");
      await expect(dialog(lab, "Compare v0 with v2")).toBeVisible();
      await expect(cells(lab, "owner")).toHaveText(["\u2014", "Ada", "changed"]);
      await dialog(lab).getByRole("spinbutton", { name: "Second version" }).fill("99");
      await first.focus();
      await expect(dialog(lab, "Compare v0 with v6"), "what is out of range is the nearest end").toBeVisible();
    });
  });

  test("are compared by keyboard alone, also any two, and the focus returns", async ({ lab, page }) => {
    await lab.select(3);
    await lab.grid.focus();
    for (const key of ["c", "Shift+Enter"]) {
      await page.keyboard.press(key);
      await expect(dialog(lab, "Compare v3 with v6")).toBeVisible();
      await expectVisibleFocus(page, `in the comparison that ${key} opens`);
      await page.keyboard.press("Escape");
      await expect(dialog(lab)).toBeHidden();
      await expect(lab.grid).toBeFocused();
    }
    await page.keyboard.press("End");
    await page.keyboard.press("c");
    await expect(dialog(lab, "Compare v5 with v6"), "the newest is compared with the one before it").toBeVisible();
    await lab.page.keyboard.press("Escape");
    await expect(dialog(lab)).toBeHidden();

    // Any two: pick one, then press c on the other.
    await lab.select(2);
    await lab.grid.focus();
    await page.keyboard.press("Control+Space");
    for (let times = 0; times < 3; times++) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("c");
    await expect(dialog(lab, "Compare v2 with v5")).toBeVisible();
  });

  test("are compared from the projection, and Close returns the focus", async ({ lab, page }) => {
    await lab.select(1);
    await lab.projection.getByRole("button", { name: "Compare versions" }).click();
    await expect(dialog(lab, "Compare v1 with v6")).toBeVisible();
    await dialog(lab).getByRole("button", { name: "Close comparison" }).click();
    await expect(dialog(lab)).toBeHidden();
    await expect(lab.projection.getByRole("button", { name: "Compare versions" })).toBeFocused();
    await expect(page.locator("dialog"), "nothing is left behind").toHaveCount(0);
  });

  test("are not compared while the user is typing", async ({ lab, page }) => {
    await lab.search.fill("");
    await lab.search.press("c");
    await expect(lab.search).toHaveValue("c");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  });
});

test("with no event there is nothing to compare", async ({ lab, page }) => {
  await lab.open();
  await page.keyboard.press("c");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("two versions are compared from the views", async ({ lab, page }) => {
    await lab.openWithSixEvents();
    await page.getByRole("tab", { name: "Views", exact: true }).tap();
    await lab.projection.getByRole("button", { name: "Compare versions" }).tap();
    await expect(dialog(lab, "Compare v5 with v6")).toBeInViewport({ ratio: 1 });
    await expectNoSidewaysScroll(page);
    await dialog(lab).getByRole("button", { name: "Close comparison" }).tap();
    await expect(dialog(lab)).toBeHidden();
  });
});
