// Measures in Chromium and prints the tables. `cargo xtask bench` builds what it serves and calls it:
//   node run.mjs FOLDER [--native FILE] [--only fold|peers|indexed-db] [--commands N] [--limit SECONDS]
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { launch, measured, serve } from "./browser.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    native: { type: "string" },
    only: { type: "string" },
    commands: { type: "string", default: "4000000" },
    limit: { type: "string", default: "60" },
  },
});
const [folder] = positionals;
const [commands, limit] = [Number(values.commands), Number(values.limit)];

const STREAMS = 200;
const LENGTHS = [1_000, 10_000, 100_000];
const SETUPS = {
  everyCommit: "a snapshot in every commit",
  every100: "a snapshot every 100 events",
  lab: "a snapshot every 100 events, three indexes (the lab's)",
  noSnapshots: "no snapshots",
};
const BUILDS = { speed: "Chromium, opt-level 3", page: "Chromium, page profile (z)" };
const PEERS = { emmett: "@event-driven-io/emmett", castore: "@castore/core" };

const number = (figure, digits = 0) => figure.toLocaleString("en", { maximumFractionDigits: digits });
const times = (one, other) => (one && other ? `${number(one / other, one / other < 10 ? 2 : 0)}\u00d7` : "");
const version = (name) => JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url))).version;

const lines = [];
function print(line) {
  console.log(line);
  lines.push(line);
}

function table(head, rows, texts = 2) {
  print(`\n| ${head.join(" | ")} |`);
  print(`| ${head.map((_, column) => (column < texts ? "---" : "---:")).join(" | ")} |`);
  rows.forEach((row) => print(`| ${row.join(" | ")} |`));
}

/** Every store of the bench: its name, where it runs, and what the page needs to know. The native ones are measured already. */
function stores() {
  const ours = (build) =>
    Object.entries(SETUPS).map(([setup, name]) => {
      return { name: `ours, ${name}`, where: BUILDS[build], work: { subject: "ours", build, setup } };
    });
  const peers = Object.entries(PEERS).map(([subject, name]) => {
    return { name: `${name} ${version(name)}`, where: "Chromium", peer: subject, work: { subject } };
  });
  return [...peers, ...ours("speed"), ...ours("page")];
}

/** What `rust/src/main.rs` has measured. */
function native(file) {
  const figures = readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line));
  return Object.entries(SETUPS).map(([setup, name]) => {
    const of = figures.filter((figure) => figure.setup === setup);
    const many = of.find((figure) => figure.work === "many");
    return { name: `ours, ${name}`, where: "native", many, one: of.filter((figure) => figure.work === "one") };
  });
}

async function measure(browser, server, store) {
  console.log(`   ${store.name}, ${store.where}`);
  const attempt = (work) =>
    measured(browser, server, { ...store.work, ...work }).catch((error) => {
      console.log(`      not measured: ${error.message.split("\n")[0]}`);
    });
  const many = await attempt({ work: "many", streams: STREAMS, commands, limit });
  const one = [];
  for (const length of LENGTHS) one.push(await attempt({ work: "one", length, more: 200, runs: 7 }));
  return { ...store, many, one };
}

