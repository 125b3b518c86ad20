// Our store in IndexedDB beside plain JavaScript that puts the same records into a database of the same layout.
import { balanceOfOne } from "./work.mjs";
import { median, same, seconds } from "./measure.mjs";

const STREAMS = 10;

/** One commit after the other, each with one event, its message, and every 100 events of a stream a snapshot. */
export async function commits({ build, durability, commits, runs, progress }) {
  const took = { ours: [], raw: [] };
  for (let run = 0; run < runs; run++) {
    const ours = await (await opener(build))("ours", durability, STREAMS);
    took.ours.push(await seconds(() => ours.commit(commits)));
    await verify(ours, commits / STREAMS);
    ours.free();
    const written = await writtenBy("ours");
    const each = inCommits(written);
    same("commits of the raw database", each.length, commits);
    const raw = await copyOfLayout("ours", "raw");
    took.raw.push(
      await seconds(async () => {
        for (const puts of each) await put(raw, puts, durability);
      }),
    );
    raw.close();
    sameRecords(written, await writtenBy("raw"));
    await forget("ours", "raw");
    progress(`run ${run + 1}: ${took.ours.at(-1).toFixed(2)} s, raw ${took.raw.at(-1).toFixed(2)} s`);
  }
  return { commits, ours: median(took.ours), raw: median(took.raw) };
}

/** A database that was closed is opened, and all its events are read. */
export async function load({ build, events, runs, progress }) {
  const open = await opener(build);
  const filled = await open("ours", "relaxed", STREAMS);
  for (let stream = 0; stream < STREAMS; stream++) await filled.fill(stream, events / STREAMS);
  await verify(filled, events / STREAMS);
  filled.free();
  const written = await writtenBy("ours");
  const copy = await copyOfLayout("ours", "raw");
  for (let first = 0; first < written.events.length; first += 1000) {
    await put(copy, written.events.slice(first, first + 1000).map((value) => ["events", value]), "relaxed");
  }
  copy.close();
  progress(`${events.toLocaleString("en")} events are there`);
  const took = { ours: [], raw: [], parsed: [] };
  for (let run = 0; run < runs; run++) {
    let read;
    took.ours.push(
      await seconds(async () => {
        const ours = await open("ours", "relaxed", STREAMS);
        read = await ours.load();
        ours.free();
      }),
    );
    same("events that were loaded", read, events);
    for (const parse of [false, true]) {
      let records;
      took[parse ? "parsed" : "raw"].push(
        await seconds(async () => {
          const raw = await database("raw");
          records = await answer(raw.transaction("events").objectStore("events").getAll());
          if (parse) records = records.map((record) => JSON.parse(record.event));
          raw.close();
        }),
      );
      same("raw records", records.length, events);
    }
  }
  await forget("ours", "raw");
  return { events, ours: median(took.ours), raw: median(took.raw), parsed: median(took.parsed) };
}

async function opener(build) {
  const module = `./${build}/event_sourcing_lab_bench.js`;
  const { default: init, WebDatabase } = await import(module);
  await init();
  return WebDatabase.open;
}

async function verify(ours, eventsOfEach) {
  same("events in the database", await ours.load(), eventsOfEach * STREAMS);
  for (let stream = 0; stream < STREAMS; stream++) {
    same(`balance of stream ${stream}`, await ours.replay(stream), balanceOfOne(stream, eventsOfEach));
  }
}

/** All records of a database, by object store; of those with keys of their own, `[key, value]`. */
async function writtenBy(name) {
  const db = await database(name);
  const written = {};
  for (const store of db.objectStoreNames) {
    const records = db.transaction(store).objectStore(store);
    const [keys, values] = await Promise.all([answer(records.getAllKeys()), answer(records.getAll())]);
    written[store] = records.keyPath ? values : keys.map((key, place) => [key, values[place]]);
  }
  db.close();
  return written;
}

/** What each commit has put: `[store, value, key]`, in the order of the events. */
function inCommits({ events, snapshots, outbox, unsent }) {
  const ofEvent = new Map();
  const commits = events.map((event) => {
    const puts = [["events", event]];
    ofEvent.set(`${event.stream} ${event.version}`, puts);
    const snapshot = event.version % 100 === 0 && snapshots.find(([stream]) => stream === event.stream);
    if (snapshot) puts.push(["snapshots", snapshot[1], snapshot[0]]);
    return puts;
  });
  for (const [name, messages] of Object.entries({ outbox, unsent })) {
    for (const [key, value] of messages) ofEvent.get(`${key[0]} ${key[1]}`).push([name, value, key]);
  }
  return commits;
}

/** One commit: a transaction over the object stores that it puts into, and it is waited for until all is written. */
function put(db, puts, durability) {
  const stores = new Set(puts.map(([store]) => store));
  const transaction = db.transaction([...stores], "readwrite", { durability });
  for (const [store, value, key] of puts) {
    const records = transaction.objectStore(store);
    if (key === undefined) records.add(value);
    else records.put(value, key);
  }
  transaction.commit();
  return new Promise((done, failed) => {
    transaction.oncomplete = done;
    transaction.onabort = () => failed(transaction.error);
  });
}

function sameRecords(one, other) {
  for (const store of Object.keys(one)) {
    if (JSON.stringify(other[store]) !== JSON.stringify(one[store])) throw new Error(`other records in ${store}`);
  }
}

/** An empty database with the object stores and indexes of another. */
async function copyOfLayout(of, name) {
  const original = await database(of);
  const stores = [...original.objectStoreNames].map((store) => {
    const records = original.transaction(store).objectStore(store);
    const indexes = [...records.indexNames].map((index) => records.index(index));
    return {
      store,
      options: { keyPath: records.keyPath, autoIncrement: records.autoIncrement },
      indexes: indexes.map(({ name, keyPath, unique }) => ({ name, keyPath, unique })),
    };
  });
  original.close();
  return database(name, (db) => {
    for (const { store, options, indexes } of stores) {
      const records = db.createObjectStore(store, options);
      for (const { name, keyPath, unique } of indexes) records.createIndex(name, keyPath, { unique });
    }
  });
}

function database(name, create) {
  const request = indexedDB.open(name);
  request.onupgradeneeded = () => create?.(request.result);
  return answer(request);
}

async function forget(...names) {
  for (const name of names) await answer(indexedDB.deleteDatabase(name));
}

function answer(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}
