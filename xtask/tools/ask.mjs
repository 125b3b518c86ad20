// node ask.mjs SECONDS BYTES  reads lines with a JSON array of requests, sends them, and prints a line with a JSON array of what came
// back, in their order. An answer may take so many seconds, all of a line six times as many, and an answer so many bytes, unpacked.
//
// Node is used because it speaks TLS and unpacks brotli and gzip, and a build of the page needs it anyway.
import { createHash } from "node:crypto";
import { createInterface } from "node:readline";

const AT_ONCE = 6;
// Of an answer, in bytes: its text, or what tells WebAssembly from other files. The rest only counts for its hash.
const [TEXT, START] = [1_000_000, 4];
const [seconds, bytes] = process.argv.slice(2).map(Number);

const ask = async ({ url, encoding, text }, deadline) => {
  const signal = AbortSignal.timeout(Math.max(0, Math.min(seconds * 1000, deadline - Date.now())));
  const response = await fetch(url, { headers: { "Accept-Encoding": encoding }, redirect: "follow", signal });
  const hash = createHash("sha256");
  const chunks = [];
  let [size, kept] = [0, 0];
  // Unpacked already, so a small answer that unpacks to a huge one is stopped too. A body that can't be unpacked is an error.
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > bytes) throw new Error(`the answer is longer than ${bytes} bytes`);
    hash.update(chunk);
    if (kept < (text ? TEXT : START)) {
      chunks.push(chunk);
      kept += chunk.length;
    }
  }
  const body = Buffer.concat(chunks);
  return {
    url: response.url,
    status: response.status,
    headers: Object.fromEntries(response.headers),
    size,
    hash: hash.digest("hex"),
    isWasm: body.subarray(0, 4).toString("latin1") === "\0asm",
    text: text ? body.toString("utf8") : "",
  };
};

const reason = (error) => {
  if (error.name === "TimeoutError") return `no complete answer within ${seconds} s`;
  // fetch wraps what happened; a name with several addresses has an error for each.
  const cause = error.cause?.errors?.[0] ?? error.cause ?? error;
  return cause.message === "redirect count exceeded" ? "it redirects in a loop" : cause.message || cause.code || error.message;
};

for await (const line of createInterface({ input: process.stdin })) {
  const requests = JSON.parse(line);
  const answers = new Array(requests.length);
  const deadline = Date.now() + seconds * 1000 * 6;
  let next = 0;
  const work = async () => {
    while (next < requests.length) {
      const at = next++;
      answers[at] = await ask(requests[at], deadline).then((Ok) => ({ Ok }), (error) => ({ Err: reason(error) }));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  console.log(JSON.stringify(answers));
}
