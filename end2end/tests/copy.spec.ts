import { expect, test, type Lab } from "./lab";

const copied = async (lab: Lab) => JSON.parse(await lab.page.evaluate(() => navigator.clipboard.readText()));
const copy = (lab: Lab) => lab.grid.getByRole("button", { name: /^Copy/ });

test.describe("copying events", () => {
  test.beforeEach(async ({ lab, context }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await lab.openWithSixEvents();
  });

  test("one event is copied as an object with its payload and its metadata", async ({ lab }) => {
    await lab.select(3);
    await expect(copy(lab)).toHaveText("Copy event");
    await copy(lab).click();
    await expect(lab.note).toHaveText("Copied v3.");
    const facts = await lab.facts(3);
    expect(await copied(lab)).toEqual({
      stream: "ACCOUNT-1001",
      version: 3,
      position: 3,
      type: "MoneyWithdrawn",
      schemaVersion: 1,
      payload: { amount: "30.00 USD", reason: "rent" },
      metadata: {
        eventId: facts["Event id"],
        command: "Withdraw",
        causationId: facts.Causation,
        correlationId: facts.Correlation,
        recordedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    });
  });

  test("several are picked by Ctrl-click, and a plain click clears the selection", async ({ lab }) => {
    await expect(lab.grid).toHaveAttribute("aria-multiselectable", "true");
    await lab.select(3);
    for (const version of [1, 5]) await lab.cell(version, "type").click({ modifiers: ["ControlOrMeta"] });
    await expect(lab.grid.getByRole("row", { selected: true })).toHaveCount(3);
    await expect(copy(lab)).toHaveText("Copy 3 events");
    await copy(lab).click();
    await expect(lab.note).toHaveText("Copied 3 events.");
    expect((await copied(lab)).map((event: any) => event.version)).toEqual([1, 3, 5]);
    await lab.cell(5, "type").click({ modifiers: ["ControlOrMeta"] });
    await expect(copy(lab)).toHaveText("Copy 2 events");
    await lab.select(2);
    await expect(lab.grid.getByRole("row", { selected: true })).toHaveCount(1);
    await expect(copy(lab)).toHaveText("Copy event");
  });

  test("several are selected by touch: each tapped event stays selected", async ({ lab }) => {
    const more = lab.grid.getByRole("button", { name: "Select", exact: true });
    await lab.select(3);
    await more.click();
    await expect(more).toHaveAttribute("aria-pressed", "true");
    for (const version of [5, 6]) await lab.cell(version, "type").click();
    await expect(lab.grid.getByRole("row", { selected: true })).toHaveCount(3);
    await expect(copy(lab)).toHaveText("Copy 3 events");
    await lab.cell(3, "type").click();
    await expect(copy(lab), "one that is selected is deselected").toHaveText("Copy 2 events");
    await more.click();
    await expect(copy(lab)).toHaveText("Copy event");
    await lab.cell(1, "type").click();
    await expect(copy(lab)).toHaveText("Copy event");
  });

  test("several are selected and copied by keyboard alone", async ({ lab, page }) => {
    await lab.grid.focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("Control+Space");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ControlOrMeta+c");
    await expect(lab.note).toHaveText("Copied 2 events.");
    expect((await copied(lab)).map((event: any) => event.type)).toEqual(["AccountCreated", "MoneyWithdrawn"]);
    await page.keyboard.press("Escape");
    await expect(copy(lab)).toHaveText("Copy event");
  });

  test("selected text is copied instead", async ({ lab, page }) => {
    await lab.select(3);
    await lab.row(3).getByText("MoneyWithdrawn").selectText();
    await page.keyboard.press("ControlOrMeta+c");
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain("MoneyWithdrawn");
    await expect(lab.note).toBeHidden();
  });

  test("opening another account or adding an event clears the selection", async ({ lab }) => {
    await lab.cell(1, "type").click({ modifiers: ["ControlOrMeta"] });
    await lab.deposit("5");
    await expect(copy(lab)).toHaveText("Copy event");
    await lab.cell(1, "type").click({ modifiers: ["ControlOrMeta"] });
    await lab.accounts.getByRole("tab", { name: /Grace/ }).click();
    await expect(lab.grid.getByRole("row", { selected: true })).toHaveCount(1);
  });
});

test("without a clipboard, the text is shown and selected", async ({ lab, page }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await lab.openWithSixEvents();
  await copy(lab).click();
  const dialog = page.getByRole("dialog", { name: "Copy by hand" });
  await expect(dialog).toContainText("The browser does not let this page use the clipboard.");
  const field = dialog.getByRole("textbox", { name: "Text to copy" });
  await expect(field).toBeFocused();
  const selected = await field.evaluate((field: HTMLTextAreaElement) =>
    field.value.slice(field.selectionStart, field.selectionEnd),
  );
  expect(JSON.parse(selected).version).toBe(6);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
});
