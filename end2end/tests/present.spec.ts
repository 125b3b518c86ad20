import { expect, nextFrames, test, type Lab } from "./lab";
import { unreadable } from "./geometry";
import type { Page } from "@playwright/test";

const present = (page: Page) => page.getByRole("main", { name: "Present mode" });
const leave = (page: Page) => page.getByRole("button", { name: "Leave present mode" });
const nextNote = (page: Page) => page.getByRole("status", { name: "Next note" });

async function start({ page, button }: Lab) {
  await page.getByRole("banner").getByRole("button", { name: "Present", exact: true }).click();
  await expect(leave(page)).toBeVisible();
  await nextFrames(page);
}

async function write(page: Page, script: string) {
  await page.getByRole("button", { name: "Script", exact: true }).click();
  await page.getByRole("dialog", { name: "Script" }).getByRole("textbox").fill(script);
  await page.getByRole("button", { name: "Done", exact: true }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
}

/** Text that is seen and is smaller than 20 px, or has less than 7:1 against what lies behind it. */
function weakTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    type Colour = [number, number, number, number];
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    const pen = canvas.getContext("2d", { willReadFrequently: true })!;
    const colour = (css: string): Colour => {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = css;
      pen.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
      return [r, g, b, a / 255];
    };
    const behind = (element: Element | null): Colour => {
      if (!element) return [255, 255, 255, 1];
      const own = colour(getComputedStyle(element).backgroundColor);
      if (own[3] >= 0.999) return own;
      const below = behind(element.parentElement);
      return [0, 1, 2].map((at) => own[at] * own[3] + below[at] * (1 - own[3])).concat(1) as Colour;
    };
    const light = (c: Colour) => {
      const [r, g, b] = c.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ratio = (one: Colour, other: Colour) => {
      const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
      return (high + 0.05) / (low + 0.05);
    };
    const found: string[] = [];
    let seen = 0;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement!;
      if (!node.textContent!.trim() || element.closest("script, style, noscript, .sr, option")) continue;
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      seen++;
      const style = getComputedStyle(element);
      const name = `"${node.textContent!.trim().slice(0, 40)}" in .${element.className || element.tagName}`;
      if (parseFloat(style.fontSize) < 20) found.push(`${name}: ${style.fontSize}`);
      const contrast = ratio(colour(style.color), behind(element));
      if (contrast < 7) found.push(`${name}: ${contrast.toFixed(2)}:1`);
    }
    if (seen < 20) found.push(`only ${seen} texts are seen`);
    return found;
  });
}

async function expectStrongTexts(page: Page, where: string, isDialog = false) {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect(await weakTexts(page), `${where}, in ${colorScheme} colours`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: "light" });
  // What lies below a dialog is printed under it.
  if (!isDialog) expect(await unreadable(page), where).toEqual([]);
}

test("presents strip, log and projection alone, and leaves to exactly where it was", async ({ lab, page }) => {
  await lab.openWithSixEvents();
  await lab.openStorage();
  await lab.page.getByRole("tablist", { name: "Storage" }).getByRole("tab", { name: "Request" }).click();
  await lab.projection.getByRole("tab", { name: "By type" }).click();
  await lab.field("Amount").fill("12.34");
  await lab.select(3);
  const scrolled = () => lab.log.locator(".log__scroll").evaluate((box) => box.scrollTop);
  const before = await scrolled();

  const button = page.getByRole("banner").getByRole("button", { name: "Present", exact: true });
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(leave(page)).toBeVisible();
  await expect(present(page)).toBeFocused();
  await expect(page.getByRole("region", { name: "Commands" })).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Storage" })).toHaveCount(0);
  await expect(page.getByRole("banner")).toHaveCount(0);
  await expect(lab.flow.getByRole("listitem")).toHaveCount(6);
  await expect(lab.rows).toHaveCount(6);
  await lab.expectSelected(3);
  await expect(lab.balance).toHaveText("70.00 USD");
  await expect(lab.projection).toContainText("as of v3 of v6");

  await page.keyboard.press("Escape");
  await expect(present(page)).toHaveCount(0);
  await expect(button).toBeFocused();
  await expect(lab.projection.getByRole("tab", { name: "By type" })).toHaveAttribute("aria-selected", "true");
  await expect(page.getByRole("tab", { name: "Request" })).toHaveAttribute("aria-selected", "true");
  await expect(lab.field("Amount")).toHaveValue("12.34");
  await lab.expectSelected(3);
  expect(await scrolled()).toBe(before);

  await test.step("and again, by the button", async () => {
    await start(lab);
    await leave(page).click();
    await expect(present(page)).toHaveCount(0);
    await expect(button).toBeFocused();
    await expect(lab.commands).toBeVisible();
  });
});

