import { expect, nextFrames, test, type Lab } from "./lab";
import { atRest, expectRows, expectToScroll, scrollTo, seen } from "./rows";

const EVENTS = 100_000;

test("a log of 100,000 events can be looked at anywhere, and takes another event", async ({ lab, page }) => {
  test.slow();
  await lab.open(`?events=${EVENTS}`);
  await expect(lab.grid).toHaveAttribute("aria-rowcount", String(EVENTS + 1));

  await test.step("it opens at its end", async () => {
    await lab.expectSelected(EVENTS);
    await expect.poll(async () => (await seen(lab)).at(-1), "the last row in sight").toBe(EVENTS);
    await expectRows(lab, "at first");
  });

  await test.step("it can be navigated by keyboard at its end", async () => {
    await lab.grid.focus();
    for (const [key, version] of [
      ["ArrowUp", EVENTS - 1],
      ["Home", 1],
      ["ArrowDown", 2],
      ["End", EVENTS],
    ] as const) {
      await page.keyboard.press(key);
      await lab.expectSelected(version);
      await expect(lab.row(version)).toBeInViewport({ ratio: 1 });
    }
  });

  await test.step("it renders few elements at any position", async () => {
    // A row has about seventeen. The page keeps as many rows as the window can show, also at the ends, where fewer are in sight.
    const count = () => lab.log.evaluate((log) => log.querySelectorAll("*").length);
    for (const part of [1, 0.5, 0.123, 0]) {
      await scrollTo(lab, part);
      expect(await count(), `elements in the log at ${part * 100} %`).toBeLessThan(450);
    }
    await lab.slider.fill("50000");
    await lab.expectSelected(50_000);
    expect(await count(), "elements in the log with an open row in the middle").toBeLessThan(450);
  });

  await test.step("it scrolls to both ends and the middle", async () => {
    await expectToScroll(lab, EVENTS);
  });

  await test.step("it scrolls by the wheel without skipping a row", async () => {
    await scrollTo(lab, 0.5);
    await lab.grid.hover();
    let last = (await expectRows(lab, "before the wheel")).at(-1)!;
    for (let turn = 0; turn < 5; turn++) {
      await page.mouse.wheel(0, 200);
      await expect.poll(async () => (await seen(lab)).at(-1)).toBeGreaterThan(last);
      const versions = await expectRows(lab, `after turn ${turn + 1}`);
      expect(versions[0], "a turn of the wheel leaves some rows in sight").toBeLessThan(last);
      last = versions.at(-1)!;
    }
  });

  await test.step("it jumps to any version", async () => {
    await lab.openStorage();
    const goTo = lab.page.getByRole("spinbutton", { name: "Go to version" });
    for (const version of [1, 77_777, 3, 99_999, 50_000]) {
      await goTo.fill(String(version));
      await goTo.press("Enter");
      await lab.expectSelected(version);
      await expect(lab.row(version)).toBeInViewport({ ratio: 1 });
      await expect(lab.item).toContainText(`EVENT#${String(version).padStart(6, "0")}`);
      expect(await seen(lab)).toContain(version);
    }
  });

  await test.step("it can be searched, and the results scroll", async () => {
    await lab.search.fill("withdrawn");
    await expect(lab.log).toContainText(/[\d,]+ of 100,?000 events/);
    await scrollTo(lab, 0.5);
    const versions = await seen(lab);
    expect(versions.length).toBeGreaterThan(5);
    for (const version of versions) await expect(lab.cell(version, "type")).toHaveText("MoneyWithdrawn");
    await lab.search.fill("opened the account");
    await expect(lab.log).toContainText(/1 of 100,?000 events/);
    await expect(lab.row(1)).toBeVisible();
  });

  await test.step("it accepts another event", async () => {
    await lab.search.fill("");
    await lab.button("Last event").click();
    await lab.deposit("12.34");
    await expect(lab.grid).toHaveAttribute("aria-rowcount", String(EVENTS + 2));
    await lab.expectSelected(EVENTS + 1);
    await expect(lab.row(EVENTS + 1)).toBeInViewport({ ratio: 1 });
    await expect(lab.announcements).toHaveText(/^Event 100,?001, MoneyDeposited: Ada paid in 12\.34\.$/);
  });
});

