// Given, when, then: decisions of the bank, taken from the Event Sourcing Lab. The tests are at the end.
//
// Save it as bank.test.ts in a folder of its own. Then:
//   npm init -y && npm pkg set type=module
//   npm install @event-driven-io/emmett && npm install --save-dev typescript@5 @types/node @types/async-retry
//   npx tsc --strict --target es2022 --module nodenext bank.test.ts && node --test

import { isDeepStrictEqual } from "node:util";
import { test } from "node:test";
import { DeciderSpecification } from "@event-driven-io/emmett";
import type { Command as CommandOf, Event as EventOf } from "@event-driven-io/emmett";

// The bank. Events and commands are as the lab stores them.

type Currency = "USD" | "EUR" | "GBP";

/** An amount with its currency, e.g. "30.00 USD". */
type Money = `${string}.${string} ${Currency}`;

type Rejection = { reverses?: number; amount?: Money; balance: Money; reasonCode: ReasonCode };

/** `reverses` is the version of the payment: 1 is the account's first event. */
type Reversal = { reverses: number; amount: Money; reason?: string };

export type BankEvent =
  | EventOf<"AccountCreated", { owner: string; email?: string; currency: Currency }>
  | EventOf<"MoneyDeposited", { amount: Money; reason?: string }>
  | EventOf<"MoneyWithdrawn", { amount: Money; reason?: string }>
  | EventOf<"DepositReversed", Reversal>
  | EventOf<"WithdrawalReversed", Reversal>
  | EventOf<"AccountFrozen", { reason?: string }>
  | EventOf<"AccountUnfrozen", { reason?: string }>
  | EventOf<"AccountClosed", { reason?: string }>
  | EventOf<"AccountCreationRejected", Rejection>
  | EventOf<"DepositRejected", Rejection>
  | EventOf<"WithdrawalRejected", Rejection>
  | EventOf<"ReversalRejected", Rejection>
  | EventOf<"FreezeRejected", Rejection>
  | EventOf<"UnfreezeRejected", Rejection>
  | EventOf<"ClosureRejected", Rejection>;

/** The event that a reversal names. It is a fact, looked up in the log before the decision. */
type Target = { type: "Deposit" | "Withdrawal"; amount: Money } | { type: "Other" };

export type BankCommand =
  | CommandOf<"CreateAccount", { owner: string; email?: string; openingDeposit?: Money }>
  | CommandOf<"Deposit", { amount: Money; reason?: string }>
  | CommandOf<"Withdraw", { amount: Money; reason?: string }>
  | CommandOf<"Reverse", { version: number; target?: Target; reason?: string }>
  | CommandOf<"Freeze", { reason?: string }>
  | CommandOf<"Unfreeze", { reason?: string }>
  | CommandOf<"CloseAccount", { reason?: string }>;

export type ReasonCode =
  | "AccountNotFound"
  | "AccountExists"
  | "AccountFrozen"
  | "AccountNotFrozen"
  | "AccountClosed"
  | "EventNotFound"
  | "NotAPayment"
  | "AlreadyReversed"
  | "ReversalLimit"
  | "InsufficientFunds"
  | "BalanceLimit"
  | "BalanceNotZero"
  | "CurrencyMismatch";

export type Refusal = { command: BankCommand["type"] } & Rejection;

/** Thrown when a rule refuses a command. The bank records most refusals as an event. */
export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(`${refusal.command} is refused: ${JSON.stringify(refusal)}`);
  }
}

/** What decisions are based on. The balance is in cents. */
export type Account = {
  status: "NotOpened" | "Active" | "Frozen" | "Closed";
  balance: bigint;
  currency: Currency;
  /** The versions of the payments that were reversed. */
  reversed: number[];
};

const MAX_BALANCE = 999_999_999_999_99n;
const MAX_REVERSED = 1_000;

const initialState = (): Account => ({ status: "NotOpened", balance: 0n, currency: "USD", reversed: [] });

