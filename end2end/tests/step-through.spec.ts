import { expect, nextFrames, test, type Lab } from "./lab";

const STOPS = ["Command", "Load", "Decide", "Append", "Publish", "Project"];

const next = (lab: Lab) => lab.flow.getByRole("button", { name: "Next step" });

async function expectAt(lab: Lab, stop: string) {
  const current = lab.flow.locator('[aria-current="step"]');
  await expect(current, `the command is at ${stop}`).toHaveCount(1);
  await expect(current).toHaveText(new RegExp(`^${stop}`));
}

async function advance(lab: Lab, stop: string) {
  await next(lab).click();
  await expectAt(lab, stop);
}

const details = (lab: Lab) => lab.flow.getByRole("region", { name: /^Details of / });

/** Something that the details of the stop in focus say. */
async function expectFact(lab: Lab, name: string, value: string) {
  const term = details(lab).getByRole("term").filter({ hasText: new RegExp(`^${name}$`) });
  await expect(term.locator("xpath=following-sibling::dd"), name).toHaveText(value);
}

test.describe("stepping through a command", () => {
  test.beforeEach(async ({ lab }) => {
    await lab.openWithAccount();
    await lab.deposit("100");
    await lab.page.getByRole("switch", { name: "Step through" }).check();
  });

  test("visits six stops, shows at each only what has happened, and writes one event at Append", async ({ lab }) => {
    const guide = lab.flow.getByRole("status", { name: "Step" });
    await expect(guide).toContainText("Now send a command");
    await lab.send("Withdraw", { Amount: "30" });
    const said = new Set<string>();
    /** What is the same at every stop: one sentence of its own, and the events and the balance so far. */
    const expectStop = async (stop: string, events: number, balance: string) => {
      await expect(guide).not.toContainText("Now send a command");
      said.add((await guide.textContent())!);
      await expect(lab.grid, `events at ${stop}`).toHaveAttribute("aria-rowcount", String(events + 1));
      await expect(lab.balance, `the balance at ${stop}`).toHaveText(balance);
    };
    await test.step("Command", async () => {
      await expectAt(lab, "Command");
      await expectStop("Command", 2, "100.00 USD");
      await expect(lab.stop("Command")).toContainText("Withdraw 30.00");
      await expectFact(lab, "Amount", "30.00 USD");
      await expect(lab.stop("Load")).not.toContainText("v2");
    });
    await test.step("Load", async () => {
      await advance(lab, "Load");
      await expectStop("Load", 2, "100.00 USD");
      await expect(lab.outcome).toContainText("Nothing is written yet");
      await expect(lab.stop("Load")).toContainText("v2");
      await expectFact(lab, "Snapshot", "none before v100");
      await expectFact(lab, "Tail", "2 events, v1 to v2");
      await expectFact(lab, "balance", "100.00 USD");
      await expect(lab.stop("Decide")).not.toContainText("allowed");
    });
    await test.step("Decide", async () => {
      await advance(lab, "Decide");
      await expectStop("Decide", 2, "100.00 USD");
      await expect(lab.outcome).toContainText("Nothing is written yet");
      await expect(lab.stop("Decide")).toContainText("allowed: balance 100 \u2265 30");
      await expectFact(lab, "Checks", "status Active, currency USD, balance 100.00 \u2265 30.00");
      await expectFact(lab, "Allowed", "MoneyWithdrawn");
      await expect(lab.stop("Append")).not.toContainText("wrote");
    });
    await test.step("Append", async () => {
      await advance(lab, "Append");
      await lab.expectEvents(["AccountCreated", "MoneyDeposited", "MoneyWithdrawn"]);
      await expectStop("Append", 3, "100.00 USD");
      await expect(lab.stop("Append")).toContainText("wrote v3");
      await expectFact(lab, "Expected version", "Write only if v2 is still the newest event");
      await expectFact(lab, "One transaction", "2 puts: 1 event, 1 message queued");
      await expect(lab.stop("Publish"), "the outbox holds the message").toContainText("1 message queued");
    });
    await test.step("Publish", async () => {
      await advance(lab, "Publish");
      await expectStop("Publish", 3, "100.00 USD");
      await expect(lab.stop("Publish"), "the relay has sent it").toContainText("1 message sent");
      await expectFact(lab, "BalanceChanged to 70.00", "ACCOUNT-1001#000003#00");
      await expectFact(lab, "Relay", "Sent by the relay. The inbox of the receiver handles each id once.");
    });
    await test.step("Project", async () => {
      await advance(lab, "Project");
      await expectStop("Project", 3, "70.00 USD");
      await expectFact(lab, "Account: balance", "100.00 becomes 70.00");
      await expectFact(lab, "Account: withdrawals", "0 becomes 1");
    });
    expect(said.size, "a sentence of its own at each stop").toBe(STOPS.length);
    await test.step("its end: the outcome, and the next command can be sent", async () => {
      await lab.flow.getByRole("button", { name: "Done" }).click();
      await expect(lab.outcome).toHaveText(/^Accepted/);
      await expect(guide).toContainText("Now send a command");
      await expect(next(lab)).toBeDisabled();
      await lab.send("Freeze");
      await expectAt(lab, "Command");
      await lab.page.getByRole("switch", { name: "Step through" }).uncheck();
      await expect(guide).toHaveCount(0);
    });
  });

  test("leaves Next, the stops and the button that sends in place", async ({ lab, page }) => {
    const control = lab.flow.getByRole("button", { name: /Next step|Done/ });
    const places = async () => {
      const boxes = await Promise.all([control, ...STOPS.map((stop) => lab.stop(stop))].map((part) => part.boundingBox()));
      return boxes.map((box) => [Math.round(box!.x), Math.round(box!.y)]);
    };
    for (const [width, height] of [[1440, 900], [1280, 720]]) {
      await test.step(`at ${width} by ${height}`, async () => {
        await page.setViewportSize({ width, height });
        await nextFrames(page);
        const before = await places();
        await lab.send("Withdraw", { Amount: "30" });
        for (const stop of STOPS) {
          await expectAt(lab, stop);
          expect(await places(), stop).toEqual(before);
          await expect(lab.submit("Withdraw")).toBeInViewport({ ratio: 1 });
          await expect(control).toHaveCSS("color", "rgb(255, 255, 255)");
          await control.click();
        }
        expect(await places()).toEqual(before);
      });
    }
  });

  test("stays in sight at a zoom of 150 %", async ({ lab, page }) => {
    await page.setViewportSize({ width: 960, height: 600 });
    await lab.send("Withdraw", { Amount: "30" });
    await page.mouse.wheel(0, 2_000);
    await expect(next(lab)).toBeInViewport({ ratio: 1 });
    for (const stop of ["Load", "Decide", "Append"]) await advance(lab, stop);
    await expect(lab.stop("Append")).toBeInViewport({ ratio: 1 });
  });

  test("goes back before Append; after it, Back only shows earlier stops and the event stays written", async ({ lab }) => {
    const back = lab.flow.getByRole("button", { name: "Back" });
    await lab.send("Withdraw", { Amount: "30" });
    await expect(back).toBeHidden();
    await advance(lab, "Load");
    await advance(lab, "Decide");
    await back.click();
    await expectAt(lab, "Load");
    await expect(lab.outcome).toContainText("Paused at Load");
    await back.click();
    await expectAt(lab, "Command");
    for (const stop of ["Load", "Decide", "Append"]) await advance(lab, stop);
    await back.click();
    await expectAt(lab, "Decide");
    await expect(details(lab)).toContainText("Looking back. What is written stays written.");
    await expect(lab.outcome).toContainText("Paused at Append");
    await expect(lab.grid).toHaveAttribute("aria-rowcount", "4");
    await advance(lab, "Append");
    await expect(lab.grid, "it is not written again").toHaveAttribute("aria-rowcount", "4");
    await advance(lab, "Publish");
  });

  test("shows nothing of a stop before it is reached, even if it is chosen", async ({ lab }) => {
    await lab.send("Withdraw", { Amount: "30" });
    await lab.flow.getByRole("button", { name: "Append" }).click();
    await expect(details(lab)).toContainText("Not reached yet.");
    await expect(details(lab)).toContainText("It will write the events");
    await expect(details(lab).getByRole("term")).toHaveCount(0);
    await expect(lab.grid).toHaveAttribute("aria-rowcount", "3");
    await advance(lab, "Load");
  });

  test("shows the rule and the figures that refused a command, and records the rejection at Append", async ({ lab }) => {
    await lab.send("Withdraw", { Amount: "500" });
    for (const stop of ["Load", "Decide"]) await advance(lab, stop);
    await expect(lab.stop("Decide")).toContainText(/Rejected:.*100 < 500/);
    await expect(lab.grid).toHaveAttribute("aria-rowcount", "3");
    await expectFact(lab, "Rule", "The account must be active. The amount must be in the currency of the account. The balance must be at least the amount.");
    await expectFact(lab, "Checks", "status Active, currency USD, balance 100.00 < 500.00");
    await expectFact(lab, "Rejected", "Ada asked for 500.00 but had 100.00.");
    await advance(lab, "Append");
    await expect(lab.stop("Append")).toContainText("recorded as v3");
    await expectFact(lab, "Wrote", "v3, WithdrawalRejected");
    await lab.expectEvents(["AccountCreated", "MoneyDeposited", "WithdrawalRejected"]);
    await advance(lab, "Publish");
    await expectFact(lab, "Outbox", "None. A rejection changes nothing that others need to know.");
    await advance(lab, "Project");
    await lab.flow.getByRole("button", { name: "Done" }).click();
    await expect(lab.outcome).toHaveText(/^Rejected/);
    await expect(lab.balance).toHaveText("100.00 USD");
  });

  test("can be done by keyboard alone", async ({ lab, page }) => {
    await lab.send("Withdraw", { Amount: "30" });
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    for (const stop of ["Load", "Decide", "Append", "Publish"]) {
      await page.keyboard.press("n");
      await expectAt(lab, stop);
    }
    await page.keyboard.press("b");
    await expectAt(lab, "Append");
    for (const stop of ["Publish", "Project"]) {
      await page.keyboard.press("n");
      await expectAt(lab, stop);
    }
    await page.keyboard.press("n");
    await expect(lab.outcome).toHaveText(/^Accepted/);
  });

  test("is cancelled by Escape and by the switch: nothing is written, and without it the next command is sent at once", async ({ lab }) => {
    await lab.send("Withdraw", { Amount: "30" });
    await advance(lab, "Load");
    await advance(lab, "Decide");
    await lab.page.keyboard.press("Escape");
    await expect(lab.note).toHaveText("Discarded the command. Nothing was written.");
    await expect(lab.grid).toHaveAttribute("aria-rowcount", "3");
    await expect(lab.balance).toHaveText("100.00 USD");
    await expect(next(lab)).toBeDisabled();

    await lab.send("Withdraw", { Amount: "30" });
    await lab.page.getByRole("switch", { name: "Step through" }).uncheck();
    await expect(lab.grid).toHaveAttribute("aria-rowcount", "3");
    await lab.send("Withdraw", { Amount: "40" });
    await expect(lab.outcome).toHaveText(/^Accepted/);
    await expect(lab.balance).toHaveText("60.00 USD");
  });

  test("is ended by Escape after Append: the event stays written", async ({ lab }) => {
    await lab.send("Withdraw", { Amount: "30" });
    for (const stop of ["Load", "Decide", "Append"]) await advance(lab, stop);
    await lab.page.keyboard.press("Escape");
    await expect(lab.grid).toHaveAttribute("aria-rowcount", "4");
    await expect(lab.balance).toHaveText("70.00 USD");
    await expect(lab.outcome).toHaveText(/^Accepted/);
  });

  test("reports invalid input before the first stop, and sends one command at a time", async ({ lab }) => {
    await lab.send("Withdraw", { Amount: "abc" });
    await expect(lab.field("Amount")).toHaveAttribute("aria-invalid", "true");
    await expect(lab.field("Amount")).toBeFocused();
    await expect(next(lab)).toBeDisabled();

    await lab.send("Withdraw", { Amount: "30" });
    await advance(lab, "Load");
    await expect(lab.submit("Withdraw")).toHaveAttribute("aria-disabled", "true");
    await lab.submit("Withdraw").click({ force: true });
    await expectAt(lab, "Load");
    await expect(lab.grid).toHaveAttribute("aria-rowcount", "3");
  });

  test("creates another account at Append; until then the open one stays in sight", async ({ lab }) => {
    await lab.send("Create account", { Owner: "Grace" });
    for (const stop of ["Load", "Decide"]) {
      await advance(lab, stop);
      await expect(lab.accounts.getByRole("tab"), "the open account stays in sight").toHaveText(["ACCOUNT-1001 Ada"]);
      await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
      await expect(lab.cell(1, "sentence")).toHaveText("Ada opened the account.");
    }
    await advance(lab, "Append");
    await expect(lab.accounts.getByRole("tab", { selected: true })).toHaveText("ACCOUNT-1002 Grace");
    await lab.expectEvents(["AccountCreated"]);
  });

  test("returns to the previous account if creating another is cancelled", async ({ lab }) => {
    const stepThrough = lab.page.getByRole("switch", { name: "Step through" });
    await stepThrough.uncheck();
    await lab.send("Create account", { Owner: "Grace" });
    await lab.accounts.getByRole("tab", { name: "ACCOUNT-1001 Ada" }).click();
    await stepThrough.check();
    await lab.send("Create account", { Owner: "Alan" });
    await advance(lab, "Load");
    await lab.page.keyboard.press("Escape");
    await expect(lab.accounts.getByRole("tab", { selected: true })).toHaveText("ACCOUNT-1001 Ada");
    await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
  });
});