test("everything is reached by keyboard alone, and nothing that is covered", async ({ lab, page }) => {
  await lab.openWithSixEvents();
  await start(lab);
  const reached = new Set<string>();
  for (let stop = 0; stop < 20; stop++) {
    await page.keyboard.press("Tab");
    const focus = await page.evaluate(() => {
      const element = document.activeElement!;
      const isIn = element.closest(".present") !== null || element === document.body;
      return `${isIn ? "" : "covered: "}${element.getAttribute("aria-label") ?? element.textContent}`;
    });
    expect(focus).not.toContain("covered");
    reached.add(focus);
  }
  for (const name of ["Events", "Previous event", "Version", "Leave present mode", "Script", "Black screen"]) expect([...reached]).toContain(name);
});

test.describe("every text has 20 px and 7:1", () => {
  for (const viewport of [{ width: 1280, height: 720 }, { width: 1440, height: 900 }]) {
    test(`at ${viewport.width}x${viewport.height}`, async ({ lab, page }) => {
      await page.setViewportSize(viewport);
      await lab.openWithSixEvents();
      await start(lab);
      for (const version of [6, 4, 3, 0]) {
        await lab.slider.fill(String(version));
        await expect(lab.slider).toHaveValue(String(version));
        await nextFrames(page);
        await expectStrongTexts(page, `v${version}`);
      }
      await write(page, "withdraw 500: She asks for too much\nSay why nothing was paid\nfreeze for a lost card");
      await expectStrongTexts(page, "with a note");
      await page.keyboard.press("End");
      for (let press = 0; press < 3; press++) await page.keyboard.press("PageDown");
      await expect(lab.status).toHaveText("Frozen");
      await expectStrongTexts(page, "a frozen account");
      await page.getByRole("button", { name: "Script", exact: true }).click();
      await expectStrongTexts(page, "the script", true);
    });
  }

  test("with large figures, and while a command is stepped through", async ({ lab, page }) => {
    await page.setViewportSize({ width: 1280, height: 720 });
    await lab.openWithAccount();
    await lab.deposit("999999999");
    await page.getByRole("switch", { name: "Step through" }).check();
    await start(lab);
    await write(page, "withdraw 888888888.88 for a very large ship");
    for (let stop = 0; stop < 6; stop++) {
      await page.keyboard.press("PageDown");
      await expect(lab.flow.locator('[aria-current="step"]')).toBeVisible();
      await nextFrames(page);
      await expectStrongTexts(page, `stop ${stop}`);
    }
    await page.keyboard.press("PageDown");
    await expect(lab.balance).toHaveText("111,111,110.12 USD");
    await expectStrongTexts(page, "large figures");
  });

  test("in an empty lab", async ({ lab, page }) => {
    await lab.open();
    await start(lab);
    await write(page, "create account Ada");
    await expect(present(page)).toContainText("Nothing has happened yet.");
    await expectStrongTexts(page, "empty");
    await page.keyboard.press("PageDown");
    await expect(lab.row(1)).toContainText("AccountCreated");
  });
});

test("the event at the cursor and the one that is pointed at are big", async ({ lab, page }) => {
  await lab.openWithSixEvents();
  await lab.select(3);
  await start(lab);
  const height = (version: number) =>
    lab.cell(version, "type").evaluate((cell) => {
      const { fontSize } = getComputedStyle(cell);
      return parseFloat(fontSize) * (cell.getBoundingClientRect().height / (cell as HTMLElement).offsetHeight);
    });
  expect(await height(2)).toBe(24);
  expect(await height(3)).toBeGreaterThanOrEqual(32);
  const others = async () => (await lab.row(6).boundingBox())!.y;
  const before = await others();
  await lab.cell(2, "type").hover();
  await expect.poll(() => height(2)).toBeGreaterThanOrEqual(30);
  expect(await others(), "nothing is pushed aside").toBe(before);
  await lab.cell(5, "type").hover();
  await expect.poll(() => height(5)).toBeGreaterThanOrEqual(30);
  await expect.poll(() => height(2)).toBe(24);
  await lab.cell(5, "type").click();
  await lab.expectSelected(5);
  await expect(lab.balance).toHaveText("115.00 USD");
});

