// The work of the bench, as rust/src/work.rs has it, and what must come out of it.

/** What a command adds to the balance, in minor units, by its number in its stream from 0. The first creates the account. */
export function change(stream, number) {
  if (number === 0) return 0;
  return number % 2 === 1 ? 100 + ((number * 37 + stream * 11) % 900) : -1 - ((number * 13 + stream * 7) % 100);
}

/** The command of this number in its stream. */
export function command(stream, number) {
  const minor = change(stream, number);
  if (minor === 0) return { type: "CreateAccount", data: { owner: "Ada", currency: "USD" } };
  return { type: minor > 0 ? "Deposit" : "Withdraw", data: { amount: Math.abs(minor), currency: "USD" } };
}

/** The rules of the bank as far as the bench needs them: the event that a command leads to. */
export function decide(account, { type, data }) {
  if (type === "CreateAccount") {
    if (account.status !== "NotOpened") throw new Error("the account already exists");
    return { type: "AccountCreated", data };
  }
  if (account.status !== "Active") throw new Error("the account is not active");
  if (account.currency !== data.currency) throw new Error("the account is in another currency");
  if (type === "Deposit") {
    if (account.balance + data.amount > 99_999_999_999_999) throw new Error("the account can't hold that much");
    return { type: "MoneyDeposited", data };
  }
  if (account.balance < data.amount) throw new Error("insufficient funds");
  return { type: "MoneyWithdrawn", data };
}

/** An account before its first event. */
export const unopened = { owner: undefined, status: "NotOpened", currency: "USD", balance: 0 };

/** The account after one more event. */
export function evolve(account, type, data) {
  switch (type) {
    case "AccountCreated":
      return { owner: data.owner, status: "Active", currency: data.currency, balance: 0 };
    case "MoneyDeposited":
      return { ...account, balance: account.balance + data.amount };
    case "MoneyWithdrawn":
      return { ...account, balance: account.balance - data.amount };
    default:
      return account;
  }
}

/** What all commands up to this number leave on all accounts together, when they go to the streams in turn. */
export function balanceOfAll(streams, commands) {
  let sum = 0;
  for (let number = 0; number < commands; number++) sum += change(number % streams, Math.floor(number / streams));
  return sum;
}

/** What the first commands of one stream leave on its account. */
export function balanceOfOne(stream, commands) {
  let sum = 0;
  for (let number = 0; number < commands; number++) sum += change(stream, number);
  return sum;
}
