import { expect, SIX_EVENTS, test, withMotion, type Lab } from "./lab";

test.use(withMotion);

test.describe("the version at the cursor", () => {
  test.beforeEach(async ({ lab }) => lab.openWithSixEvents());

  test("is what everything shows", async ({ lab }) => {
    await test.step("is set by the slider, and everything follows", async () => {
      await lab.openStorage();
      await lab.slider.fill("3");
      await lab.expectSelected(3);
      await expect(lab.balance).toHaveText("70.00 USD");
      await expect(lab.projection).toContainText("as of v3 of v6");
      await expect(lab.item).toContainText("EVENT#000003");
      await expect(lab.stop("Command")).toContainText("Withdraw 30.00");
    });

    await test.step("is announced with the event and its amount", async () => {
      const texts = [
        "Before the first of 6 events",
        "Event 1 of 6, AccountCreated",
        "Event 2 of 6, MoneyDeposited 100.00",
        "Event 3 of 6, MoneyWithdrawn 30.00",
        "Event 4 of 6, WithdrawalRejected 500.00",
        "Event 5 of 6, MoneyDeposited 45.00",
        "Event 6 of 6, MoneyWithdrawn 15.00",
      ];
      for (const [version, text] of texts.entries()) {
        await lab.slider.fill(String(version));
        await expect(lab.slider).toHaveAttribute("aria-valuetext", text);
        await expect(lab.slider).toHaveValue(String(version));
      }
    });

    await test.step("shows the projection of a replay up to it", async () => {
      const balances = ["0.00", "0.00", "100.00", "70.00", "70.00", "115.00", "100.00"];
      for (const [version, balance] of balances.entries()) {
        await lab.slider.fill(String(version));
        await expect(lab.balance, `at v${version}`).toHaveText(`${balance} USD`);
      }
    });

    await test.step("marks the rows after it as later", async () => {
      await lab.select(3);
      for (let version = 1; version <= 6; version++) {
        const later = version > 3;
        await expect(lab.cell(version, "time"), `v${version} is ${later ? "" : "not "}later`).toHaveText(
          later ? /later$/ : /ago$/,
        );
      }
      await expect(lab.log).toContainText("The rows below came later.");
      await lab.button("Last event").click();
      await expect(lab.log).not.toContainText("later");
    });

    await test.step("shows what its event changed, and nothing else", async () => {
      await lab.select(3);
      const changed = lab.page.getByRole("table", { name: "Changed fields" });
      await expect(changed.getByRole("row", { name: "balance 100.00 70.00" })).toBeVisible();
      await expect(changed.getByRole("row", { name: "version 2 3" })).toBeVisible();
      await lab.select(4);
      await expect(changed.getByRole("row", { name: "version 3 4" })).toBeVisible();
      await expect(changed.getByRole("row", { name: /balance/ })).toHaveCount(0);
    });

    await test.step("in the past does not change the version that a command expects", async () => {
      await lab.select(1);
      await expect(lab.balance).toHaveText("0.00 USD");
      await expect(lab.commands).toContainText("next version");
      await expect(lab.commands).toContainText("v7");
    });

    await test.step("can be before the first event: no balance, no item, every row is later", async () => {
      await lab.slider.fill("0");
      await expect(lab.balance).toHaveText("0.00 USD");
      await expect(lab.projection).toContainText("as of v0 of v6");
      await expect(lab.grid.getByRole("row", { selected: true })).toHaveCount(0);
      await expect(lab.item).toBeHidden();
      await lab.button("Fold storage").click();
      await expect(lab.storage).toContainText("Before the first event there is no item.");
      await lab.openStorage();
      await expect(lab.storage).toContainText("The first event becomes the item EVENT#000001.");
      await expect(lab.storage).toContainText("no item has that key");
      await lab.button("Show v1").click();
      await lab.expectSelected(1);
      await expect(lab.item).toContainText("EVENT#000001");
      await lab.slider.fill("0");
      await expect(lab.grid.getByRole("row", { name: /later/ })).toHaveCount(6);
      await lab.expectEvents(SIX_EVENTS);
    });
  });

  test("is moved by the buttons up to both ends, and by a click on a row or on a mark of the scale", async ({ lab, page }) => {
    await lab.button("Previous event").click();
    await lab.expectSelected(5);
    await lab.button("First event").click();
    await lab.expectSelected(1);
    await lab.button("Next event").click();
    await lab.expectSelected(2);
    await lab.button("Last event").click();
    await lab.expectSelected(6);
    await expect(lab.button("Next event")).toHaveAttribute("aria-disabled", "true");
    await expect(lab.button("Last event")).toHaveAttribute("aria-disabled", "true");
    await lab.button("First event").click();
    await lab.button("Previous event").click();
    await expect(lab.slider).toHaveValue("0");
    await expect(lab.button("Previous event")).toHaveAttribute("aria-disabled", "true");

    await lab.select(2);
    await expect(lab.slider).toHaveValue("2");
    await expect(lab.balance).toHaveText("100.00 USD");

    for (const version of [2, 5]) {
      const mark = (await lab.timeTravel.locator(".tick").nth(version - 1).boundingBox())!;
      await page.mouse.click(mark.x + mark.width / 2, mark.y + mark.height / 2);
      await lab.expectSelected(version);
    }
  });

  test("can be typed: a number out of range goes to the nearest end, other text is reset", async ({ lab }) => {
    const goTo = lab.page.getByRole("spinbutton", { name: "Go to version" });
    for (const [typed, version] of [
      ["2", "2"],
      ["99", "6"],
      ["-4", "0"],
      ["4", "4"],
      ["", "4"],
      ["e", "4"],
      ["--", "4"],
      ["2.9", "2"],
      ["1e30", "6"],
    ]) {
      await goTo.click();
      await goTo.press("ControlOrMeta+a");
      await goTo.press("Delete");
      await goTo.pressSequentially(typed);
      await goTo.press("Enter");
      await expect(lab.slider, `after typing "${typed}"`).toHaveValue(version);
      await expect(goTo, `the field after typing "${typed}"`).toHaveValue(version);
    }
  });
});

