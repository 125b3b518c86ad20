import { expect, test } from "./lab";

test.describe("reverse", () => {
  test("a wrong deposit is reversed by an event that names it, and the right amount is booked", async ({ lab }) => {
    await lab.openWithAccount();
    await lab.deposit("1000");

    await test.step("the deposit that is open is suggested", async () => {
      await lab.radio("Reverse").click();
      await expect(lab.field("Event to reverse")).toHaveValue("v2");
      await lab.field("Reason").fill("booked 1,000 for 100");
      await expect(lab.submit("Reverse")).toHaveText("Reverse v2");
    });
    await lab.submit("Reverse").click();
    await expect(lab.outcome).toHaveText(/^Accepted.*Took back the deposit of 1,000\.00 \(v2\) and wrote DepositReversed\./);
    await lab.deposit("100");
    await lab.expectEvents(["AccountCreated", "MoneyDeposited", "DepositReversed", "MoneyDeposited"]);
    await expect(lab.cell(3, "sentence")).toHaveText("Ada\u2019s deposit of 1,000.00 (v2) was reversed: booked 1,000 for 100.");
    await expect(lab.cell(3, "amount")).toHaveText("\u22121,000.00");
    await expect(lab.cell(2, "amount"), "the deposit itself stays").toHaveText("+1,000.00");
    await expect(lab.balance).toHaveText("100.00 USD");

    await test.step("a second reversal is refused, also from the past", async () => {
      await lab.select(2);
      await lab.radio("Reverse").click();
      await expect(lab.field("Event to reverse")).toHaveValue("v2");
      await lab.submit("Reverse").click();
      await expect(lab.outcome).toHaveText(/^Rejected.*Ada asked to reverse v2 \(1,000\.00\), but it was reversed before\./);
      await expect(lab.cell(5, "type")).toHaveText("ReversalRejected");
      await expect(lab.balance).toHaveText("100.00 USD");
    });

    await test.step("the statement has both entries", async () => {
      await lab.projection.getByRole("tab", { name: "Statement" }).click();
      const rows = lab.projection.getByRole("table", { name: "Statement" }).getByRole("row");
      await expect(rows.filter({ hasText: "Deposit reversed (v2), booked 1,000 for 100" })).toContainText("\u22121,000.00");
      await expect(rows.filter({ hasText: "Paid in" })).toHaveCount(2);
    });
  });

  test("the suggestion follows the open payment; another event can be typed, and a mistake is explained", async ({ lab }) => {
    await lab.openWithSixEvents();
    await lab.radio("Reverse").click();
    await expect(lab.field("Event to reverse")).toHaveValue("v6");
    await lab.select(4);
    await expect(lab.field("Event to reverse"), "a rejection is no payment").toHaveValue("");
    await lab.select(3);
    await expect(lab.field("Event to reverse")).toHaveValue("v3");
    await expect(lab.commands.getByText("\u221230.00", { exact: true }), "the amount is beside it").toBeVisible();

    await lab.field("Event to reverse").fill("");
    await expect(lab.field("Event to reverse"), "it can be emptied").toHaveValue("");
    await lab.field("Event to reverse").fill("the third");
    await lab.submit("Reverse").click();
    await expect(lab.field("Event to reverse")).toBeFocused();
    await expect(lab.field("Event to reverse")).toHaveAccessibleDescription("Use the letter v and digits only, such as v2.");
    await expect(lab.rows).toHaveCount(6);
    await lab.select(2);
    await expect(lab.field("Event to reverse"), "another payment is suggested").toHaveValue("v2");
    await expect(lab.field("Event to reverse")).toHaveAccessibleDescription("");

    await lab.select(6);
    await lab.field("Event to reverse").fill("3");
    await lab.submit("Reverse").click();
    await expect(lab.cell(7, "type")).toHaveText("WithdrawalReversed");
    await expect(lab.balance).toHaveText("130.00 USD");
    await expect(lab.stop("Command")).toContainText("Reverse v3");
  });
});
