import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import { PHONE } from "./axe-phone-states";
import { DESK, type State } from "./axe-states";
import { expect, test } from "./lab";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

type Rules = "all" | "standard" | "colours";

/** What axe looks for; good practice, which "all" has as well, asks for what only a page that has started has. */
const RULES: Record<Rules, object | undefined> = {
  all: undefined,
  standard: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
  colours: { type: "rule", values: ["color-contrast", "link-in-text-block"] },
};

async function expectNone(page: Page, rules: Rules, where: string) {
  const violations = await page.evaluate(async (runOnly) => {
    const { violations } = await (window as any).axe.run(document, {
      resultTypes: ["violations"],
      ...(runOnly ? { runOnly } : {}),
    });
    return violations.map(({ id, help, nodes }: any) => ({
      rule: `${id}: ${help}`,
      where: nodes.map((node: any) => `${node.target.join(" ")} ${node.any.map((check: any) => check.message).join(" ")}`),
    }));
  }, RULES[rules]);
  expect.soft(violations, `violations that axe finds: ${where}`).toEqual([]);
}

/** By these rules in light colours, and by those of colours in dark ones. */
async function expectNoViolations(page: Page, state: string, rules: "all" | "standard" = "all") {
  // Given to the browser itself and not as an element of the page, so its policy stands.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  await expectNone(page, rules, `${state}, in light colours`);
  await page.emulateMedia({ colorScheme: "dark" });
  await expectNone(page, "colours", `${state}, in dark colours`);
  await page.emulateMedia({ colorScheme: "light" });
}

function tours(states: Record<string, State[]>) {
  for (const [tour, stops] of Object.entries(states)) {
    test(`in the states of ${tour}`, async ({ lab, page }) => {
      test.slow();
      for (const [name, reach] of stops) {
        await test.step(name, async () => {
          await reach(lab);
          await expectNoViolations(page, name);
        });
      }
    });
  }
}

test.describe("axe finds nothing wrong", () => {
  tours(DESK);

  test.describe("on a phone", () => {
    test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

    tours(PHONE);
  });

  test("at a width between desktop and phone", async ({ lab, page }) => {
    await page.setViewportSize({ width: 800, height: 800 });
    await lab.openWithSixEvents();
    await expectNoViolations(page, "six events");
  });

  test("while the program loads", async ({ page, complaints }) => {
    complaints.expect(/request failed: .*\.wasm/);
    await page.route("**/*.wasm", () => {});
    await page.goto("./", { waitUntil: "domcontentloaded" });
    await expect(page.getByText("Nothing has happened yet.")).toBeVisible();
    await expectNoViolations(page, "the shell", "standard");
  });

  test("when the program can't run", async ({ page, complaints }) => {
    complaints.expect(/WebAssembly is not defined/, /preloaded .* but not used/);
    await page.addInitScript(() => delete (window as any).WebAssembly);
    await page.goto("./");
    await expect(page.getByRole("alert")).toBeVisible();
    await expectNoViolations(page, "the failure", "standard");
  });
});