/** Intervals that pass when the test says so, and not by themselves. */
function intervalsByHand() {
  const timers = new Map<number, { act: () => void; every: number; due: number }>();
  let now = 0;
  let last = 0;
  window.setInterval = ((act: () => void, every: number) => {
    timers.set(++last, { act, every, due: now + every });
    return last;
  }) as typeof setInterval;
  window.clearInterval = (id) => void timers.delete(id as number);
  (window as any).passTime = async (milliseconds: number) => {
    for (const end = now + milliseconds; ; ) {
      const next = [...timers.values()].filter(({ due }) => due <= end).sort((one, other) => one.due - other.due)[0];
      now = next?.due ?? end;
      if (!next) return;
      next.due += next.every;
      next.act();
      await new Promise((done) => setTimeout(done));
    }
  };
}

test.describe("playing", () => {
  const pass = (lab: Lab, milliseconds: number) =>
    lab.page.evaluate((milliseconds) => (window as any).passTime(milliseconds), milliseconds);

  test.beforeEach(async ({ lab, page }) => {
    await page.addInitScript(intervalsByHand);
    await lab.openWithSixEvents();
  });

  test("goes from the start to the newest event, one every 900 ms, then stops", async ({ lab }) => {
    await lab.button("Play").click();
    await expect(lab.slider).toHaveValue("0");
    for (let version = 1; version <= 5; version++) {
      await pass(lab, 899);
      await expect(lab.slider).toHaveValue(String(version - 1));
      await pass(lab, 1);
      await expect(lab.slider).toHaveValue(String(version));
      await expect(lab.button("Pause")).toBeVisible();
    }
    await pass(lab, 900);
    await expect(lab.slider).toHaveValue("6");
    await expect(lab.button("Play")).toBeVisible();
  });

  test("continues from the cursor, and pauses", async ({ lab }) => {
    await lab.select(2);
    await lab.button("Play").click();
    await pass(lab, 900);
    await expect(lab.slider).toHaveValue("3");
    await lab.button("Pause").click();
    await pass(lab, 10_000);
    await expect(lab.slider).toHaveValue("3");
  });

  test("is faster at a higher speed, even if it is changed while playing, and ends when the slider is moved", async ({ lab }) => {
    const speed = lab.page.getByRole("combobox", { name: "Speed" });
    await speed.selectOption("2\u00d7");
    await lab.button("Play").click();
    await pass(lab, 2 * 450);
    await expect(lab.slider).toHaveValue("2");
    await speed.selectOption("10\u00d7");
    await pass(lab, 3 * 90);
    await expect(lab.slider).toHaveValue("5");
    await lab.slider.fill("4");
    await expect(lab.button("Play")).toBeVisible();
    await pass(lab, 10_000);
    await expect(lab.slider).toHaveValue("4");
  });

  test("ends when a command is sent, and asks whether it goes to now or to a fork", async ({ lab }) => {
    await lab.button("Play").click();
    await pass(lab, 900);
    await lab.send("Deposit", { Amount: "5" });
    await pass(lab, 10_000);
    await lab.page.getByRole("button", { name: /^Send it now, as v\d+$/ }).click();
    await lab.expectSelected(7);
    await expect(lab.button("Play")).toBeVisible();
    await pass(lab, 10_000);
    await lab.expectSelected(7);
  });
});

