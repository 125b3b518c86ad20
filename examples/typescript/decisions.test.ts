// The bank in TypeScript decides as the bank in Rust: every kind of command in every kind of state.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { decider, Refused, type Account, type BankCommand, type BankEvent, type Refusal } from "./generated/bank.js";

type Decision = {
  account: Omit<Account, "balance"> & { balance: string };
  when: BankCommand;
  then?: BankEvent[];
  refused?: Refusal;
};

const decisions: Decision[] = JSON.parse(readFileSync("generated/decisions.json", "utf8"));

test("the decisions of the bank in Rust", () => {
  assert.ok(decisions.length > 100);
  for (const { account, when, then, refused } of decisions) {
    const state: Account = { ...account, balance: BigInt(account.balance) };
    assert.deepEqual(decided(when, state), then ?? refused, JSON.stringify({ account, when }));
  }
});

test("every command and every refusal is among them", () => {
  assert.equal(new Set(decisions.map(({ when }) => when.type)).size, 7);
  assert.equal(new Set(decisions.flatMap(({ refused }) => refused?.reasonCode ?? [])).size, 13);
});

function decided(command: BankCommand, account: Account): BankEvent[] | Refusal {
  try {
    return decider.decide(command, account);
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}