/** The checks of the command in order, then its events. The first check that fails refuses the command. */
function decide(command: BankCommand, account: Account): BankEvent[] {
  function check(passed: boolean, reasonCode: ReasonCode): asserts passed {
    if (passed) return;
    const reverses = command.type === "Reverse" ? { reverses: command.data.version } : {};
    const amount = amountOf(command);
    const balance = toMoney(account.balance, account.currency);
    throw new Refused({ command: command.type, ...reverses, ...(amount && { amount }), balance, reasonCode });
  }
  const isOpen = (): void => {
    check(account.status !== "NotOpened", "AccountNotFound");
    check(account.status !== "Closed", "AccountClosed");
  };
  const isActive = (): void => {
    isOpen();
    check(account.status !== "Frozen", "AccountFrozen");
  };

  switch (command.type) {
    case "CreateAccount": {
      check(account.status === "NotOpened", "AccountExists");
      const { openingDeposit: amount, ...opened } = command.data;
      const currency = amount === undefined ? account.currency : currencyOf(amount);
      const created: BankEvent = { type: "AccountCreated", data: { ...opened, currency } };
      return amount === undefined ? [created] : [created, { type: "MoneyDeposited", data: { amount } }];
    }
    case "Deposit":
      isActive();
      check(currencyOf(command.data.amount) === account.currency, "CurrencyMismatch");
      check(account.balance + cents(command.data.amount) <= MAX_BALANCE, "BalanceLimit");
      return [{ type: "MoneyDeposited", data: command.data }];
    case "Withdraw":
      isActive();
      check(currencyOf(command.data.amount) === account.currency, "CurrencyMismatch");
      check(account.balance >= cents(command.data.amount), "InsufficientFunds");
      return [{ type: "MoneyWithdrawn", data: command.data }];
    case "Reverse": {
      const { version: reverses, target, ...reason } = command.data;
      isActive();
      check(target !== undefined, "EventNotFound");
      check(target.type !== "Other", "NotAPayment");
      check(!account.reversed.includes(reverses), "AlreadyReversed");
      check(account.reversed.length < MAX_REVERSED, "ReversalLimit");
      const { type, amount } = target;
      check(currencyOf(amount) === account.currency, "CurrencyMismatch");
      const data = { reverses, amount, ...reason };
      if (type === "Deposit") {
        check(account.balance >= cents(amount), "InsufficientFunds");
        return [{ type: "DepositReversed", data }];
      }
      check(account.balance + cents(amount) <= MAX_BALANCE, "BalanceLimit");
      return [{ type: "WithdrawalReversed", data }];
    }
    case "Freeze":
      isActive();
      return [{ type: "AccountFrozen", data: command.data }];
    case "Unfreeze":
      isOpen();
      check(account.status === "Frozen", "AccountNotFrozen");
      return [{ type: "AccountUnfrozen", data: command.data }];
    case "CloseAccount":
      isOpen();
      check(account.balance === 0n, "BalanceNotZero");
      return [{ type: "AccountClosed", data: command.data }];
  }
}

/** How an event changes the account. A rejection changes nothing. */
function evolve(account: Account, event: BankEvent): Account {
  switch (event.type) {
    case "AccountCreated":
      return { ...account, status: "Active", balance: 0n, currency: event.data.currency };
    case "MoneyDeposited":
      return { ...account, balance: account.balance + cents(event.data.amount) };
    case "MoneyWithdrawn":
      return { ...account, balance: account.balance - cents(event.data.amount) };
    case "DepositReversed":
      return {
        ...account,
        balance: account.balance - cents(event.data.amount),
        reversed: [...account.reversed, event.data.reverses],
      };
    case "WithdrawalReversed":
      return {
        ...account,
        balance: account.balance + cents(event.data.amount),
        reversed: [...account.reversed, event.data.reverses],
      };
    case "AccountFrozen":
      return { ...account, status: "Frozen" };
    case "AccountUnfrozen":
      return { ...account, status: "Active" };
    case "AccountClosed":
      return { ...account, status: "Closed" };
    case "AccountCreationRejected":
    case "DepositRejected":
    case "WithdrawalRejected":
    case "ReversalRejected":
    case "FreezeRejected":
    case "UnfreezeRejected":
    case "ClosureRejected":
      return account;
  }
}

export const decider = { initialState, decide, evolve };

function amountOf(command: BankCommand): Money | undefined {
  switch (command.type) {
    case "CreateAccount":
      return command.data.openingDeposit;
    case "Deposit":
    case "Withdraw":
      return command.data.amount;
    case "Reverse": {
      const { target } = command.data;
      return target === undefined || target.type === "Other" ? undefined : target.amount;
    }
    case "Freeze":
    case "Unfreeze":
    case "CloseAccount":
      return undefined;
  }
}

function currencyOf(money: Money): Currency {
  return money.slice(-3) as Currency;
}

function cents(money: Money): bigint {
  return BigInt(money.slice(0, -4).replace(".", ""));
}

