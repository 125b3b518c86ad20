import { balanceOfAll, balanceOfOne } from "./work.mjs";

export const median = (numbers) => [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)];

export const seconds = async (work) => {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
};

/** A figure of work that was not done is worth nothing. */
export function same(what, actual, expected) {
  if (actual !== expected) throw new Error(`${what}: ${actual} instead of ${expected}`);
}

/**
 * Commands to many streams in turn, as many as fit into the time. What comes out is what was done: nothing is extrapolated.
 */
export async function many(subject, { streams, commands, limit, progress }) {
  await warmUp(subject);
  const accounts = await subject(streams);
  const step = 10 * streams;
  const started = performance.now();
  let done = 0;
  let spoken = started;
  while (done < commands && performance.now() - started < limit * 1000) {
    await accounts.run(done, done + step);
    done += step;
    if (performance.now() - spoken > 10_000) {
      spoken = performance.now();
      progress(`${done.toLocaleString("en")} commands`);
    }
  }
  const took = (performance.now() - started) / 1000;
  same("events of all streams", await accounts.events(), done);
  same("balance of all streams", await accounts.balance(), balanceOfAll(streams, done));
  accounts.free?.();
  return { commands: done, seconds: took };
}

/** More commands to a stream of this length, and its replay from the first event: the median of several streams. */
export async function one(subject, { length, more, runs }) {
  await warmUp(subject);
  const accounts = await subject(runs);
  const took = { more: [], replay: [], fold: [] };
  let sum = 0;
  for (let stream = 0; stream < runs; stream++) {
    await accounts.fill(stream, length);
    const expected = balanceOfOne(stream, length);
    for (const work of ["replay", "fold"].filter((work) => accounts[work])) {
      let balance;
      took[work].push(await seconds(async () => (balance = await accounts[work](stream))));
      same(`${work} of ${length} events`, balance, expected);
    }
    took.more.push((await seconds(() => accounts.more(stream, length, more))) / more);
    sum += balanceOfOne(stream, length + more);
  }
  same("events of all streams", await accounts.events(), runs * (length + more));
  same("balance of all streams", await accounts.balance(), sum);
  accounts.free?.();
  return { length, more: median(took.more), replay: median(took.replay), fold: median(took.fold) };
}

/** Jumps to versions that are spread over the whole of a long account, in the page's lab: each by itself. */
export async function jumps(lab, { events, jumps }) {
  const versions = [];
  for (let random = 1; versions.length < jumps; ) versions.push(1 + ((random = (random * 48_271) % 2_147_483_647) % events));
  for (const version of versions) lab.at(version);
  const took = [];
  for (const version of versions) took.push(await seconds(() => lab.at(version)));
  for (const version of [1, events, ...versions.slice(0, 20)]) same(`balance at v${version}`, lab.at(version), lab.folded(version));
  lab.free();
  return { median: median(took), worst: Math.max(...took) };
}

/** A browser compiles what runs often once more, and better: that is not what is measured. */
async function warmUp(subject) {
  const accounts = await subject(200);
  await accounts.run(0, 20_000);
  await accounts.balance();
  for (const work of ["replay", "fold"].filter((work) => accounts[work])) {
    for (let turn = 0; turn < 100; turn++) await accounts[work](turn);
  }
  accounts.free?.();
}