test("the first account can be created step by step", async ({ lab }) => {
  await lab.open();
  await lab.page.getByRole("switch", { name: "Step through" }).check();
  await lab.button("Open an account for Ada").click();
  await expectAt(lab, "Command");
  for (const stop of ["Load", "Decide"]) {
    await advance(lab, stop);
    await expect(lab.accounts, `no account at ${stop}`).toBeHidden();
  }
  await advance(lab, "Append");
  await lab.expectEvents(["AccountCreated"]);
  await expect(lab.accounts.getByRole("tab", { selected: true })).toHaveText("ACCOUNT-1001 Ada");
});

test("without stepping, the stops show how the event at the cursor was written, and can be opened", async ({ lab, page }) => {
  await lab.openWithSixEvents();
  await expectAt(lab, "Decide");
  await expect(next(lab)).toBeDisabled();
  await test.step("by mouse and by keyboard", async () => {
    await expect(details(lab), "the strip is narrow until a stop is chosen").toHaveCount(0);
    const stops = lab.flow.getByRole("listitem").getByRole("button");
    await expect(stops).toHaveText(STOPS);
    for (const [number, stop] of STOPS.entries()) {
      if (number % 2) await stops.nth(number).click();
      else await stops.nth(number).press("Enter");
      await expectAt(lab, stop);
      await expect(details(lab)).toHaveAccessibleName(`Details of ${stop}`);
      await expect(stops.nth(number)).toHaveAttribute("aria-expanded", "true");
    }
    await page.keyboard.press("Enter");
    await stops.nth(5).click();
    await stops.nth(5).click();
    await expect(details(lab)).toHaveCount(0);
  });
  await test.step("and follow the cursor", async () => {
    await lab.flow.getByRole("button", { name: "Decide" }).click();
    for (const [version, checks] of [
      [1, "no account yet"],
      [3, "status Active, currency USD, balance 100.00 \u2265 30.00"],
      [4, "status Active, currency USD, balance 70.00 < 500.00"],
    ] as const) {
      await lab.slider.fill(String(version));
      await expectFact(lab, "Checks", checks);
    }
    await expect(details(lab)).toContainText("The rejection is an event too: WithdrawalRejected.");
  });
  await test.step("in a strip that keeps its height", async () => {
    await lab.flow.getByRole("button", { name: "Load" }).click();
    await expect(details(lab)).toHaveAccessibleName("Details of Load");
    const heights = new Set<number>();
    for (let version = 0; version <= 6; version++) {
      await lab.slider.fill(String(version));
      await nextFrames(page);
      heights.add((await lab.flow.boundingBox())!.height);
    }
    expect(heights.size, `heights of the strip: ${[...heights]}`).toBe(1);
  });
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("the details of a stop are below the strip", async ({ lab }) => {
    await lab.openWithSixEvents();
    await lab.flow.getByRole("button", { name: "Decide" }).tap();
    await expect(details(lab)).toBeInViewport({ ratio: 1 });
    await expectFact(lab, "Checks", "status Active, currency USD, balance 115.00 \u2265 15.00");
    await expect(lab.button("Play")).toBeInViewport({ ratio: 1 });
    await expect(lab.row(6)).toBeInViewport();
  });
});