/** What is pushed aside while events are played, by no act of anybody. */
async function shiftWhilePlaying(lab: Lab, from = 0, head = 6) {
  await lab.page.getByRole("combobox", { name: "Speed" }).selectOption("4\u00d7");
  await lab.slider.fill(String(from));
  // What follows an act of a person within half a second does not count.
  await lab.page.waitForTimeout(600);
  await lab.page.evaluate(() => {
    const seen = ((window as any).shifts = [] as string[]);
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries() as any[]) {
        // Less than a thousandth of a percent of the window is nothing that anybody sees.
        if (shift.value < 1e-5) continue;
        for (const { node } of shift.sources) seen.push(`${shift.value} ${node?.className ?? `text in ${node?.parentElement?.className}`}`);
      }
    }).observe({ type: "layout-shift" });
  });
  await lab.button("Play").evaluate((button: HTMLElement) => button.click());
  await expect(lab.slider).toHaveValue(String(head), { timeout: 10_000 });
  await expect(lab.button("Play")).toBeVisible();
  return lab.page.evaluate(() => (window as any).shifts);
}

test.describe("nothing shifts while events are played", () => {
  for (const [where, viewport] of [
    ["on a desk", { width: 1440, height: 900 }],
    ["on a small desk", { width: 1000, height: 800 }],
    ["on a phone", { width: 390, height: 844 }],
  ] as const) {
    test.describe(where, () => {
      test.use({ viewport });

      test("with the strip alone, with the details of a stop, and as a version gets another digit", async ({ lab }) => {
        await lab.openWithSixEvents();
        expect.soft(await shiftWhilePlaying(lab), "with the strip alone").toEqual([]);
        await lab.flow.getByRole("button", { name: "Append" }).click();
        await expect(lab.flow.getByRole("region")).toContainText("One transaction");
        expect.soft(await shiftWhilePlaying(lab), "with the details of a stop").toEqual([]);
        await lab.open("?events=103");
        expect.soft(await shiftWhilePlaying(lab, 97, 103), "from two digits to three").toEqual([]);
        await lab.open("?events=12");
        expect.soft(await shiftWhilePlaying(lab, 7, 12), "from one digit to two").toEqual([]);
      });
    });
  }
});

test("with reduced motion, everything moves without animation", async ({ lab, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await lab.openWithSixEvents();
  await lab.select(2);
  const moving = await page.evaluate(() => document.getAnimations().filter((one) => one.playState === "running").length);
  expect(moving, "animations that run").toBe(0);
});

test("time travel appears with the first event", async ({ lab }) => {
  await lab.open();
  await expect(lab.timeTravel).toBeHidden();
  await lab.button("Open an account for Ada").click();
  await expect(lab.timeTravel).toBeVisible();
  await expect(lab.slider).toHaveAttribute("aria-valuetext", "Event 1 of 1, AccountCreated");
});

test("rows touch one another, whichever is open", async ({ lab }) => {
  await lab.openWithAccount();
  await lab.deposit("100");
  await lab.send("Withdraw", { Amount: "500" });
  await lab.expectSelected(3);
  const gaps = () =>
    lab.rows.evaluateAll((rows) => {
      const boxes = rows.map((row) => row.getBoundingClientRect()).sort((one, other) => one.top - other.top);
      return boxes.slice(1).map((box, number) => Math.round(box.top - boxes[number].bottom));
    });
  // The line between the open row and the later ones is 24 pixels high.
  for (const [version, expected] of [[2, [0, 24]], [1, [24, 0]], [3, [0, 0]]] as const) {
    await lab.select(version);
    await expect.poll(gaps, `between the rows with v${version} open`).toEqual(expected);
  }
});
