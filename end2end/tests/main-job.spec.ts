import { expect, test, withMotion } from "./lab";

test.use(withMotion);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const TYPES = [
  "AccountCreated",
  "MoneyDeposited",
  "MoneyWithdrawn",
  "WithdrawalRejected",
  "AccountFrozen",
  "DepositRejected",
];
const COMMANDS = ["CreateAccount", "Deposit", "Withdraw", "Withdraw", "Freeze", "Deposit"];

test.describe("the main job", () => {
  test.beforeEach(async ({ lab }) => {
    await lab.open();
    await lab.send("Create account", { Owner: "Ada Lovelace", "E-mail": "ada@example.com" });
    await expect(lab.outcome).toHaveText(/^Accepted/);
    await lab.send("Deposit", { Amount: "100" });
    await expect(lab.outcome).toHaveText(/^Accepted/);
    await lab.send("Withdraw", { Amount: "30" });
    await expect(lab.outcome).toHaveText(/^Accepted/);
    await lab.send("Withdraw", { Amount: "500" });
    await expect(lab.outcome).toHaveText(/^Rejected/);
    await lab.send("Freeze");
    await expect(lab.outcome).toHaveText(/^Accepted/);
    await lab.send("Deposit", { Amount: "100" });
    await expect(lab.outcome).toHaveText(/^Rejected/);
  });

  test("is on record: in the log, the projection, the strip and the storage", async ({ lab, page }) => {
    await test.step("records six events in order, rejections included", async () => {
      await lab.expectEvents(TYPES);
      const rows = [
        ["Ada Lovelace opened the account.", ""],
        ["Ada Lovelace paid in 100.00.", "+100.00"],
        ["Ada Lovelace took out 30.00.", "\u221230.00"],
        [/asked for 500\.00 but had 70\.00.*Balance unchanged/, "500.00"],
        ["The bank froze the account.", ""],
        [/frozen.*Balance unchanged/, "100.00"],
      ] as const;
      for (const [number, [sentence, amount]] of rows.entries()) {
        const version = number + 1;
        await expect(lab.row(version)).toHaveAttribute("aria-rowindex", String(version + 1));
        await expect(lab.cell(version, "version")).toHaveText(new RegExp(`^v?${version}$`));
        await expect(lab.cell(version, "sentence")).toHaveText(sentence);
        await expect(lab.cell(version, "amount")).toHaveText(amount);
      }
    });

    await test.step("leaves 70.00 USD on a frozen account, as a replay shows", async () => {
      await expect(lab.balance).toHaveText("70.00 USD");
      await expect(lab.status).toHaveText("Frozen");
      await expect(lab.projection).toContainText("as of v6 of v6");
      await expect(lab.counter("Events")).toHaveText(/^6/);
      await expect(lab.counter("Deposits")).toHaveText(/^1/);
      await expect(lab.counter("Withdrawals")).toHaveText(/^1/);
      await expect(lab.counter("Rejected")).toHaveText(/^2/);
    });

    await test.step("shows in the strip which rule decided", async () => {
      await expect(lab.flow.getByRole("listitem")).toHaveCount(6);
      await expect(lab.stop("Decide")).toContainText("Rejected: account is frozen");
      await lab.select(3);
      await expect(lab.stop("Command")).toContainText("Withdraw 30.00");
      await expect(lab.stop("Load")).toContainText("v2");
      await expect(lab.stop("Decide")).toContainText("allowed: balance 100 \u2265 30");
      await expect(lab.stop("Append")).toContainText("expected v2 wrote v3");
      await expect(lab.stop("Publish")).toContainText("1 message sent");
      await expect(lab.stop("Project")).toContainText("balance 70.00");
    });

    await test.step("shows each event's id, command, correlation, causation, time and DynamoDB item", async () => {
      const ids = new Set<string>();
      await lab.openStorage();
      for (const [number, command] of COMMANDS.entries()) {
        const version = number + 1;
        await lab.select(version);
        const facts = await lab.facts(version);
        expect(facts["Command"], `v${version} says which command caused it`).toBe(command);
        for (const name of ["Event id", "Correlation", "Causation"]) {
          expect(facts[name], `${name} of v${version}`).toMatch(UUID);
          ids.add(facts[name]);
        }
        expect(facts["Recorded at"]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} UTC$/);
        const ago = Date.now() - Date.parse(facts["Recorded at"].replace(" ", "T").replace(" UTC", "Z"));
        expect(ago, `v${version} was recorded a moment ago`).toBeLessThan(60_000);

        await expect(lab.item).toContainText(`EVENT#00000${version}`);
        const item = await lab.storedItem();
        expect(item).toMatchObject({
          PK: { S: "ACCOUNT#ACCOUNT-1001" },
          SK: { S: `EVENT#00000${version}` },
          GSI1PK: { S: `EVENT#${TYPES[number]}` },
          EventType: { S: TYPES[number] },
          Version: { N: String(version) },
          Command: { S: command },
          EventId: { S: facts["Event id"] },
          CorrelationId: { S: facts["Correlation"] },
          CausationId: { S: facts["Causation"] },
        });
        expect(item.RecordedAt.S.replace("T", " ").replace("Z", " UTC")).toBe(facts["Recorded at"]);
      }
      expect(ids.size, "no two events of different commands share an id").toBe(18);
    });

    await test.step("stores the facts as the item's payload", async () => {
      await lab.openStorage();
      const payload = async (version: number) => {
        await lab.select(version);
        await expect(lab.item).toContainText(`EVENT#00000${version}`);
        return (await lab.storedItem()).Payload.M;
      };
      expect(await payload(1)).toEqual({
        owner: { S: "Ada Lovelace" },
        email: { S: "ada@example.com" },
        currency: { S: "USD" },
      });
      expect(await payload(2)).toEqual({ amount: { S: "100.00 USD" } });
      expect(await payload(4)).toMatchObject({
        amount: { S: "500.00 USD" },
        balance: { S: "70.00 USD" },
        reasonCode: { S: "InsufficientFunds" },
      });
      expect(await payload(6)).toMatchObject({ reasonCode: { S: "AccountFrozen" } });
    });

    await test.step("is lost on reload: the log starts empty", async () => {
      await page.reload();
      await lab.isReady();
      await expect(lab.log).toContainText("Nothing has happened yet.");
      await expect(lab.grid).toBeHidden();
      await expect(lab.accounts).toBeHidden();
    });
  });
});