function toMoney(cents: bigint, currency: Currency): Money {
  const digits = cents.toString().padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)} ${currency}` as Money;
}

const given = DeciderSpecification.for(decider);

// ACCOUNT-1002 at v1.
test("CreateAccount is accepted", () => {
  given([])
    .when({ type: "CreateAccount", data: { owner: "Ada", email: "ada@example.com", openingDeposit: "100.00 USD" } })
    .then([
      { type: "AccountCreated", data: { owner: "Ada", email: "ada@example.com", currency: "USD" } },
      { type: "MoneyDeposited", data: { amount: "100.00 USD" } },
    ]);
});

// ACCOUNT-1002 at v3.
test("Withdraw is accepted", () => {
  given([
    { type: "AccountCreated", data: { owner: "Ada", email: "ada@example.com", currency: "USD" } },
    { type: "MoneyDeposited", data: { amount: "100.00 USD" } },
  ])
    .when({ type: "Withdraw", data: { amount: "30.00 USD" } })
    .then([
      { type: "MoneyWithdrawn", data: { amount: "30.00 USD" } },
    ]);
});

// ACCOUNT-1002 at v4.
test("Reverse is accepted", () => {
  given([
    { type: "AccountCreated", data: { owner: "Ada", email: "ada@example.com", currency: "USD" } },
    { type: "MoneyDeposited", data: { amount: "100.00 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "30.00 USD" } },
  ])
    .when({ type: "Reverse", data: { version: 3, target: { type: "Withdrawal", amount: "30.00 USD" } } })
    .then([
      { type: "WithdrawalReversed", data: { reverses: 3, amount: "30.00 USD" } },
    ]);
});

// ACCOUNT-1002 at v5.
test("Withdraw is refused: InsufficientFunds", () => {
  given([
    { type: "AccountCreated", data: { owner: "Ada", email: "ada@example.com", currency: "USD" } },
    { type: "MoneyDeposited", data: { amount: "100.00 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "30.00 USD" } },
    { type: "WithdrawalReversed", data: { reverses: 3, amount: "30.00 USD" } },
  ])
    .when({ type: "Withdraw", data: { amount: "500.00 USD" } })
    .thenThrows(Refused, ({ refusal }) =>
      isDeepStrictEqual(refusal, { command: "Withdraw", amount: "500.00 USD", balance: "100.00 USD", reasonCode: "InsufficientFunds" }));
});

// ACCOUNT-1002 at v6.
test("Withdraw is accepted", () => {
  given([
    { type: "AccountCreated", data: { owner: "Ada", email: "ada@example.com", currency: "USD" } },
    { type: "MoneyDeposited", data: { amount: "100.00 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "30.00 USD" } },
    { type: "WithdrawalReversed", data: { reverses: 3, amount: "30.00 USD" } },
    { type: "WithdrawalRejected", data: { amount: "500.00 USD", balance: "100.00 USD", reasonCode: "InsufficientFunds" } },
  ])
    .when({ type: "Withdraw", data: { amount: "70.00 USD" } })
    .then([
      { type: "MoneyWithdrawn", data: { amount: "70.00 USD" } },
    ]);
});

// ACCOUNT-1002 at v7.
test("Reverse is accepted", () => {
  given([
    { type: "AccountCreated", data: { owner: "Ada", email: "ada@example.com", currency: "USD" } },
    { type: "MoneyDeposited", data: { amount: "100.00 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "30.00 USD" } },
    { type: "WithdrawalReversed", data: { reverses: 3, amount: "30.00 USD" } },
    { type: "WithdrawalRejected", data: { amount: "500.00 USD", balance: "100.00 USD", reasonCode: "InsufficientFunds" } },
    { type: "MoneyWithdrawn", data: { amount: "70.00 USD" } },
  ])
    .when({ type: "Reverse", data: { version: 6, target: { type: "Withdrawal", amount: "70.00 USD" } } })
    .then([
      { type: "WithdrawalReversed", data: { reverses: 6, amount: "70.00 USD" } },
    ]);
});

// ACCOUNT-1002 at v8.
test("Reverse is refused: AlreadyReversed", () => {
  given([
    { type: "AccountCreated", data: { owner: "Ada", email: "ada@example.com", currency: "USD" } },
    { type: "MoneyDeposited", data: { amount: "100.00 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "30.00 USD" } },
    { type: "WithdrawalReversed", data: { reverses: 3, amount: "30.00 USD" } },
    { type: "WithdrawalRejected", data: { amount: "500.00 USD", balance: "100.00 USD", reasonCode: "InsufficientFunds" } },
    { type: "MoneyWithdrawn", data: { amount: "70.00 USD" } },
    { type: "WithdrawalReversed", data: { reverses: 6, amount: "70.00 USD" } },
  ])
    .when({ type: "Reverse", data: { version: 3, target: { type: "Withdrawal", amount: "30.00 USD" } } })
    .thenThrows(Refused, ({ refusal }) =>
      isDeepStrictEqual(refusal, { command: "Reverse", reverses: 3, amount: "30.00 USD", balance: "100.00 USD", reasonCode: "AlreadyReversed" }));
});
