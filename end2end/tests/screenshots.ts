import { join } from "node:path";
import { test, type Lab } from "./lab";

// The pictures in docs/, into the folder that SHOTS names. Not a test.
const folder = process.env.SHOTS ?? "test-results";

const LAPTOP = { viewport: { width: 1280, height: 720 } };
// What a reader of links shows (Open Graph): dist/ has it, so it is a small file.
const CARD = { viewport: { width: 1200, height: 630 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };

async function lab(lab: Lab) {
  await lab.openWithSixEvents();
  await lab.select(3);
}

async function step(lab: Lab) {
  await lab.openWithSixEvents();
  await lab.page.getByRole("switch", { name: "Step through" }).check();
  await lab.send("Withdraw", { Amount: "500", Reason: "a car" });
  for (let stop = 0; stop < 2; stop++) await lab.button("Next step").click();
}

async function compare(lab: Lab) {
  await lab.openWithSixEvents();
  await lab.select(2);
  await lab.cell(5, "type").click({ modifiers: ["Shift"] });
  await lab.page.getByRole("dialog", { name: "Compare v2 with v5" }).waitFor();
}

async function views(lab: Lab) {
  await lab.openWithSixEvents();
  await lab.page.getByRole("tab", { name: "By type" }).click();
  await lab.projection.getByRole("button", { name: "Fix the view and replay" }).click();
  await lab.openStorage();
  await lab.page.getByRole("tablist", { name: "Storage" }).getByRole("tab", { name: "Table" }).click();
  await lab.storage.locator('[data-event="ACCOUNT-1001/6"]').first().waitFor();
}

for (const [name, colorScheme, device, reach] of [
  ["lab-light", "light", LAPTOP, lab],
  ["lab-dark", "dark", LAPTOP, lab],
  ["card", "light", CARD, (lab: Lab) => lab.openWithSixEvents()],
  ["empty", "light", LAPTOP, (lab: Lab) => lab.open()],
  ["step", "light", LAPTOP, step],
  ["compare", "light", LAPTOP, compare],
  ["views", "light", { viewport: { width: 1440, height: 900 } }, views],
  ["phone-light", "light", PHONE, lab],
  ["phone-dark", "dark", PHONE, lab],
] as const) {
  test.describe(name, () => {
    test.use({ ...device, colorScheme, contextOptions: { reducedMotion: "reduce" } });

    test("picture", async ({ lab, page }) => {
      await reach(lab);
      await page.mouse.move(0, 0);
      // A tap shows for a moment where it was.
      await page.waitForTimeout(400);
      const [file, format] = name === "card" ? ["card.jpg", { type: "jpeg", quality: 70 } as const] : [`${name}.png`, {}];
      await page.screenshot({ path: join(folder, file), ...format });
    });
  });
}
