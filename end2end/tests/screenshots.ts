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
      await lab(page);
      await page.row(5).click({ modifiers: ["Shift"] });
    });
    shoot("views", async (page) => {
      await page.openWithSixEvents();
      await page.page.getByRole("tab", { name: "By type" }).click();
      await page.page.getByRole("tablist", { name: "Storage" }).getByRole("tab", { name: "Table" }).click();
    });

    test.describe("phone", () => {
      test.use({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true });
      shoot("phone", lab);
      shoot("phone-sheet", async (page) => {
        await lab(page);
        await page.button("Commands").tap();
      });
    });
  });
}
