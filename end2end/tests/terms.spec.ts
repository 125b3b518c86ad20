import { expect, test, type Lab } from "./lab";

const help = (lab: Lab) => lab.page.getByRole("dialog", { name: "Help" });
const term = (lab: Lab, name: string) => lab.page.getByRole("link", { name, exact: true });

/** Follows a term's link: Help opens at its sentence. */
async function expectHelpAt(lab: Lab, name: string, word: string) {
  await term(lab, name).first().click();
  await expect(help(lab)).toBeVisible();
  const entry = help(lab).locator(":focus");
  await expect(entry.getByRole("term"), name).toHaveText(word);
  await expect(entry, `${word} is in sight`).toBeInViewport();
  await expect(entry.getByRole("definition")).not.toBeEmpty();
}

test.describe("a term of the field leads to its sentence in Help", () => {
  test.beforeEach(async ({ lab }) => lab.openWithSixEvents());

  test("in a panel's head, and leaves the address as it is", async ({ lab, page }) => {
    const before = page.url();
    for (const [name, word] of [
      ["Commands", "Command"],
      ["version", "Version"],
      ["Event log", "Event"],
      ["projection", "Projection"],
    ] as const) {
      await test.step(name, async () => {
        await expectHelpAt(lab, name, word);
        await page.keyboard.press("Escape");
        await expect(help(lab)).toBeHidden();
        await expect(term(lab, name).first()).toBeFocused();
      });
    }
    expect(page.url()).toBe(before);
  });

  test("in the details of a stop", async ({ lab, page }) => {
    for (const [stop, name, word] of [
      ["Load", "Stream read at", "Stream"],
      ["Load", "Snapshot", "Snapshot"],
      ["Append", "Expected version", "Expected version"],
      ["Publish", "Relay", "Outbox"],
      ["Command", "Causation", "Correlation, causation"],
    ] as const) {
      await test.step(`${name} of ${stop}`, async () => {
        const button = lab.flow.getByRole("button", { name: stop, exact: true });
        if ((await button.getAttribute("aria-expanded")) !== "true") await button.click();
        await expectHelpAt(lab, name, word);
        await page.keyboard.press("Escape");
        await expect(help(lab)).toBeHidden();
      });
    }
  });

  test("by keyboard", async ({ lab, page }) => {
    await term(lab, "Event log").focus();
    await page.keyboard.press("Enter");
    await expect(help(lab).locator(":focus").getByRole("term")).toHaveText("Event");
  });

});

test("an address that names a term opens Help there, also while a slow machine still builds the page", async ({ lab, page }) => {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 6 });
  await lab.open("#term-outbox");
  await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  await expect(help(lab).locator(":focus").getByRole("term")).toHaveText("Outbox");
});

test("Help that is opened by its button starts at its top", async ({ lab, page }) => {
  await lab.open();
  await lab.button("Help").click();
  await expect(page.getByRole("button", { name: "Close help" })).toBeFocused();
});
