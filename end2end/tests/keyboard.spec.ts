import { expect, expectVisibleFocus, nextFrames, test } from "./lab";
import type { Locator, Page } from "@playwright/test";

/** Presses Tab until this has the focus; every stop on the way shows that it has it. */
async function tabTo(page: Page, target: Locator, key: "Tab" | "Shift+Tab" = "Tab") {
  for (let stops = 0; stops < 60; stops++) {
    await page.keyboard.press(key);
    if (await target.evaluate((element) => element === document.activeElement)) {
      return expectVisibleFocus(page, `after ${stops + 1} times ${key}`);
    }
  }
  throw new Error(`${target} is not reached by ${key}`);
}

/** The focus is somewhere in the page, not lost to its body, once the page has been painted. */
async function expectFocusKept(page: Page) {
  await nextFrames(page);
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.tagName ?? "nothing"), "the focus is not lost to")
    .not.toBe("BODY");
}

async function type(page: Page, text: string) {
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(text);
}

test("the first stop of the Tab key skips to the commands", async ({ lab, page }) => {
  await lab.open();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to commands" })).toBeFocused();
  await expect(page.getByRole("link", { name: "Skip to commands" })).toBeInViewport({ ratio: 1 });
  await page.keyboard.press("Enter");
  await expect(lab.commands).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(lab.radio("Create account")).toBeFocused();
});

test("the main job can be done by keyboard alone", async ({ lab, page }) => {
  await lab.open();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await tabTo(page, lab.field("Owner"));
  await type(page, "Ada");
  await tabTo(page, lab.submit("Create account"));
  await page.keyboard.press("Enter");
  await expect(lab.outcome).toHaveText(/^Accepted/);
  await expectFocusKept(page);

  await tabTo(page, lab.field("Amount"), "Shift+Tab");
  await type(page, "100");
  await page.keyboard.press("Enter");
  await expect(lab.outcome).toHaveText(/^Accepted/);

  await tabTo(page, lab.radio("Deposit"), "Shift+Tab");
  await page.keyboard.press("ArrowRight");
  await expect(lab.radio("Withdraw")).toBeFocused();
  await tabTo(page, lab.field("Amount"));
  await type(page, "30");
  await page.keyboard.press("Enter");
  await expect(lab.outcome).toHaveText(/^Accepted/);
  await type(page, "500");
  await page.keyboard.press("Enter");
  await expect(lab.outcome).toHaveText(/^Rejected/);

  await tabTo(page, lab.radio("Withdraw"), "Shift+Tab");
  for (let steps = 0; steps < 3; steps++) await page.keyboard.press("ArrowDown");
  await expect(lab.radio("Freeze")).toBeChecked();
  await tabTo(page, lab.submit("Freeze"));
  await page.keyboard.press("Space");
  await expect(lab.outcome).toHaveText(/^Accepted/);

  await tabTo(page, lab.radio("Freeze"), "Shift+Tab");
  await page.keyboard.press("Home");
  await expect(lab.radio("Deposit")).toBeChecked();
  await tabTo(page, lab.field("Amount"));
  await type(page, "100");
  await page.keyboard.press("Enter");
  await expect(lab.outcome).toHaveText(/^Rejected/);

  await lab.expectEvents([
    "AccountCreated",
    "MoneyDeposited",
    "MoneyWithdrawn",
    "WithdrawalRejected",
    "AccountFrozen",
    "DepositRejected",
  ]);
  await expect(lab.balance).toHaveText("70.00 USD");
  await tabTo(page, lab.grid);
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowDown");
  await lab.expectSelected(2);
  await tabTo(page, lab.button("Open storage"));
  await page.keyboard.press("Enter");
  await tabTo(page, lab.item);
  await expect(lab.item).toContainText("EVENT#000002");
});