test("one click creates the first account", async ({ lab }) => {
  await lab.openWithAccount();
  await lab.expectEvents(["AccountCreated"]);
  await expect(lab.outcome).toHaveText(/^Accepted/);
  await expect(lab.balance).toHaveText("0.00 USD");
  await expect(lab.status).toHaveText("Active");
});

test("an opening deposit is a second event of the same command", async ({ lab }) => {
  await lab.open();
  await lab.send("Create account", { Owner: "Ada", "Opening deposit": "250" });
  await lab.expectEvents(["AccountCreated", "MoneyDeposited"]);
  await expect(lab.balance).toHaveText("250.00 USD");
  const second = await lab.facts(2);
  await lab.select(1);
  const first = await lab.facts(1);
  expect(second["Causation"], "one command caused both").toBe(first["Causation"]);
  expect(second["Correlation"]).toBe(first["Correlation"]);
  expect(second["Event id"]).not.toBe(first["Event id"]);
});

test("a frozen account can be unfrozen, emptied and closed", async ({ lab }) => {
  await lab.openWithAccount();
  await lab.deposit("20");
  await lab.send("Close account");
  await expect(lab.outcome).toHaveText(/^Rejected/);
  await lab.send("Freeze", { Reason: "suspicious" });
  await lab.send("Unfreeze", { Reason: "all is well" });
  await lab.send("Withdraw", { Amount: "20" });
  await lab.send("Close account", { Reason: "moving away" });
  await expect(lab.outcome).toHaveText(/^Accepted/);
  await expect(lab.status).toHaveText("Closed");
  await lab.expectEvents([
    "AccountCreated",
    "MoneyDeposited",
    "ClosureRejected",
    "AccountFrozen",
    "AccountUnfrozen",
    "MoneyWithdrawn",
    "AccountClosed",
  ]);
});

test("the button names the command and the known figures", async ({ lab }) => {
  await lab.openWithAccount();
  await lab.fill("Withdraw", { Amount: "30" });
  await expect(lab.submit("Withdraw")).toHaveText("Withdraw 30.00");
  await lab.commands.getByRole("button", { name: "500", exact: true }).click();
  await expect(lab.field("Amount")).toHaveValue("500.00");
  await expect(lab.submit("Withdraw")).toHaveText("Withdraw 500.00");
  await lab.field("Amount").fill("abc");
  await expect(lab.submit("Withdraw")).toHaveText("Withdraw");
});

test("a new event is announced once", async ({ lab }) => {
  await lab.openWithAccount();
  await lab.deposit("100");
  await expect(lab.announcements).toHaveText("Event 2, MoneyDeposited: Ada paid in 100.00.");
});

test("the item can be copied", async ({ lab, page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await lab.openWithSixEvents();
  await lab.select(3);
  await lab.storage.getByRole("button", { name: "Copy" }).click();
  await expect(lab.note).toHaveText("Copied the item.");
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(JSON.parse(copied)).toEqual(await lab.storedItem());
});

test("a failed copy is reported", async ({ lab, page }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await lab.openWithSixEvents();
  await lab.storage.getByRole("button", { name: "Copy" }).click();
  await expect(lab.note).toContainText("copy it by hand");
});