/** Goes to these versions, and counts the rows that are added to the page meanwhile. */
const rowsAdded = (lab: Lab, versions: number[]) =>
  lab.page.getByRole("spinbutton", { name: "Go to version" }).evaluate(async (field: HTMLInputElement, versions) => {
    let added = 0;
    const count = (changes: MutationRecord[]) => {
      const nodes = changes.flatMap(({ addedNodes }) => [...addedNodes]);
      added += nodes.filter((node) => node instanceof Element && node.matches("[data-version]")).length;
    };
    const observer = new MutationObserver(count);
    observer.observe(document.getElementById("events")!, { childList: true, subtree: true });
    for (const version of versions) {
      field.value = String(version);
      field.dispatchEvent(new Event("change", { bubbles: true }));
      for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    }
    count(observer.takeRecords());
    return added;
  }, versions);

test("a jump changes what the rows show, and adds none", async ({ lab }) => {
  const events = 10_000;
  await lab.open(`?events=${events}`);
  await expect(lab.row(events)).toBeInViewport({ ratio: 1 });
  // Until the page has the rows that the window holds.
  await scrollTo(lab, 0.5);
  expect(await rowsAdded(lab, [1, 5_000, 77, 9_999, 3, events, 8, 4_711])).toBe(0);
  await lab.expectSelected(4_711);
  await expectRows(lab, "after the last jump");
});

test("the open row stays in sight when lower rows make the log shorter", async ({ lab, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await lab.open("?events=1000");
  await page.getByRole("spinbutton", { name: "Go to version" }).fill("900");
  await page.keyboard.press("Enter");
  await lab.expectSelected(900);
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect(lab.row(900)).toBeInViewport({ ratio: 1 });
  await nextFrames(page);
  await expect(lab.row(900), "when the box has come to rest").toBeInViewport({ ratio: 1 });
});

test("the rows in sight stay when the window changes while the open row is elsewhere", async ({ lab, page }) => {
  await lab.open("?events=1000");
  await lab.expectSelected(1000);
  await scrollTo(lab, 0.5);
  const first = async () => (await atRest(lab))[0];
  const before = await first();
  for (const height of [800, 900]) {
    await page.setViewportSize({ width: 1440, height });
    await nextFrames(page);
    expect(Math.abs((await first()) - before), `rows from the first one, ${height} high`).toBeLessThan(3);
  }
});

test("a log of a million events can be opened, read at any version and appended to", async ({ lab }) => {
  test.slow();
  const events = 1_000_000;
  await lab.open(`?events=${events}`);
  await expect(lab.grid).toHaveAttribute("aria-rowcount", String(events + 1));
  await expect(lab.row(events)).toBeInViewport({ ratio: 1 });
  await lab.openStorage();
  // The sort key of the design has six digits.
  await expect(lab.storage).toContainText("outside 1 to 999999, the versions that the six digits of a sort key can hold");
  const goTo = lab.page.getByRole("spinbutton", { name: "Go to version" });
  const [thumb, field] = [await lab.timeTravel.locator(".thumb").boundingBox(), await goTo.boundingBox()];
  expect(thumb!.x + thumb!.width, "the thumb ends before the field").toBeLessThan(field!.x);
  for (const version of [1, 654_321, 999_999]) {
    await goTo.fill(String(version));
    await goTo.press("Enter");
    await lab.expectSelected(version);
    await expect(lab.row(version)).toBeInViewport({ ratio: 1 });
    await expect(lab.item).toContainText(`EVENT#${String(version).padStart(6, "0")}`);
  }
  await expect(lab.storage).toContainText("The six digits of the sort key hold versions up to 999,999: the newest event has no item.");
  for (const [part, row] of [
    [0, 1],
    [1, events],
  ]) {
    await scrollTo(lab, part);
    expect(await expectRows(lab, `at ${part * 100} %`)).toContain(row);
  }
  await lab.button("Last event").click();
  await lab.deposit("5");
  await lab.expectSelected(events + 1);
});