for (const state of ["first visit", "six events"] as const) {
  test(`on the ${state}, every stop of the Tab key is visible, and the last leads out of the page`, async ({ lab, page }) => {
    if (state === "first visit") await lab.open();
    else await lab.openWithSixEvents();
    // From the page's first stop, reached by the keyboard.
    await page.getByRole("link", { name: "Skip to commands" }).focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Shift+Tab");
    const stops: string[] = [];
    while (!(await page.evaluate(() => document.activeElement === document.body))) {
      await expectVisibleFocus(page, `at stop ${stops.length + 1}, after ${stops.at(-1)}`);
      const stop = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement & { alreadyHadFocus?: boolean };
        const box = element.getBoundingClientRect();
        const isInside = box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight;
        const name = element.getAttribute("aria-label") ?? element.textContent!.trim().slice(0, 30);
        const faults = `${isInside ? "" : " outside of the window"}${element.alreadyHadFocus ? " for the second time" : ""}`;
        element.alreadyHadFocus = true;
        return { name: `${element.tagName} ${name || element.id}`, faults };
      });
      expect(stop.faults, `stop ${stops.length + 1}, ${stop.name}, comes`).toBe("");
      stops.push(stop.name);
      await page.keyboard.press("Tab");
    }
    expect(stops.length).toBeGreaterThan(10);
  });
}

test.describe("the focus is not lost", () => {
  /** Does something by the keyboard, which must leave the focus in the page. */
  const keeps = (name: string, page: Page, act: () => Promise<void>) =>
    test.step(name, async () => {
      await act();
      await expectFocusKept(page);
    });

  test("by opening accounts, by undo, by redo, and by reset and its question", async ({ lab, page }) => {
    const press = async (name: string) => {
      await lab.button(name).focus();
      await page.keyboard.press("Enter");
    };
    const question = page.getByRole("alertdialog");
    await lab.open();
    await keeps("by opening the first account with one press", page, async () => {
      await press("Open an account for Ada");
      await expect(lab.row(1)).toBeVisible();
    });
    await keeps("by undoing everything", page, async () => {
      await press("Undo");
      await expect(lab.log).toContainText("Nothing has happened yet.");
    });
    await keeps("by redoing everything", page, async () => {
      await press("Redo");
      await expect(lab.row(1)).toBeVisible();
    });
    await keeps("by New account and its sending", page, async () => {
      await press("New account");
      await expect(lab.field("Owner")).toBeFocused();
      await page.keyboard.press("Enter");
      await expect(lab.accounts.getByRole("tab")).toHaveCount(2);
    });
    await keeps("by keeping what reset asked about", page, async () => {
      await press("Reset lab");
      await press("Cancel");
      await expect(question).toBeHidden();
    });
    await keeps("by Escape on reset's question", page, async () => {
      await press("Reset lab");
      await expect(lab.button("Empty the lab")).toBeFocused();
      await page.keyboard.press("Escape");
      await expect(question).toBeHidden();
    });
    await keeps("by emptying the lab", page, async () => {
      await press("Reset lab");
      await expect(lab.button("Empty the lab")).toBeFocused();
      await page.keyboard.press("Enter");
      await expect(lab.log).toContainText("Nothing has happened yet.");
    });
    await keeps("by creating an account with Enter in a field", page, async () => {
      await lab.field("Owner").focus();
      await page.keyboard.press("Enter");
      await expect(lab.row(1)).toBeVisible();
    });
  });

  test("by the steps of a command, by Back, and by giving the command up", async ({ lab, page }) => {
    const next = lab.button("Next step");
    await lab.openWithAccount();
    await page.getByRole("switch", { name: "Step through" }).check();
    await keeps("by going through all steps of a command", page, async () => {
      await lab.send("Deposit", { Amount: "1" });
      await next.focus();
      for (let step = 0; step < 6; step++) await page.keyboard.press("Enter");
      await expect(lab.outcome).toHaveText(/^Accepted/);
    });
    await keeps("by going back to the first step", page, async () => {
      await lab.send("Deposit", { Amount: "1" });
      await next.click();
      await lab.button("Back").focus();
      await page.keyboard.press("Enter");
      await expect(lab.button("Back")).toBeHidden();
    });
    await keeps("by giving a stepped command up", page, async () => {
      await next.focus();
      await page.keyboard.press("Escape");
      await expect(lab.note).toContainText("Discarded");
    });
  });

  test("by loading six events, and by the last event that is played", async ({ lab, page }) => {
    await lab.open();
    await keeps("by loading six events", page, async () => {
      await lab.button("load an example with six events").focus();
      await page.keyboard.press("Enter");
      await expect(lab.row(6)).toBeVisible();
    });
    await keeps("by the last event that is played", page, async () => {
      await lab.slider.fill("5");
      await lab.button("Next event").focus();
      await page.keyboard.press("Enter");
      await expect(lab.slider).toHaveValue("6");
    });
  });
});