test("keys and clickers walk through events and the script", async ({ lab, page }) => {
  await lab.openWithSixEvents();
  await lab.select(4);
  await start(lab);
  await write(page, "withdraw 500: She asks for too much\nSay why\n\nwithdraw lots\ndeposit 20 for a gift");
  await expect(nextNote(page)).toHaveText("Next, 1 of 4: withdraw 500: She asks for too much");

  await test.step("first the events, then the script", async () => {
    await page.keyboard.press("PageDown");
    await lab.expectSelected(5);
    await page.keyboard.press("ArrowLeft");
    await lab.expectSelected(4);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    await lab.expectSelected(6);
    await expect(nextNote(page)).toContainText("1 of 4");
    await page.keyboard.press("PageDown");
    await expect(lab.row(7)).toContainText("WithdrawalRejected");
    await expect(lab.flow).toContainText("Rejected:");
    await expect(nextNote(page)).toHaveText("Next, 2 of 4: Say why");
  });

  await test.step("a note sends nothing, nor does a line whose command is wrong", async () => {
    await page.keyboard.press("PageDown");
    await expect(nextNote(page)).toHaveText("Next, 3 of 4: withdraw lots");
    await page.keyboard.press("PageUp");
    await expect(nextNote(page)).toHaveText("Next, 2 of 4: Say why");
    await page.keyboard.press("PageDown");
    await page.keyboard.press("PageDown");
    await expect(nextNote(page)).toHaveText("Next, 4 of 4: deposit 20 for a gift");
    await expect(lab.grid).toHaveAttribute("aria-rowcount", "8");
  });

  await test.step("what was sent stays sent", async () => {
    await page.keyboard.press("PageDown");
    await expect(lab.row(8)).toContainText("MoneyDeposited");
    await expect(lab.row(8)).toContainText("gift");
    await expect(nextNote(page)).toHaveText("End of the script");
    await page.keyboard.press("PageUp");
    await lab.expectSelected(7);
    await expect(lab.grid).toHaveAttribute("aria-rowcount", "9");
    await page.keyboard.press("PageDown");
    await page.keyboard.press("PageDown");
    await lab.expectSelected(8);
    await expect(lab.grid).toHaveAttribute("aria-rowcount", "9");
  });

  await test.step("the script is still there after leaving, and can start from its first note", async () => {
    await page.keyboard.press("Escape");
    await start(lab);
    await expect(nextNote(page)).toHaveText("End of the script");
    await page.getByRole("button", { name: "Script", exact: true }).click();
    await expect(page.getByRole("dialog").getByRole("textbox")).toHaveValue(/^withdraw 500: .*\nSay why\nwithdraw lots\n/);
    await expect(page.getByRole("dialog").getByRole("status")).toHaveText("4 notes, 2 send a command.");
    await page.getByRole("button", { name: "Start from the first note" }).click();
    await expect(nextNote(page)).toContainText("Next, 1 of 4");
  });
});

test("a key that is held takes one step", async ({ lab, page }) => {
  await lab.openWithSixEvents();
  await start(lab);
  await write(page, "deposit 1\ndeposit 1\ndeposit 1");
  for (let time = 0; time < 3; time++) await page.keyboard.down("PageDown");
  await page.keyboard.up("PageDown");
  await expect(nextNote(page)).toContainText("2 of 3");
  await expect(lab.grid).toHaveAttribute("aria-rowcount", "8");
});

test("while commands are stepped through, Page Down goes from stop to stop", async ({ lab, page }) => {
  await lab.openWithSixEvents();
  await page.getByRole("switch", { name: "Step through" }).check();
  await start(lab);
  await write(page, "withdraw 10\nThe end");
  for (const stop of ["Command", "Load", "Decide"]) {
    await page.keyboard.press("PageDown");
    await expect(lab.flow.locator('[aria-current="step"]')).toContainText(stop);
  }
  await page.keyboard.press("PageUp");
  await expect(lab.flow.locator('[aria-current="step"]')).toContainText("Load");
  for (const stop of ["Decide", "Append", "Publish", "Project"]) {
    await page.keyboard.press("PageDown");
    await expect(lab.flow.locator('[aria-current="step"]')).toContainText(stop);
  }
  await page.keyboard.press("PageDown");
  await expect(lab.balance).toHaveText("90.00 USD");
  await expect(nextNote(page)).toHaveText("Next, 2 of 2: The end");
});

