import type { Page } from "@playwright/test";
import { expect, expectNoSidewaysScroll, nextFrames, test, type Lab } from "./lab";
import { unreadable } from "./geometry";

const softly = expect.configure({ soft: true });

/** Wider and larger text than the page is drawn with; a reader may set any of them. */
const TEXTS = {
  "text as designed": "",
  "a wide font": `* { font-family: "DejaVu Sans", Verdana, sans-serif !important; }`,
  // https://www.w3.org/TR/WCAG22/#text-spacing
  "the spacing of WCAG 1.4.12":
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-bottom: 2em !important; }",
  "text of 150 %": "html { font-size: 150% !important; }",
  "text of 200 %": "html { font-size: 200% !important; }",
};

/** 640 by 360 is 1280 by 720 at a zoom of 200 %, and 320 pixels are left of 1280 at 400 %. */
const SIZES = [
  [1440, 900],
  [1366, 768],
  [1280, 720],
  [1000, 700],
  [800, 800],
  [640, 360],
  [390, 844],
  [320, 640],
] as const;

/** The narrowest room that the page is drawn for, in rem. */
const NARROWEST = 12;

async function setText(page: Page, css: string) {
  await page.addInitScript((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets.push(sheet);
  }, css);
}

/** What is cut off, printed over or broken at last; the list lays its rows out again in a frame after a change of size. */
async function expectReadable(page: Page, where: string) {
  await nextFrames(page);
  await softly.poll(() => unreadable(page), where).toEqual([]);
  await expectNoSidewaysScroll(page);
}

async function atEverySize({ page }: Lab, text: string, check: (where: string) => Promise<void>) {
  const rem = Number(/(\d+)%/.exec(text)?.[1] ?? 100) * 0.16;
  for (const [width, height] of SIZES) {
    if (width / rem < NARROWEST) continue;
    await page.setViewportSize({ width, height });
    await check(`${width} by ${height}`);
  }
}

test.describe("nothing is cut off, printed over something else or broken", () => {
  for (const [name, css] of Object.entries(TEXTS)) {
    test(`with ${name}`, async ({ lab, page }) => {
      test.slow();
      await setText(page, css);
      await lab.open();
      await atEverySize(lab, css, (size) => expectReadable(page, `first visit, ${size}`));
      await page.setViewportSize({ width: 1440, height: 900 });
      await lab.openWithSixEvents();
      await atEverySize(lab, css, (size) => expectReadable(page, `six events, ${size}`));
      const views = page.getByRole("tab", { name: "Views", exact: true });
      await atEverySize(lab, css, async (size) => {
        // Other layouts show the views beside the log.
        if (!(await views.isVisible())) return;
        await views.click();
        await expectReadable(page, `views on a phone, ${size}`);
      });
    });
  }

  for (const name of ["text as designed", "a wide font"] as const) {
    test(`with large figures and ${name}`, async ({ lab, page }) => {
      await setText(page, TEXTS[name]);
      await lab.openWithAccount();
      await lab.deposit("999999999.99");
      await lab.deposit("999999999.99");
      await atEverySize(lab, "", (size) => expectReadable(page, size));
    });
  }

  test("on paper", async ({ lab, page }) => {
    await lab.openWithSixEvents();
    for (const view of ["Account", "Statement", "All accounts", "By type"]) {
      await test.step(view, async () => {
        await page.emulateMedia({ media: "screen" });
        await page.setViewportSize({ width: 1440, height: 900 });
        await lab.projection.getByRole("tab", { name: view, exact: true }).click();
        await expect(lab.projection.getByRole("tabpanel", { name: view })).toContainText(".00");
        await page.emulateMedia({ media: "print" });
        await page.setViewportSize({ width: 660, height: 930 });
        await expectReadable(page, `${view} on a page of paper`);
        await expect(lab.commands, "what is pressed is not printed").toBeHidden();
      });
    }
  });
});

test("the views stay on one line, and what adds one stands beside them", async ({ lab, page }) => {
  await lab.openWithSixEvents();
  const tabs = lab.projection.getByRole("tablist", { name: "Views" });
  for (const [width, height] of SIZES.slice(0, 3)) {
    await page.setViewportSize({ width, height });
    for (const name of ["Account", "All accounts"]) {
      await tabs.getByRole("tab", { name, exact: true }).click();
      const tops = await tabs.getByRole("tab").evaluateAll((tabs) => tabs.map((tab) => Math.round(tab.getBoundingClientRect().top)));
      expect(new Set(tops).size, `lines of views at ${width} with ${name}`).toBe(1);
      const [list, add] = [(await tabs.boundingBox())!, (await lab.button("Add a view").boundingBox())!];
      expect(add.x, "the button is beside the list").toBeGreaterThanOrEqual(list.x + list.width);
      expect(add.y).toBeLessThan(list.y + list.height);
    }
  }
});

test("with the system's own colours, a switch has a knob and what can't be used is grey", async ({ lab, page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await lab.openWithSixEvents();
  const colours = await page.evaluate(() => {
    const probe = document.body.appendChild(document.createElement("i"));
    const of = (colour: string) => ((probe.style.color = colour), getComputedStyle(probe).color);
    const colours = { GrayText: of("GrayText"), Canvas: of("Canvas") };
    probe.remove();
    return colours;
  });
  const knob = () =>
    page.getByRole("switch", { name: "Step through" }).evaluate((input) => getComputedStyle(input, "::after").backgroundColor);
  expect(await knob(), "the knob of a switch that is off").not.toBe(colours.Canvas);
  await expect(lab.button("Next step")).toBeDisabled();
  await expect(lab.button("Next step")).toHaveCSS("color", colours.GrayText);
});

test("on a narrow phone the views have room", async ({ lab, page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await lab.openWithSixEvents();
  await page.getByRole("tablist", { name: "Panels" }).getByRole("tab", { name: "Views" }).click();
  const panel = lab.projection.getByRole("tabpanel");
  expect(await panel.evaluate((panel) => panel.parentElement!.clientHeight), "height of the views").toBeGreaterThan(100);
});
