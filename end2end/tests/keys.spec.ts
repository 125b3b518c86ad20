import { expect, test } from "./lab";
import type { Locator, Page } from "@playwright/test";

/** A key as an input method, another layout or a lock sends it. */
async function press(target: Locator, init: KeyboardEventInit) {
  await target.evaluate((element, init) => {
    element.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init }));
  }, init);
}

const body = (page: Page) => page.locator("body");

test("while an input method composes a text, its keys are its own", async ({ lab, page }) => {
  for (const [how, init] of [
    ["that says so", { isComposing: true }],
    ["that only takes the key", { keyCode: 229 }],
  ] as [string, KeyboardEventInit & { keyCode?: number }][]) {
    await test.step(`one ${how}`, async () => {
      await lab.openWithSixEvents();
      await press(body(page), { key: "ArrowLeft", ...init });
      await lab.grid.focus();
      await press(lab.grid, { key: "ArrowUp", ...init });
      await lab.radio("Deposit").focus();
      await press(lab.radio("Deposit"), { key: "ArrowRight", ...init });
      await expect(lab.radio("Deposit")).toBeChecked();
      await lab.expectSelected(6);

      await lab.search.fill("rent");
      await press(lab.search, { key: "Escape", ...init });
      await expect(lab.search).toHaveValue("rent");
      await lab.search.fill("");

      await page.getByRole("switch", { name: "Step through" }).check();
      await lab.send("Deposit", { Amount: "1" });
      await press(lab.field("Reason"), { key: "Escape", ...init });
      await press(body(page), { key: "n", ...init });
      await expect(lab.outcome).toContainText("Paused at Command");
      await page.keyboard.press("Escape");
      await expect(lab.outcome).not.toContainText("Paused");

      await lab.button("Reset lab").click();
      await press(page.getByRole("alertdialog"), { key: "Escape", ...init });
      await expect(page.getByRole("alertdialog")).toBeVisible();
    });
  }
});

test.describe("shortcuts of a single letter", () => {
  test.beforeEach(async ({ lab }) => lab.openWithSixEvents());

  test("work on every layout and with Caps Lock, and are no other letter of it, and none with Shift", async ({ lab, page }) => {
    for (const [where, init] of [
      ["with Caps Lock", { key: "C", code: "KeyC" }],
      ["on a Cyrillic layout", { key: "\u0441", code: "KeyC" }],
      ["on a Dvorak layout", { key: "c", code: "KeyI" }],
    ] as const) {
      await press(body(page), init);
      await expect(page.getByRole("dialog", { name: "Compare v5 with v6" }), where).toBeVisible();
      await lab.button("Close comparison").click();
      await expect(page.getByRole("dialog")).toHaveCount(0);
    }
    await press(body(page), { key: "j", code: "KeyC" });
    await press(body(page), { key: "\u00e9", code: "KeyC" });
    await press(body(page), { key: "C", code: "KeyC", shiftKey: true });
    await expect(page.getByRole("dialog")).toHaveCount(0);
    // And so do those with Ctrl, on a layout without Latin letters.
    await press(body(page), { key: "\u044f", code: "KeyZ", ctrlKey: true });
    await expect(lab.grid).toHaveAttribute("aria-rowcount", "6");
  });

  test("can be switched off in Help, for good", async ({ lab, page }) => {
    const letters = page.getByRole("switch", { name: "Single-letter shortcuts" });
    await lab.button("Help").click();
    await expect(letters).toBeChecked();
    await letters.uncheck();
    await lab.button("Close help").click();
    const nothingHappens = async () => {
      for (const key of ["c", "/", "?", "n", "b"]) await page.keyboard.press(key);
      await expect(page.getByRole("dialog")).toHaveCount(0);
      await expect(lab.search).not.toBeFocused();
    };
    await nothingHappens();
    await page.keyboard.press("ArrowLeft");
    await lab.expectSelected(5);

    await page.reload();
    await lab.isReady();
    await page.getByRole("button", { name: /six events/ }).click();
    await expect(lab.row(6)).toBeVisible();
    await nothingHappens();
    await lab.button("Help").click();
    await expect(letters).not.toBeChecked();
    await letters.check();
    await lab.button("Close help").click();
    await page.keyboard.press("/");
    await expect(lab.search).toBeFocused();
  });
});

test("one deliberate press is one command", async ({ lab, page }) => {
  await lab.openWithSixEvents();
  await test.step("a double click on Deposit pays once", async () => {
    await lab.submit("Deposit").dblclick();
    await expect(lab.outcome).toHaveText(/^Accepted/);
    await expect(lab.grid).toHaveAttribute("aria-rowcount", "8");
  });
  await test.step("five clicks on Deposit pay five times", async () => {
    for (let click = 1; click <= 5; click++) await lab.submit("Deposit").click();
    await expect(lab.grid).toHaveAttribute("aria-rowcount", "13");
  });
  await test.step("a held Enter pays once, and takes one step", async () => {
    const hold = async () => {
      for (let time = 1; time <= 4; time++) await page.keyboard.down("Enter");
      await page.keyboard.up("Enter");
    };
    await lab.field("Amount").focus();
    await hold();
    await expect(lab.grid).toHaveAttribute("aria-rowcount", "14");
    await lab.submit("Deposit").focus();
    await hold();
    await expect(lab.grid).toHaveAttribute("aria-rowcount", "15");
    await page.getByRole("switch", { name: "Step through" }).check();
    await lab.submit("Deposit").click();
    await lab.button("Next step").focus();
    await hold();
    await expect(lab.outcome).toContainText("Paused at Load");
  });
});

test("the wheel changes no version, neither at once nor when the field is left", async ({ lab, page }) => {
  await lab.openWithSixEvents();
  const goTo = page.getByRole("spinbutton", { name: "Go to version" });
  await goTo.focus();
  await goTo.hover();
  await page.mouse.wheel(0, 200);
  await page.mouse.wheel(0, -100);
  await lab.field("Reason").focus();
  await expect(goTo).toHaveValue("6");
  await lab.expectSelected(6);
  await page.keyboard.press("Escape");
  await lab.button("Compare versions").click();
  const first = page.getByRole("spinbutton", { name: "First version" });
  await first.focus();
  await first.hover();
  await page.mouse.wheel(0, 200);
  await page.getByRole("spinbutton", { name: "Second version" }).focus();
  await expect(first).toHaveValue("5");
});
