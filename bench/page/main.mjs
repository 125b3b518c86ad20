// Runs in the page of the bench. `run.mjs` calls `measure` there, one subject and one work in a page of its own.
import castore from "./castore.mjs";
import { commits, load } from "./database.mjs";
import emmett from "./emmett.mjs";
import { jumps, many, one } from "./measure.mjs";
import ours, { lab } from "./ours.mjs";

const subjects = { castore, emmett, ours };
const works = { many, one };
const databases = { commits, load };

globalThis.measure = async ({ subject, work, ...options }) => {
  const told = { ...options, progress: (text) => console.log(text) };
  if (work === "jumps") return jumps(await lab(options), told);
  if (databases[work]) return databases[work](told);
  return works[work]((streams) => subjects[subject](options, streams), told);
};
