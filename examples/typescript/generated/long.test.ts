// Given, when, then: decisions of the bank, taken from the Event Sourcing Lab. The tests are at the end.
//
// Save it as bank.test.ts in a folder of its own. Then:
//   npm init -y && npm pkg set type=module
//   npm install @event-driven-io/emmett && npm install --save-dev typescript@5 @types/node @types/async-retry
//   npx tsc --strict --target es2022 --module nodenext bank.test.ts && node --test

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

// ACCOUNT-1001 at v201.
test("Withdraw is accepted", () => {
  given([
    { type: "AccountCreated", data: { owner: "Ada", email: "ada@example.com", currency: "USD" } },
    { type: "MoneyDeposited", data: { amount: "70.46 USD" } },
    { type: "MoneyDeposited", data: { amount: "38.17 USD" } },
    { type: "MoneyDeposited", data: { amount: "174.86 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "80.37 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "56.89 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "142.39 USD" } },
    { type: "MoneyDeposited", data: { amount: "93.92 USD" } },
    { type: "MoneyDeposited", data: { amount: "74.21 USD" } },
    { type: "MoneyDeposited", data: { amount: "177.94 USD" } },
    { type: "MoneyDeposited", data: { amount: "91.74 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "129.54 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "191.51 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "1.56 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "111.31 USD" } },
    { type: "MoneyDeposited", data: { amount: "165.79 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "61.42 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "36.38 USD" } },
    { type: "MoneyDeposited", data: { amount: "170.28 USD" } },
    { type: "MoneyDeposited", data: { amount: "164.48 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "171.73 USD" } },
    { type: "MoneyDeposited", data: { amount: "9.98 USD" } },
    { type: "MoneyDeposited", data: { amount: "41.03 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "47.14 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "29.91 USD" } },
    { type: "MoneyDeposited", data: { amount: "73.87 USD" } },
    { type: "MoneyDeposited", data: { amount: "151.96 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "83.66 USD" } },
    { type: "MoneyDeposited", data: { amount: "124.88 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "23.12 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "37.87 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "116.69 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "111.27 USD" } },
    { type: "MoneyDeposited", data: { amount: "51.29 USD" } },
    { type: "MoneyDeposited", data: { amount: "87.34 USD" } },
    { type: "MoneyDeposited", data: { amount: "147.65 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "54.37 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "146.50 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "20.05 USD" } },
    { type: "MoneyDeposited", data: { amount: "141.08 USD" } },
    { type: "MoneyDeposited", data: { amount: "40.68 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "16.67 USD" } },
    { type: "MoneyDeposited", data: { amount: "56.07 USD" } },
    { type: "MoneyDeposited", data: { amount: "72.87 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "117.40 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "37.18 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "0.28 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "69.19 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "120.46 USD" } },
    { type: "MoneyDeposited", data: { amount: "95.27 USD" } },
    { type: "MoneyDeposited", data: { amount: "176.90 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "163.17 USD" } },
    { type: "MoneyDeposited", data: { amount: "44.37 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "29.46 USD" } },
    { type: "MoneyDeposited", data: { amount: "55.02 USD" } },
    { type: "MoneyDeposited", data: { amount: "10.78 USD" } },
    { type: "MoneyDeposited", data: { amount: "99.65 USD" } },
    { type: "MoneyDeposited", data: { amount: "101.32 USD" } },
    { type: "MoneyDeposited", data: { amount: "128.82 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "38.95 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "80.72 USD" } },
    { type: "MoneyDeposited", data: { amount: "179.05 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "19.90 USD" } },
    { type: "MoneyDeposited", data: { amount: "1.68 USD" } },
    { type: "MoneyDeposited", data: { amount: "95.09 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "78.25 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "193.38 USD" } },
    { type: "MoneyDeposited", data: { amount: "195.92 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "105.84 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "127.92 USD" } },
    { type: "MoneyDeposited", data: { amount: "187.76 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "118.65 USD" } },
    { type: "MoneyDeposited", data: { amount: "110.32 USD" } },
    { type: "MoneyDeposited", data: { amount: "49.75 USD" } },
    { type: "MoneyDeposited", data: { amount: "132.77 USD" } },
    { type: "MoneyDeposited", data: { amount: "96.82 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "9.57 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "42.18 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "82.24 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "162.38 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "61.60 USD" } },
    { type: "MoneyDeposited", data: { amount: "167.59 USD" } },
    { type: "MoneyDeposited", data: { amount: "32.13 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "181.27 USD" } },
    { type: "MoneyDeposited", data: { amount: "111.82 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "177.63 USD" } },
    { type: "MoneyDeposited", data: { amount: "66.54 USD" } },
    { type: "MoneyDeposited", data: { amount: "90.53 USD" } },
    { type: "MoneyDeposited", data: { amount: "199.27 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "105.06 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "159.58 USD" } },
    { type: "MoneyDeposited", data: { amount: "158.85 USD" } },
    { type: "MoneyDeposited", data: { amount: "130.90 USD" } },
    { type: "MoneyDeposited", data: { amount: "175.86 USD" } },
    { type: "MoneyDeposited", data: { amount: "172.42 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "41.47 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "101.32 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "92.35 USD" } },
    { type: "MoneyDeposited", data: { amount: "60.28 USD" } },
    { type: "MoneyDeposited", data: { amount: "100.53 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "5.72 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "88.65 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "8.79 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "184.37 USD" } },
    { type: "MoneyDeposited", data: { amount: "96.16 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "56.27 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "108.65 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "59.44 USD" } },
    { type: "MoneyDeposited", data: { amount: "102.38 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "106.67 USD" } },
    { type: "MoneyDeposited", data: { amount: "40.60 USD" } },
    { type: "MoneyDeposited", data: { amount: "132.61 USD" } },
    { type: "MoneyDeposited", data: { amount: "183.49 USD" } },
    { type: "MoneyDeposited", data: { amount: "130.45 USD" } },
    { type: "MoneyDeposited", data: { amount: "1.64 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "102.72 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "108.84 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "1.37 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "165.14 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "133.67 USD" } },
    { type: "MoneyDeposited", data: { amount: "71.16 USD" } },
    { type: "MoneyDeposited", data: { amount: "82.53 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "132.30 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "15.90 USD" } },
    { type: "MoneyDeposited", data: { amount: "41.11 USD" } },
    { type: "MoneyDeposited", data: { amount: "172.43 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "143.72 USD" } },
    { type: "MoneyDeposited", data: { amount: "68.95 USD" } },
    { type: "MoneyDeposited", data: { amount: "171.54 USD" } },
    { type: "MoneyDeposited", data: { amount: "34.73 USD" } },
    { type: "MoneyDeposited", data: { amount: "100.75 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "53.49 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "76.65 USD" } },
    { type: "MoneyDeposited", data: { amount: "57.45 USD" } },
    { type: "MoneyDeposited", data: { amount: "17.08 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "145.87 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "4.52 USD" } },
    { type: "MoneyDeposited", data: { amount: "158.48 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "43.77 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "31.76 USD" } },
    { type: "MoneyDeposited", data: { amount: "186.00 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "143.99 USD" } },
    { type: "MoneyDeposited", data: { amount: "47.14 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "175.58 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "39.63 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "81.64 USD" } },
    { type: "MoneyDeposited", data: { amount: "74.05 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "165.41 USD" } },
    { type: "MoneyDeposited", data: { amount: "48.39 USD" } },
    { type: "MoneyDeposited", data: { amount: "129.86 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "110.30 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "121.33 USD" } },
    { type: "MoneyDeposited", data: { amount: "32.61 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "44.78 USD" } },
    { type: "MoneyDeposited", data: { amount: "20.07 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "74.49 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "170.53 USD" } },
    { type: "MoneyDeposited", data: { amount: "182.22 USD" } },
    { type: "MoneyDeposited", data: { amount: "162.15 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "98.61 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "132.90 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "75.36 USD" } },
    { type: "MoneyDeposited", data: { amount: "157.21 USD" } },
    { type: "MoneyDeposited", data: { amount: "180.86 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "17.56 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "89.97 USD" } },
    { type: "MoneyDeposited", data: { amount: "9.59 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "197.60 USD" } },
    { type: "MoneyDeposited", data: { amount: "133.29 USD" } },
    { type: "MoneyDeposited", data: { amount: "7.16 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "115.43 USD" } },
    { type: "MoneyDeposited", data: { amount: "143.26 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "108.34 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "3.82 USD" } },
    { type: "MoneyDeposited", data: { amount: "75.72 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "140.65 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "119.22 USD" } },
    { type: "MoneyDeposited", data: { amount: "149.20 USD" } },
    { type: "MoneyDeposited", data: { amount: "11.72 USD" } },
    { type: "MoneyDeposited", data: { amount: "18.55 USD" } },
    { type: "MoneyDeposited", data: { amount: "121.05 USD" } },
    { type: "MoneyDeposited", data: { amount: "63.21 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "108.31 USD" } },
    { type: "MoneyDeposited", data: { amount: "52.82 USD" } },
    { type: "MoneyDeposited", data: { amount: "42.40 USD" } },
    { type: "MoneyDeposited", data: { amount: "71.88 USD" } },
    { type: "MoneyDeposited", data: { amount: "181.88 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "102.80 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "153.14 USD" } },
    { type: "MoneyDeposited", data: { amount: "129.32 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "145.43 USD" } },
    { type: "MoneyDeposited", data: { amount: "156.42 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "126.73 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "156.01 USD" } },
    { type: "MoneyDeposited", data: { amount: "31.13 USD" } },
    { type: "MoneyDeposited", data: { amount: "156.65 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "151.32 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "51.73 USD" } },
    { type: "MoneyWithdrawn", data: { amount: "163.74 USD" } },
    { type: "MoneyDeposited", data: { amount: "132.88 USD" } },
  ])
    .when({ type: "Withdraw", data: { amount: "150.27 USD" } })
    .then([
      { type: "MoneyWithdrawn", data: { amount: "150.27 USD" } },
    ]);
});
