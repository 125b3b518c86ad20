import { expect, test, type Lab } from "./lab";

const chain = (lab: Lab) => lab.grid.getByRole("list", { name: "Causation chain" });
const link = (lab: Lab, name: RegExp) => chain(lab).getByRole("button", { name });

test.describe("the causation chain", () => {
  test.beforeEach(async ({ lab }) => {
    await lab.open();
    await lab.send("Create account", { Owner: "Ada", "Opening deposit": "10" });
    await expect(lab.row(2)).toBeVisible();
    await lab.button("Cause and effect").click();
  });

  test("leads from the command through its events to their messages, and each link to its event", async ({ lab, page }) => {
    await expect(lab.button("Cause and effect")).toHaveAttribute("aria-expanded", "true");
    const commands = chain(lab).locator("> li");
    await expect(commands).toHaveCount(1);
    await expect(commands.locator("> button")).toHaveText(/^Command CreateAccount/);
    await expect(commands.locator("> ul > li > button")).toHaveText([/AccountCreated v1/, /MoneyDeposited v2/]);
    await expect(commands.locator("> ul > li > ul > li > button")).toHaveText([/BalanceChanged.*10\.00 USD/]);
    await expect(link(lab, /MoneyDeposited/)).toHaveAttribute("aria-current", "true");
    expect((await lab.facts(2)).Correlation).toBe((await lab.row(2).getByText("All of correlation").textContent())!.split(" ").pop());
    await test.step("it is fully visible: the row grows with it", async () => {
      await expect(chain(lab)).toBeInViewport({ ratio: 1 });
      const row = (await lab.row(2).boundingBox())!;
      const list = (await chain(lab).boundingBox())!;
      expect(list.y + list.height).toBeLessThanOrEqual(row.y + row.height);
    });
    await link(lab, /AccountCreated/).click();
    await lab.expectSelected(1);
    await expect(link(lab, /AccountCreated/)).toHaveAttribute("aria-current", "true");
    await expect(lab.grid).toBeFocused();
    await link(lab, /BalanceChanged/).focus();
    await page.keyboard.press("Enter");
    await lab.expectSelected(2);
    await lab.button("Cause and effect").click();
    await expect(chain(lab)).toBeHidden();
  });
});

test("the chain of a rejection ends with the rejection", async ({ lab }) => {
  await lab.openWithSixEvents();
  await lab.select(4);
  await lab.button("Cause and effect").click();
  await expect(chain(lab).getByRole("button")).toHaveText([/Command Withdraw/, /WithdrawalRejected v4/]);
});
