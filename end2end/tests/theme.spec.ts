import { expect, test, type Lab } from "./lab";

/** How light the page is, from 0 (black) to 255 (white). */
const lightness = (lab: Lab) =>
  lab.page.evaluate(() => {
    const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/\d+/g)!.map(Number);
    return 0.21 * red + 0.72 * green + 0.07 * blue;
  });

const expectDark = (lab: Lab) => expect.poll(() => lightness(lab), "the page is dark").toBeLessThan(50);
const expectLight = (lab: Lab) => expect.poll(() => lightness(lab), "the page is light").toBeGreaterThan(200);

test("the page follows the system's theme, even when it changes", async ({ lab, page }) => {
  await lab.open();
  await expectLight(lab);
  await page.emulateMedia({ colorScheme: "dark" });
  await expectDark(lab);
  await page.emulateMedia({ colorScheme: "light" });
  await expectLight(lab);
});

test("the button changes the theme and back", async ({ lab }) => {
  await lab.open();
  await lab.button("Theme").click();
  await expectDark(lab);
  await lab.button("Theme").click();
  await expectLight(lab);
});

test("the chosen theme survives a reload, whatever the system prefers", async ({ lab, page }) => {
  await lab.open();
  await lab.button("Theme").click();
  await page.reload();
  await lab.isReady();
  await expectDark(lab);
  await lab.button("Theme").click();
  await page.emulateMedia({ colorScheme: "dark" });
  await page.reload();
  await lab.isReady();
  await expectLight(lab);
});

test("the chosen theme applies from the first frame: the page does not flash", async ({ lab, page }) => {
  await lab.open();
  await lab.button("Theme").click();
  await page.addInitScript(() => {
    const seen = ((window as any).seenColours = new Set<string>());
    const look = () => {
      if (document.body) seen.add(getComputedStyle(document.body).backgroundColor);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.reload();
  await lab.isReady();
  await expectDark(lab);
  const seen = await page.evaluate(() => [...(window as any).seenColours]);
  expect(seen, "one colour from the first frame on").toHaveLength(1);
});

test("the theme works where nothing can be stored", async ({ lab, page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, "localStorage", {
      get() {
        throw new DOMException("closed", "SecurityError");
      },
    });
  });
  await lab.open();
  await lab.button("Theme").click();
  await expectDark(lab);
});

test("nothing but the theme is kept in the browser", async ({ lab, page, context }) => {
  await lab.openWithSixEvents();
  await lab.button("Theme").click();
  const stored = await page.evaluate(() => [Object.keys(localStorage), Object.keys(sessionStorage)]);
  expect(stored).toEqual([["event-sourcing-lab.theme"], []]);
  expect(await context.cookies()).toEqual([]);
});
