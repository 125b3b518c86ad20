import { expect, expectNoSidewaysScroll, test, type Command, type Lab } from "./lab";

const tab = (lab: Lab, name: string) => lab.page.getByRole("tablist", { name: "Panels" }).getByRole("tab", { name });
const amount = (lab: Lab) => lab.commands.getByRole("textbox", { name: "Amount" });
const sheet = (lab: Lab) => lab.commands.getByRole("radiogroup", { name: "Command" });

/** Chooses a command in the sheet and sends it from there. */
async function sendFromSheet(lab: Lab, command: Command, money?: string) {
  await lab.button("Commands").tap();
  await lab.radio(command).tap();
  if (money) await amount(lab).fill(money);
  await lab.submit(command).tap();
}

for (const viewport of [
  { width: 390, height: 844 },
  { width: 320, height: 700 },
]) {
  test.describe(`on a phone of ${viewport.width} by ${viewport.height}`, () => {
    test.use({ viewport, hasTouch: true, isMobile: true });

    test("the main job can be done by touch", async ({ lab }) => {
      await lab.open();
      await lab.button("Open an account for Ada").tap();
      await expect(lab.outcome).toHaveText(/^Accepted/);
      await amount(lab).fill("100");
      await lab.submit("Deposit").tap();
      await expect(lab.outcome).toHaveText(/^Accepted/);
      await sendFromSheet(lab, "Withdraw", "30");
      await expect(lab.outcome).toHaveText(/^Accepted/);
      await expect(sheet(lab), "the sheet closes").toBeHidden();
      await amount(lab).fill("500");
      await lab.submit("Withdraw").tap();
      await expect(lab.outcome).toHaveText(/^Rejected/);
      await sendFromSheet(lab, "Freeze");
      await expect(lab.outcome).toHaveText(/^Accepted/);
      await sendFromSheet(lab, "Deposit", "100");
      await expect(lab.outcome).toHaveText(/^Rejected/);
      await expect(lab.grid).toHaveAttribute("aria-rowcount", "7");
      await tab(lab, "Views").tap();
      await expect(lab.balance).toHaveText("70.00 USD");
      await expect(lab.status).toHaveText("Frozen");
      await tab(lab, "Storage").tap();
      await expect(lab.item).toContainText("EVENT#000006");
      expect((await lab.storedItem()).EventType.S).toBe("DepositRejected");
      await expectNoSidewaysScroll(lab.page);
    });

    test("invalid input in the bar opens the sheet with the focus on the field", async ({ lab }) => {
      await lab.openWithSixEvents();
      await amount(lab).fill("1.000,00");
      await lab.submit("Deposit").tap();
      await expect(sheet(lab)).toBeVisible();
      await expect(amount(lab)).toBeFocused();
      await expect(amount(lab)).toHaveAccessibleDescription(/point before the cents/);
      await expect(amount(lab)).toBeInViewport({ ratio: 1 });
      await expectNoSidewaysScroll(lab.page);
      await amount(lab).fill("1000");
      await lab.submit("Deposit").tap();
      await expect(lab.outcome).toHaveText(/^Accepted/);
      await expect(sheet(lab)).toBeHidden();
    });

    test("every control is large enough to touch, in every panel, and nothing overflows the window or overlaps", async ({ lab, page }) => {
      const small = async (state: string) => {
        const found = await page.evaluate(() =>
          [...document.querySelectorAll<HTMLElement>("a, button, input, select, summary, [role=tab], [role=radio]")]
            .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.matches(".skip"))
            .map((element) => {
              // A switch is touched by its label as well.
              const box = (element.closest("label") ?? element).getBoundingClientRect();
              const name = element.getAttribute("aria-label") ?? element.textContent!.trim();
              return { name: `${element.tagName} ${name}`, width: box.width, height: box.height };
            })
            .filter(({ width, height }) => width < 24 || height < 24),
        );
        expect(found, `controls below 24 pixels: ${state}`).toEqual([]);
      };
      await lab.open();
      await small("first visit");
      await lab.button("load an example with six events").tap();
      await expect(lab.row(6)).toBeVisible();

      await test.step("the log", async () => {
        await small("log");
        await expectNoSidewaysScroll(page);
        const main = [lab.button("Commands"), amount(lab), lab.submit("Deposit"), lab.button("Play"), lab.slider];
        for (const control of main) {
          await expect(control).toBeInViewport({ ratio: 1 });
          const isOnTop = await control.evaluate((element) => {
            const { left, top, width, height } = element.getBoundingClientRect();
            return element.contains(document.elementFromPoint(left + width / 2, top + height / 2));
          });
          expect(isOnTop, `${control} can be touched`).toBe(true);
        }
        const others = ["Previous event", "Theme", "Menu"].map((name) => lab.button(name));
        for (const control of [...main, ...others, ...["Log", "Views", "Storage"].map((name) => tab(lab, name))]) {
          const box = await control.boundingBox();
          expect(box!.height, `height of ${control}, which is used most`).toBeGreaterThanOrEqual(43.5);
        }
      });
      await test.step("the menu", async () => {
        await lab.button("Menu").tap();
        await small("menu");
        await lab.button("Menu").tap();
      });
      const panels = { Log: lab.log, Views: lab.projection, Storage: lab.storage };
      for (const name of ["Views", "Storage", "Log"] as const) {
        await test.step(`the tab ${name} shows its panel and hides the others`, async () => {
          await tab(lab, name).tap();
          await expect(tab(lab, name)).toHaveAttribute("aria-selected", "true");
          for (const [other, panel] of Object.entries(panels)) {
            await expect(panel, `${other} on the tab ${name}`).toBeVisible({ visible: other === name });
          }
          await small(name);
          await expectNoSidewaysScroll(lab.page);
          if (name !== "Views") return;
          const room = await lab.projection.locator(".scroll").boundingBox();
          expect(room!.height, "the room of a view").toBeGreaterThan(140);
        });
      }
      await test.step("an event that is tapped is opened, and the balance above follows", async () => {
        await lab.slider.fill("3");
        await lab.expectSelected(3);
        await expect(lab.row(3)).toBeInViewport();
        await expect(page.getByRole("region", { name: "Balance at the cursor" })).toContainText("70.00");
        await lab.row(4).tap();
        await lab.expectSelected(4);
      });
      await test.step("the sheet", async () => {
        await lab.button("Commands").tap();
        await small("sheet");
      });
    });
  });
}

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("a tap outside the sheet closes it, and Escape too, which returns the focus to the button", async ({ lab, page }) => {
    await lab.openWithSixEvents();
    await lab.button("Commands").tap();
    await expect(sheet(lab)).toBeVisible();
    await page.touchscreen.tap(195, 20);
    await expect(sheet(lab)).toBeHidden();

    await lab.button("Commands").focus();
    await page.keyboard.press("Enter");
    await expect(sheet(lab)).toBeVisible();
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.closest("section")?.getAttribute("aria-label")))
      .toBe("Commands");
    await page.keyboard.press("Escape");
    await expect(sheet(lab)).toBeHidden();
    await expect(lab.button("Commands")).toBeFocused();
  });

  test("another account can be chosen from the list, and a new one is entered on the sheet", async ({ lab, page }) => {
    await lab.openWithSixEvents();
    await page.getByRole("button", { name: /ACCOUNT-1001/ }).tap();
    await lab.accounts.getByRole("tab", { name: "ACCOUNT-1002 Grace" }).tap();
    await expect(lab.accounts, "the list closes").toBeHidden();
    await expect(lab.grid).toHaveAttribute("aria-rowcount", "2");

    await page.getByRole("button", { name: /ACCOUNT-1002/ }).tap();
    await lab.button("New account").tap();
    await expect(lab.field("Owner")).toBeFocused();
    await lab.field("Owner").fill("Alan");
    await lab.submit("Create account").tap();
    await expect(page.getByRole("button", { name: /ACCOUNT-1003/ })).toBeVisible();
    await expect(sheet(lab)).toBeHidden();
  });

  test("the menu holds the history, the search and the steps", async ({ lab }) => {
    await lab.openWithSixEvents();
    await expect(lab.button("Undo")).toBeHidden();
    await lab.button("Menu").tap();
    await lab.button("Undo").tap();
    await expect(lab.grid).toHaveAttribute("aria-rowcount", "6");
    await lab.search.fill("rent");
    await expect(lab.rows).toHaveCount(1);
    await lab.search.fill("");
    await lab.page.getByRole("switch", { name: "Step through" }).check();
    await lab.button("Menu").tap();
    await lab.submit("Deposit").tap();
    await lab.button("Next step").tap();
    await expect(lab.flow.locator('[aria-current="step"]')).toHaveText(/^Load/);
  });

  test("search and Step through are in reach without the menu", async ({ lab }) => {
    await lab.openWithSixEvents();
    const stepThrough = lab.page.getByRole("switch", { name: "Step through" });
    await expect(stepThrough).toBeInViewport({ ratio: 1 });
    await tab(lab, "Views").tap();
    await lab.button("Search").tap();
    await expect(lab.search).toBeFocused();
    await lab.search.fill("rent");
    await expect(lab.rows).toHaveCount(1);
    await lab.search.fill("");
    await lab.button("Search").tap();
    await expect(lab.search).toBeHidden();
    await stepThrough.check();
    await expect(lab.flow.getByRole("status", { name: "Step" })).toContainText("Now send a command");
    await lab.submit("Deposit").tap();
    await lab.button("Next step").tap();
    await expect(lab.flow.locator('[aria-current="step"]')).toHaveText(/^Load/);
    await expectNoSidewaysScroll(lab.page);
  });

  test("the card of an outcome leaves after a while, and the balance is shown once", async ({ lab, page }) => {
    await page.clock.install();
    await lab.openWithSixEvents();
    await lab.submit("Deposit").tap();
    await expect(lab.outcome).toHaveText(/^Accepted/);
    const height = async () => (await lab.outcome.boundingBox())!.height;
    expect(await height()).toBeGreaterThan(30);
    await page.clock.fastForward(7_000);
    await expect.poll(height, "it can still be read aloud").toBeLessThan(2);
    await tab(lab, "Views").tap();
    await expect(lab.balance).toBeVisible();
    await expect(page.getByRole("region", { name: "Balance at the cursor" })).toBeHidden();
  });

  test("help begins with words", async ({ lab, page }) => {
    await lab.openWithSixEvents();
    await lab.button("Help").tap();
    await expect(page.getByRole("dialog", { name: "Help" }).getByRole("heading", { level: 3 }).first()).toHaveText("Words");
  });

  test("the page works in landscape", async ({ lab, page }) => {
    await lab.openWithSixEvents();
    await page.setViewportSize({ width: 844, height: 390 });
    await expectNoSidewaysScroll(page);
    await lab.button("Previous event").tap();
    await lab.expectSelected(5);
    await lab.button("Last event").tap();
    await page.setViewportSize({ width: 390, height: 844 });
    await expect(amount(lab)).toBeInViewport({ ratio: 1 });
    await lab.expectSelected(6);
  });
});
