import { expect, SIX_EVENTS, test } from "./lab";

test("commands become events, a rejected withdrawal too, and the balance follows", async ({ lab }) => {
  await lab.send("Create account", { Owner: "Ada Lovelace", "E-mail": "ada@example.com" });
  await lab.expectText("Outcome", /^Accepted/);
  await lab.expectText("Balance", "0.00 USD");
  await lab.send("Deposit", { Amount: "100" }, "Deposit 100.00");
  await lab.expectText("Balance", "100.00 USD");
  await lab.send("Withdraw", { Amount: "30" }, "Withdraw 30.00");
  await lab.expectText("Balance", "70.00 USD");
  await lab.send("Withdraw", { Amount: "500" }, "Withdraw 500.00");
  await lab.expectText("Outcome", /^Rejected/);
  await lab.expectText("Events", /asked for 500\.00 but had 70\.00/);
  await lab.expectText("Balance", "70.00 USD");
  await lab.expectText("Account status", "Active");
  await lab.expectEvents(["AccountCreated", "MoneyDeposited", "MoneyWithdrawn", "WithdrawalRejected"]);
});

test("a log in memory is lost on reload, after a question", async ({ lab }) => {
  await lab.click("Event log", "button", "Open an account for Ada");
  await lab.expectEvents(["AccountCreated"]);
  const asked: string[] = [];
  lab.page.once("dialog", async (dialog) => {
    asked.push(dialog.type());
    await dialog.accept();
  });
  await lab.reload();
  expect(asked, "the question").toEqual(["beforeunload"]);
  await lab.find("Event log", "button", "Open an account for Ada");
});

test("the example has six events, each a DynamoDB item", async ({ lab }) => {
  await lab.click("Event log", "button", "load an example with six events");
  await lab.expectText("Announcements", "Loaded six events of Ada and one of Grace.");
  await lab.expectEvents(SIX_EVENTS);
  await lab.expectText("Balance", "100.00 USD");
  await lab.click("Storage", "button", "Open storage");
  await lab.expectText("DynamoDB item", /EVENT#000006/);
  expect(JSON.parse((await lab.text("DynamoDB item"))!)).toMatchObject({
    PK: { S: "ACCOUNT#ACCOUNT-1001" },
    SK: { S: "EVENT#000006" },
    EventType: { S: "MoneyWithdrawn" },
    Version: { N: "6" },
    Payload: { M: { amount: { S: "15.00 USD" } } },
  });
});
