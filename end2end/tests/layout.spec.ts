import { expect, expectNoSidewaysScroll, nextFrames, test } from "./lab";

const DESKS = [
  [1440, 900],
  [1920, 1080],
  [1280, 720],
  [1100, 800],
  [800, 800],
] as const;

for (const state of ["first visit", "six events"] as const) {
  test(`${state}: at every size of a desk, the page does not scroll, and every panel has its own place`, async ({ lab, page }) => {
    if (state === "first visit") await lab.open();
    else await lab.openWithSixEvents();
    for (const [width, height] of DESKS) {
      await test.step(`at ${width} by ${height}`, async () => {
        await page.setViewportSize({ width, height });
        await nextFrames(page);
        const scroll = await page.evaluate(() => {
          const root = document.scrollingElement!;
          return { down: root.scrollHeight - root.clientHeight, sideways: root.scrollWidth - root.clientWidth };
        });
        expect(scroll).toEqual({ down: 0, sideways: 0 });
        await expectNoSidewaysScroll(page);

        const panels = [lab.flow, lab.commands, lab.log, lab.projection, lab.storage];
        if (state === "six events") panels.push(lab.timeTravel);
        const boxes = [];
        for (const panel of panels) {
          const box = (await panel.boundingBox())!;
          expect(box.x, `${panel} begins inside of the window`).toBeGreaterThanOrEqual(-0.5);
          expect(box.y).toBeGreaterThanOrEqual(-0.5);
          expect(box.x + box.width, `${panel} ends inside of the window`).toBeLessThanOrEqual(width + 0.5);
          expect(box.y + box.height, `${panel} ends above the bottom`).toBeLessThanOrEqual(height + 0.5);
          boxes.push({ panel, ...box });
        }
        for (const one of boxes) {
          for (const other of boxes) {
            if (one === other) continue;
            const across = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
            const down = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
            expect(across <= 0.5 || down <= 0.5, `${one.panel} lies beside ${other.panel}`).toBe(true);
          }
        }
        if (state === "first visit") return;
        await expect(lab.row(6), "the newest event is in sight").toBeInViewport({ ratio: 1 });
        expect((await lab.grid.boundingBox())!.height, "height of the log").toBeGreaterThan(150);
      });
    }
  });
}

test("Storage is folded until it is opened, and a reload leaves it as it was", async ({ lab, page }) => {
  await lab.openWithSixEvents();
  await expect(lab.item).toBeHidden();
  await lab.button("Open storage").click();
  await expect(lab.item).toBeVisible();
  await page.reload();
  await lab.isReady();
  await lab.button("Open an account for Ada").click();
  await expect(lab.item).toBeVisible();
  await lab.button("Fold storage").click();
  await expect(lab.item).toBeHidden();
  await page.reload();
  await lab.isReady();
  await lab.button("Open an account for Ada").click();
  await expect(lab.button("Open storage")).toBeVisible();
  await expect(lab.item).toBeHidden();
});

test("Storage shows at most 12 lines of the item, with the version check in sight", async ({ lab, page }) => {
  await lab.openWithSixEvents();
  for (const [width, height] of DESKS.slice(0, 3)) {
    await test.step(`at ${width} by ${height}`, async () => {
      await page.setViewportSize({ width, height });
      await lab.openStorage();
      await expect(lab.item).toContainText("EVENT#000006");
      await nextFrames(page);
      const lines = await lab.item.evaluate((item) => {
        const bottom = item.closest(".dock")!.getBoundingClientRect().bottom;
        return [...item.querySelectorAll("code")].filter((line) => line.getBoundingClientRect().bottom <= bottom).length;
      });
      expect(lines).toBeLessThanOrEqual(12);
      expect(lines).toBeGreaterThanOrEqual(8);
      await expect(lab.storage.getByText("written only if this key is free", { exact: true })).toBeInViewport({ ratio: 1 });
    });
  }
});

