import { EventStore, EventType } from "@castore/core";
import { InMemoryEventStorageAdapter } from "@castore/event-storage-adapter-in-memory";
import { command, decide, evolve, unopened } from "./work.mjs";

const eventTypes = ["AccountCreated", "MoneyDeposited", "MoneyWithdrawn"].map((type) => new EventType({ type }));

const reducer = (aggregate, { aggregateId, version, type, payload }) => ({
  aggregateId,
  version,
  account: evolve(aggregate?.account ?? unopened, type, payload),
});

/** Accounts in castore's in-memory adapter: commands by `getAggregate` and `pushEvent`, loads by `getAggregate`. */
export default async function accounts(_, streams) {
  const names = Array.from({ length: streams }, (_, stream) => `ACCOUNT-${1001 + stream}`);
  const adapter = new InMemoryEventStorageAdapter();
  const store = new EventStore({ eventStoreId: "ACCOUNTS", eventTypes, reducer, eventStorageAdapter: adapter });
  // A stream that is filled at once comes from the adapter's `initialEvents`: it has an adapter of its own.
  const filled = new Map();
  const storeOf = (stream) => filled.get(stream) ?? store;
  const detail = (stream, version, { type, data }) => ({ aggregateId: names[stream], version, type, payload: data });
  const send = async (stream, number) => {
    const accounts = storeOf(stream);
    const { aggregate } = await accounts.getAggregate(names[stream]);
    const event = decide(aggregate?.account ?? unopened, command(stream, number));
    const version = (aggregate?.version ?? 0) + 1;
    await accounts.pushEvent(detail(stream, version, event), aggregate ? { prevAggregate: aggregate } : {});
  };
  const balance = async (stream) => (await storeOf(stream).getAggregate(names[stream])).aggregate?.account.balance ?? 0;
  return {
    async run(from, to) {
      for (let number = from; number < to; number++) await send(number % streams, Math.floor(number / streams));
    },
    async fill(stream, events) {
      let account = unopened;
      const initialEvents = [];
      for (let number = 0; number < events; number++) {
        const event = decide(account, command(stream, number));
        account = evolve(account, event.type, event.data);
        initialEvents.push({ ...detail(stream, number + 1, event), timestamp: new Date(number).toISOString() });
      }
      const eventStorageAdapter = new InMemoryEventStorageAdapter({ initialEvents });
      filled.set(stream, new EventStore({ eventStoreId: "ACCOUNTS", eventTypes, reducer, eventStorageAdapter }));
    },
    async more(stream, from, commands) {
      for (let number = from; number < from + commands; number++) await send(stream, number);
    },
    replay: balance,
    async events() {
      let events = 0;
      for (let stream = 0; stream < streams; stream++) {
        events += (await storeOf(stream).getEvents(names[stream])).events.length;
      }
      return events;
    },
    async balance() {
      let sum = 0;
      for (let stream = 0; stream < streams; stream++) sum += await balance(stream);
      return sum;
    },
  };
}