test.describe("arrow keys", () => {
  test("choose a command and wrap around at the ends", async ({ lab, page }) => {
    await lab.openWithAccount();
    await lab.radio("Deposit").focus();
    const order = ["Withdraw", "Reverse", "Create account", "Freeze", "Unfreeze", "Close account", "Deposit"] as const;
    for (const command of order) {
      await page.keyboard.press("ArrowRight");
      await expect(lab.radio(command)).toBeFocused();
      await expect(lab.radio(command)).toBeChecked();
    }
    await page.keyboard.press("ArrowLeft");
    await expect(lab.radio("Close account")).toBeChecked();
  });

  test("move through the events, by page and to both ends, move the slider, and change the account", async ({ lab, page }) => {
    await lab.openWithSixEvents();
    await lab.grid.focus();
    for (const [key, version] of [
      ["ArrowUp", 5],
      ["ArrowUp", 4],
      ["ArrowDown", 5],
      ["Home", 1],
      ["ArrowUp", 1],
      ["End", 6],
      ["ArrowDown", 6],
      ["PageUp", 1],
      ["PageDown", 6],
    ] as const) {
      await page.keyboard.press(key);
      await lab.expectSelected(version);
    }
    await expect(lab.grid).toBeFocused();
    await expect(lab.grid).toHaveAttribute("aria-activedescendant", (await lab.row(6).getAttribute("id"))!);

    await lab.slider.focus();
    for (const [key, version] of [
      ["ArrowLeft", "5"],
      ["ArrowDown", "4"],
      ["ArrowRight", "5"],
      ["Home", "0"],
      ["End", "6"],
    ]) {
      await page.keyboard.press(key);
      await expect(lab.slider, `the slider after ${key}`).toHaveValue(version);
    }

    const tab = (name: string) => lab.accounts.getByRole("tab", { name });
    await tab("ACCOUNT-1001 Ada").focus();
    await page.keyboard.press("ArrowRight");
    await expect(tab("ACCOUNT-1002 Grace")).toBeFocused();
    await lab.expectEvents(["AccountCreated"]);
    await page.keyboard.press("Home");
    await expect(tab("ACCOUNT-1001 Ada")).toHaveAttribute("aria-selected", "true");
  });
});