async function peers(browser, server) {
  console.log(`\n== The memory store beside published ones (at most ${limit} s for each row)`);
  const all = values.native ? native(values.native) : [];
  for (const store of stores()) all.push(await measure(browser, server, store));
  const rate = ({ many }) => many && many.commands / many.seconds;
  const peer = (name) => all.find((store) => store.peer === name);

  print(`\nMany streams: commands to ${STREAMS} streams in turn.`);
  table(
    ["Store", "Where", "commands completed", "seconds", "commands a second", ...Object.keys(PEERS).map((name) => `\u00f7 ${name}`)],
    all.map((store) => [
      store.name,
      store.where,
      ...(store.many
        ? [number(store.many.commands), number(store.many.seconds, 1), number(rate(store))]
        : ["ran out of memory", "", ""]),
      ...Object.keys(PEERS).map((name) => times(rate(store), rate(peer(name)))),
    ]),
  );

  print("\nOne stream: microseconds for one more command at a length, and events a second of a load and a fold from the first event.");
  const micros = (figure) => (figure ? number(figure.more * 1e6, 2) : "");
  const events = (figure, work) => (figure?.[work] ? number(figure.length / figure[work]) : "");
  table(
    ["Store", "Where", ...LENGTHS.map((length) => `at ${number(length)}`), "longest \u00f7 shortest", "load of 100,000", "fold of 100,000"],
    all.map(({ name, where, one }) => [
      name,
      where,
      ...one.map(micros),
      times(one.at(-1)?.more, one[0]?.more),
      events(one.at(-1), "replay"),
      events(one.at(-1), "fold"),
    ]),
  );
}

/** The pure fold alone: events in memory, by the rules of the bank, what they publish included. */
async function fold(browser, server) {
  const work = { subject: "ours", build: "page", setup: "lab", work: "one", length: 100_000, more: 200, runs: 7 };
  const { length, fold } = await measured(browser, server, work);
  print(`Pure fold of ${number(length)} events, ${BUILDS.page}: ${number(length / fold)} events a second, median of ${work.runs}.`);
}

/** Jumps of the page's lab without what draws them. */
async function jumps(browser, server) {
  const work = { build: "page", work: "jumps", events: 1_000_000, jumps: 1_000 };
  const { median, worst } = await measured(browser, server, work);
  const micros = (seconds) => `${number(seconds * 1e6)} microseconds`;
  print(`Jump to any of ${number(work.events)} versions, ${BUILDS.page}: median ${micros(median)}, worst of ${number(work.jumps)} ${micros(worst)}.`);
}

async function indexedDb(browser, server) {
  console.log("\n== The store in IndexedDB beside raw IndexedDB");
  const rows = [];
  // The database, not the WebAssembly, is what takes the time: one build is enough.
  const build = "page";
  for (const durability of ["relaxed", "strict"]) {
    console.log(`   10,000 commits, ${durability}`);
    const work = { work: "commits", build, durability, commits: 10_000, runs: 3 };
    const { ours, raw } = await measured(browser, server, work);
    rows.push([`10,000 commits, ${durability}`, number(ours, 2), number(raw, 2), times(ours, raw)]);
  }
  console.log("   cold load of 100,000 events");
  const { ours, raw, parsed } = await measured(browser, server, { work: "load", build, events: 100_000, runs: 5 });
  rows.push(["cold load of 100,000 events", number(ours, 2), number(raw, 2), times(ours, raw)]);
  rows.push(["the same; raw with `JSON.parse`", number(ours, 2), number(parsed, 2), times(ours, parsed)]);
  print("\nIndexedDB: seconds, median of several runs.");
  table(["Work", "ours", "raw", "ours \u00f7 raw"], rows, 1);
}

const server = await serve(folder);
const browser = await launch();
try {
  const memory = number(totalmem() / 2 ** 30);
  const machine = `${cpus()[0].model}, ${cpus().length} cores, ${memory} GiB`;
  print(`Measured on ${new Date().toISOString().slice(0, 10)}: ${machine}, Chromium ${browser.version()}, Node ${process.version}.`);
  const isWanted = (part) => !values.only || values.only === part;
  if (isWanted("fold")) {
    await fold(browser, server);
    await jumps(browser, server);
  }
  if (isWanted("peers")) await peers(browser, server);
  if (isWanted("indexed-db")) await indexedDb(browser, server);
  writeFileSync(join(folder, "result.md"), `${lines.join("\n")}\n`);
  console.log(`\nThe tables are in ${join(folder, "result.md")} too.`);
} catch (error) {
  console.error(`\nNot measured: ${error.message}`);
  process.exitCode = 1;
} finally {
  await browser.close();
  server.close();
}
