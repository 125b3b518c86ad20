import { CommandHandler, getInMemoryEventStore } from "@event-driven-io/emmett";
import { command, decide, evolve, unopened } from "./work.mjs";

const options = { evolve: (account, { type, data }) => evolve(account, type, data), initialState: () => unopened };

/** Accounts in emmett's in-memory store: commands by its `CommandHandler`, loads by `aggregateStream`. */
export default async function accounts(_, streams) {
  const store = getInMemoryEventStore();
  const handle = CommandHandler(options);
  const names = Array.from({ length: streams }, (_, stream) => `ACCOUNT-${1001 + stream}`);
  const send = (stream, number) => handle(store, names[stream], (account) => decide(account, command(stream, number)));
  const balance = async (stream) => (await store.aggregateStream(names[stream], options)).state.balance;
  return {
    async run(from, to) {
      for (let number = from; number < to; number++) await send(number % streams, Math.floor(number / streams));
    },
    async fill(stream, events) {
      let account = unopened;
      const all = [];
      for (let number = 0; number < events; number++) {
        const event = decide(account, command(stream, number));
        account = evolve(account, event.type, event.data);
        all.push(event);
      }
      await store.appendToStream(names[stream], all);
    },
    async more(stream, from, commands) {
      for (let number = from; number < from + commands; number++) await send(stream, number);
    },
    replay: balance,
    async events() {
      let events = 0;
      for (const name of names) events += (await store.readStream(name)).events.length;
      return events;
    },
    async balance() {
      let sum = 0;
      for (let stream = 0; stream < streams; stream++) sum += await balance(stream);
      return sum;
    },
  };
}
