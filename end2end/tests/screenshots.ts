import { join } from "node:path";
import { test, type Lab } from "./lab";

// Pictures of the page at the sizes of the design, into the folder that SHOTS names. Not a test.
const folder = process.env.SHOTS ?? "test-results";

const lab = async (lab: Lab) => {
  await lab.openWithSixEvents();
  await lab.select(3);
};

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: "reduce" } });

    const shoot = (name: string, reach: (lab: Lab) => Promise<void>) =>
      test(name, async ({ lab, page }) => {
        await reach(lab);
        await page.mouse.move(0, 0);
        // A tap shows for a moment where it was.
        await page.waitForTimeout(400);
        await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
      });

    shoot("lab", lab);
    shoot("empty", (lab) => lab.open());
    shoot("step", async (page) => {
      await page.openWithSixEvents();
      await page.page.getByRole("switch", { name: "Step through" }).check();
      await page.send("Withdraw", { Amount: "500", Reason: "a car" });
      for (let stop = 0; stop < 2; stop++) await page.button("Next step").click();
    });
    shoot("compare", async (page) => {
      await page.openWithSixEvents();
      await page.select(2);
      await page.cell(5, "type").click({ modifiers: ["Shift"] });
      await page.page.getByRole("dialog", { name: "Compare v2 with v5" }).waitFor();
    });
    shoot("views", async (page) => {
      await page.openWithSixEvents();
      await page.page.getByRole("tab", { name: "By type" }).click();
      await page.projection.getByRole("button", { name: "Fix the view and replay" }).click();
      await page.page.getByRole("tablist", { name: "Storage" }).getByRole("tab", { name: "Table" }).click();
      await page.storage.locator('[data-event="ACCOUNT-1001/6"]').first().waitFor();
    });
    shoot("accounts", async (page) => {
      await page.openWithSixEvents();
      await page.page.getByRole("tab", { name: "All accounts" }).click();
      await page.projection.getByRole("button", { name: "Delay or rebuild" }).click();
      await page.projection.getByRole("slider", { name: "Lag" }).fill("4");
      await page.deposit("25");
    });

    test.describe("phone", () => {
      test.use({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true });
      shoot("phone", lab);
      shoot("phone-step", async (page) => {
        await page.openWithSixEvents();
        await page.button("Menu").tap();
        await page.page.getByRole("switch", { name: "Step through" }).check();
        await page.button("Menu").tap();
        await page.page.locator(".cmdbar__go").tap();
        for (let stop = 0; stop < 2; stop++) await page.button("Next step").tap();
      });
      shoot("phone-sheet", async (page) => {
        await lab(page);
        await page.button("Commands").tap();
      });
    });
  });
}
