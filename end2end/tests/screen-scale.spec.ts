import { launchOptions } from "../browser";
import { expect, test } from "./lab";
import { atRest, expectRows, expectToScroll, rowHeight, scrollTo, seen } from "./rows";

// The scale that a test emulates for a page does not limit the height of a box, as the scale of a real screen does.
test.use({
  viewport: null,
  launchOptions: {
    ...launchOptions,
    args: [...launchOptions.args!, "--force-device-scale-factor=3", "--window-size=1440,900"],
  },
});

const EVENTS = 1_000_000;

test("a log of a million events on a screen with three pixels to a CSS pixel is looked at anywhere", async ({ lab, page }) => {
  test.slow();
  await lab.open(`?events=${EVENTS}`);
  await lab.expectSelected(EVENTS);
  expect(await page.evaluate(() => devicePixelRatio)).toBe(3);

  await test.step("it is scrolled to both ends and the middle", async () => {
    await expect(lab.row(EVENTS)).toBeInViewport({ ratio: 1 });
    await expectToScroll(lab, EVENTS);
  });

  await test.step("it is walked by the keyboard", async () => {
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

  await test.step("it goes to any version", async () => {
    const goTo = page.getByRole("spinbutton", { name: "Go to version" });
    for (const version of [745_700, 2, 999_990]) {
      await goTo.fill(String(version));
      await goTo.press("Enter");
      await lab.expectSelected(version);
      await expect(lab.row(version)).toBeInViewport({ ratio: 1 });
    }
  });

  await test.step("it moves by the pixels that the wheel turns", async () => {
    // Before the first event no row is open, which would be higher than the others.
    await lab.slider.fill("0");
    for (const part of [0, 0.5, 1]) {
      await scrollTo(lab, part);
      await lab.grid.hover();
      let last = (await expectRows(lab, `at ${part * 100} %`)).at(-1)!;
      for (const delta of part === 1 ? [-200, -200, 100] : [200, 200, -100]) {
        const due = last + delta / (await rowHeight(lab));
        await page.mouse.wheel(0, delta);
        // The browser glides there, so the rows are looked at until they have arrived.
        const off = async () => Math.abs((await seen(lab)).at(-1)! - due);
        await expect.poll(off, `rows that the log is off after the wheel has turned by ${delta} at ${part * 100} %`).toBeLessThan(3);
        last = (await atRest(lab)).at(-1)!;
        expect(Math.abs(last - due), "and it stays there").toBeLessThan(3);
        await expectRows(lab, `after the wheel has turned by ${delta}`);
      }
    }
  });
});
