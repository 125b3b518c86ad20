import { launchOptions } from "../browser";
import { expect, test } from "./lab";
import { expectRows, expectToScroll, scrollTo } from "./rows";

// The scale that a test emulates for a page does not limit the height of a box, as the scale of a real screen does.
test.use({
  viewport: null,
  launchOptions: {
    ...launchOptions,
    args: [...launchOptions.args!, "--force-device-scale-factor=3", "--window-size=1440,900"],
  },
});

const EVENTS = 1_000_000;

test.describe("a log of a million events on a screen with three pixels to a CSS pixel", () => {
  test.slow();

  test.beforeEach(async ({ lab, page }) => {
    await lab.open(`?events=${EVENTS}`);
    await lab.expectSelected(EVENTS);
    expect(await page.evaluate(() => devicePixelRatio)).toBe(3);
  });

  test("is scrolled to both ends and the middle", async ({ lab }) => {
    await expect(lab.row(EVENTS)).toBeInViewport({ ratio: 1 });
    await expectToScroll(lab, EVENTS);
  });

  test("moves by the pixels that the wheel turns", async ({ lab, page }) => {
    for (const part of [0, 0.5, 1]) {
      await scrollTo(lab, part);
      await lab.grid.hover();
      let last = (await expectRows(lab, `at ${part * 100} %`)).at(-1)!;
      for (const delta of part === 1 ? [-200, -200, 100] : [200, 200, -100]) {
        const before = last;
        const ended = lab.grid.evaluate(
          (grid) => new Promise<void>((done) => grid.addEventListener("scrollend", () => done(), { once: true })),
        );
        await page.mouse.wheel(0, delta);
        await ended;
        last = (await expectRows(lab, `after the wheel has turned by ${delta}`)).at(-1)!;
        expect(Math.abs(last - before - delta / 37), "from the rows that it should have moved").toBeLessThan(3);
      }
    }
  });

  test("is walked by the keyboard", async ({ lab, page }) => {
    await lab.grid.focus();
    for (const [key, least, most] of [
      ["ArrowUp", EVENTS - 1, EVENTS - 1],
      ["PageUp", EVENTS - 40, EVENTS - 5],
      ["Home", 1, 1],
      ["PageDown", 5, 40],
      ["End", EVENTS, EVENTS],
    ] as const) {
      await page.keyboard.press(key);
      const selected = lab.grid.getByRole("row", { selected: true });
      const version = async () => Number(await selected.getAttribute("data-version"));
      await expect.poll(version, `the row after ${key}`).toBeGreaterThanOrEqual(least);
      expect(await version(), `the row after ${key}`).toBeLessThanOrEqual(most);
      await expect(selected).toBeInViewport({ ratio: 1 });
    }
  });

  test("is looked at anywhere", async ({ lab, page }) => {
    const goTo = page.getByRole("spinbutton", { name: "Go to version" });
    for (const version of [745_700, 2, 999_990]) {
      await goTo.fill(String(version));
      await goTo.press("Enter");
      await lab.expectSelected(version);
      await expect(lab.row(version)).toBeInViewport({ ratio: 1 });
    }
  });
});