test.describe("shortcuts", () => {
  test.beforeEach(async ({ lab }) => lab.openWithSixEvents());

  test("/ focuses the search, Escape clears it", async ({ lab, page }) => {
    await page.keyboard.press("/");
    await expect(lab.search).toBeFocused();
    await expect(lab.search).toHaveValue("");
    await page.keyboard.type("rejected");
    await expect(lab.rows).toHaveCount(1);
    await page.keyboard.press("Escape");
    await expect(lab.search).toHaveValue("");
    await expect(lab.rows).toHaveCount(6);
  });

  test("? lists them and stops the others, Escape closes the list and returns the focus", async ({ lab, page }) => {
    const help = page.getByRole("dialog", { name: "Help" });
    await lab.radio("Deposit").focus();
    await page.keyboard.press("?");
    await expect(help).toBeVisible();
    for (const key of ["/", "Space", "Home", "End", "Esc", "?"]) {
      await expect(help.getByText(key, { exact: true }).first()).toBeVisible();
    }
    await page.keyboard.press("Escape");
    await expect(help).toBeHidden();
    await expect(lab.radio("Deposit")).toBeFocused();

    // While it is open, the others do nothing.
    await page.keyboard.press("?");
    await expect(help).toBeVisible();
    await page.keyboard.press("Home");
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Escape");
    await lab.expectSelected(6);
  });

  test("arrows, Home and End travel in time, Left and Right on the log as well, and Space plays and pauses", async ({ lab, page }) => {
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    for (const [key, version] of [
      ["ArrowLeft", "5"],
      ["ArrowLeft", "4"],
      ["ArrowRight", "5"],
      ["Home", "0"],
      ["End", "6"],
    ]) {
      await page.keyboard.press(key);
      await expect(lab.slider).toHaveValue(version);
    }
    await lab.grid.focus();
    await page.keyboard.press("ArrowLeft");
    await lab.expectSelected(5);
    await page.keyboard.press("ArrowRight");
    await lab.expectSelected(6);
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press("Space");
    await expect(lab.button("Pause")).toBeVisible();
    await page.keyboard.press("Space");
    await expect(lab.button("Play")).toBeVisible();
  });

  test("Ctrl+Z and Ctrl+Y undo and redo", async ({ lab, page }) => {
    await page.keyboard.press("Control+z");
    await expect(lab.grid).toHaveAttribute("aria-rowcount", "6");
    await page.keyboard.press("Control+y");
    await expect(lab.grid).toHaveAttribute("aria-rowcount", "7");
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+Shift+z");
    await expect(lab.grid).toHaveAttribute("aria-rowcount", "7");
  });

  test("n takes the next step", async ({ lab, page }) => {
    await page.getByRole("switch", { name: "Step through" }).check();
    await lab.send("Freeze");
    await page.keyboard.press("n");
    await expect(lab.flow.locator('[aria-current="step"]')).toHaveText(/^Load/);
  });

  test("do nothing while the user is typing", async ({ lab, page }) => {
    await lab.radio("Deposit").click();
    for (const field of [lab.field("Amount"), lab.field("Reason"), lab.search]) {
      await field.fill("");
      await field.focus();
      await page.keyboard.type("/ ?n ");
      await page.keyboard.press("Home");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.type("x");
      await page.keyboard.press("End");
      await expect(field, "the keys are text").toHaveValue("/x ?n ");
      await expect(field).toBeFocused();
    }
    await expect(page.getByRole("dialog")).toBeHidden();
    await expect(lab.button("Play"), "nothing is played").toBeVisible();
    await lab.search.fill("");
    await lab.expectSelected(6);
  });

  test("leave Ctrl+Z to a field, and Space to a focused button", async ({ lab, page }) => {
    await lab.radio("Deposit").click();
    await lab.field("Reason").pressSequentially("rent");
    await page.keyboard.press("Control+z");
    await expect(lab.grid).toHaveAttribute("aria-rowcount", "7");
    await lab.button("Theme").focus();
    await page.keyboard.press("Space");
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    await expect(lab.button("Play")).toBeVisible();
  });

  test("leave the browser's own combinations alone", async ({ lab, page }) => {
    await page.evaluate(() => {
      addEventListener("keydown", (event) => ((window as any).prevented = event.defaultPrevented));
    });
    for (const key of ["Control+ArrowLeft", "Alt+ArrowLeft", "Control+Home", "Control+/", "Control+n"]) {
      await lab.grid.evaluate(() => (document.activeElement as HTMLElement).blur());
      const [modifier, ...rest] = key.split("+");
      await page.evaluate(
        ([modifier, key]) =>
          document.body.dispatchEvent(
            new KeyboardEvent("keydown", {
              key,
              ctrlKey: modifier === "Control",
              altKey: modifier === "Alt",
              bubbles: true,
              cancelable: true,
            }),
          ),
        [modifier, rest.join("+")],
      );
      expect(await page.evaluate(() => (window as any).prevented), `${key} is left to the browser`).toBe(false);
    }
    await lab.expectSelected(6);
  });
});