test("the ids of an event are behind Ids, and stay open from event to event", async ({ lab }) => {
  await lab.openWithSixEvents();
  const ids = (version: number) => lab.row(version).getByText(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  await expect(lab.row(6).getByText("Withdraw", { exact: true })).toBeVisible();
  await expect(ids(6).filter({ visible: true })).toHaveCount(0);
  await lab.row(6).getByText("Ids").click();
  await expect(ids(6).filter({ visible: true })).toHaveCount(3);
  await lab.select(5);
  await expect(ids(5).filter({ visible: true })).toHaveCount(3);
  await lab.row(5).getByText("Ids").click();
  await expect(ids(5).filter({ visible: true })).toHaveCount(0);
});

test("the log follows when the window is resized", async ({ lab, page }) => {
  await lab.open("?events=1000");
  for (const size of [
    { width: 390, height: 844 },
    { width: 1100, height: 800 },
    { width: 700, height: 800 },
    { width: 1440, height: 900 },
  ]) {
    await page.setViewportSize(size);
    await lab.slider.fill("500");
    await expect(lab.row(500), `at ${size.width} by ${size.height}`).toBeInViewport({ ratio: 1 });
    const gap = await lab.grid.evaluate(async (grid) => {
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const rows = [...grid.querySelectorAll("[data-version]")].map((row) => row.getBoundingClientRect());
      return {
        above: Math.min(...rows.map((row) => row.top)) <= grid.getBoundingClientRect().top + 40,
        below: Math.max(...rows.map((row) => row.bottom)) >= grid.getBoundingClientRect().bottom - 40,
      };
    });
    expect(gap, `rows fill the log at ${size.width} by ${size.height}`).toEqual({ above: true, below: true });
  }
});

test("nothing moves if the system prefers reduced motion", async ({ lab, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await lab.openWithAccount();
  await page.evaluate(() => {
    (window as any).moves = 0;
    for (const type of ["animationstart", "transitionrun"]) addEventListener(type, () => (window as any).moves++, true);
  });
  await lab.deposit("100");
  await lab.slider.fill("1");
  await lab.button("Theme").hover();
  await nextFrames(page);
  expect(await page.evaluate(() => (window as any).moves), "animations and transitions").toBe(0);
});

test("the selection is distinguishable in forced colours", async ({ lab, page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await lab.openWithSixEvents();
  const outlined = (element: Element) => {
    const { outlineStyle, borderTopStyle, outlineWidth, borderTopWidth } = getComputedStyle(element);
    return (
      (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || (borderTopStyle !== "none" && parseFloat(borderTopWidth) > 0)
    );
  };
  const marked = [
    lab.row(6),
    lab.radio("Deposit"),
    lab.accounts.getByRole("tab", { selected: true }),
    lab.field("Amount"),
    lab.submit("Deposit"),
  ];
  for (const control of marked) expect(await control.evaluate(outlined), `${control} has a line around it`).toBe(true);
  expect(await lab.row(5).evaluate((row) => getComputedStyle(row).outlineStyle), "other rows have none").toBe("none");
});

test("in a low or small window, the page scrolls down and everything can be reached", async ({ lab, page }) => {
  await lab.openWithSixEvents();
  for (const [width, height] of [
    [844, 390],
    [720, 450],
    [320, 256],
  ]) {
    await test.step(`at ${width} by ${height}`, async () => {
      await page.setViewportSize({ width, height });
      await expectNoSidewaysScroll(page);
      await lab.slider.fill("3");
      await lab.expectSelected(3);
      await lab.row(3).scrollIntoViewIfNeeded();
      await expect(lab.row(3)).toBeInViewport();
      await lab.slider.scrollIntoViewIfNeeded();
      await expect(lab.slider).toBeInViewport({ ratio: 0.9 });
      await lab.button("Last event").click();
      const events = Number(await lab.grid.getAttribute("aria-rowcount"));
      await lab.submit("Deposit").click();
      await expect(lab.grid).toHaveAttribute("aria-rowcount", String(events + 1));
    });
  }
});

test("the newest event stays visible when the storage panel takes room from the log", async ({ lab }) => {
  await lab.open("?events=1000");
  await expect(lab.row(1000)).toBeInViewport({ ratio: 1 });
  await lab.button("Open storage").click();
  await expect(lab.item).toBeVisible();
  await expect(lab.row(1000)).toBeInViewport({ ratio: 1 });
});