test("B and the full stop show black, and any key shows the lab again", async ({ lab, page }) => {
  await lab.openWithSixEvents();
  await start(lab);
  const black = page.getByText("The screen is black.");
  for (const key of ["b", ".", "B"]) {
    await page.keyboard.press(key === "B" ? "b" : key);
    await expect(black).toBeAttached();
    const picture = await page.evaluate(() => getComputedStyle(document.elementFromPoint(640, 360)!).backgroundColor);
    expect(picture).toBe("rgb(0, 0, 0)");
    await page.keyboard.press(key === "B" ? "Escape" : "PageUp");
    await expect(black).toHaveCount(0);
    await lab.expectSelected(6);
    await expect(leave(page)).toBeVisible();
  }
  await page.getByRole("button", { name: "Black screen" }).click();
  await expect(black).toBeAttached();
  await page.keyboard.press("Enter");
  await expect(black).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect(black).toHaveCount(0);

  await test.step("not while typing", async () => {
    await page.getByRole("button", { name: "Script", exact: true }).click();
    const text = page.getByRole("dialog").getByRole("textbox");
    await text.focus();
    await page.keyboard.type("ab.");
    await page.keyboard.press("PageDown");
    await expect(text).toHaveValue("ab.");
    await expect(black).toHaveCount(0);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(leave(page)).toBeVisible();
    await expect(nextNote(page)).toHaveText("Next, 1 of 1: ab.");
  });

  await test.step("not when single-letter shortcuts are switched off", async () => {
    await leave(page).click();
    await lab.button("Help").click();
    await page.getByRole("switch", { name: "Single-letter shortcuts" }).uncheck();
    await lab.button("Close help").click();
    await start(lab);
    await page.keyboard.press("b");
    await page.keyboard.press(".");
    await nextFrames(page);
    await expect(black).toHaveCount(0);
    await page.keyboard.press("ArrowLeft");
    await lab.expectSelected(5);
  });
});

test("a script is only text", async ({ lab, page }) => {
  await lab.openWithSixEvents();
  await start(lab);
  const hostile = "<img src=x onerror=alert(1)>";
  await write(page, `${hostile}\n\u202e${"x".repeat(5000)}\nwithdraw ${"9".repeat(400)}`);
  await expect(nextNote(page)).toHaveText(`Next, 1 of 3: ${hostile}`);
  for (let press = 0; press < 3; press++) {
    await page.keyboard.press("PageDown");
    await nextFrames(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  }
  await expect(nextNote(page)).toHaveText("End of the script");
  await expect(lab.grid).toHaveAttribute("aria-rowcount", "7");
});

test("a long log shows the event at the cursor wherever it is", async ({ lab, page }) => {
  await lab.open("?events=3000");
  await start(lab);
  for (const version of [3000, 1500, 1499, 1, 1501]) {
    await lab.slider.fill(String(version));
    await lab.expectSelected(version);
    await expect(lab.row(version)).toBeInViewport({ ratio: 1 });
    expect(await lab.rows.count()).toBeLessThanOrEqual(41);
  }
  await expectStrongTexts(page, "a long log");
});

test("paper shows the page as ever", async ({ lab, page }) => {
  await lab.openWithSixEvents();
  await start(lab);
  await page.emulateMedia({ media: "print" });
  await expect(present(page)).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Event log" })).toBeVisible();
  await expect(page.locator(".log .event").first()).toBeVisible();
});

test("fills the screen where the browser lets it", async ({ lab, page }) => {
  await lab.openWithSixEvents();
  await start(lab);
  await lab.button("Full screen").click();
  await expect.poll(() => page.evaluate(() => document.fullscreenElement !== null)).toBe(true);
  await leave(page).click();
  await expect.poll(() => page.evaluate(() => document.fullscreenElement)).toBe(null);
  await page.addInitScript(() => Object.defineProperty(document, "fullscreenEnabled", { value: false }));
  await page.reload();
  await lab.isReady();
  await start(lab);
  await expect(lab.button("Full screen")).toHaveCount(0);
});
