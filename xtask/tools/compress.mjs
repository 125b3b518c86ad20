// node compress.mjs DIR           writes FILE.br and FILE.gz beside every compressible FILE in DIR
// node compress.mjs --verify DIR  unpacks each of them again and compares it with its FILE
import { readdirSync, readFileSync, writeFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync, constants } from "node:zlib";

const COMPRESSIBLE = /\.(css|html|ico|js|json|map|mjs|svg|txt|wasm|webmanifest|xml)$/;

const brotli = (data) =>
  brotliCompressSync(data, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_LGBLOCK]: constants.BROTLI_MAX_INPUT_BLOCK_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: data.length,
    },
  });

const verify = process.argv[2] === "--verify";
const dir = process.argv.at(-1);
const files = readdirSync(dir, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && COMPRESSIBLE.test(entry.name))
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name));

for (const file of files) {
  const data = readFileSync(file);
  if (verify) {
    for (const [ending, unpack] of [[".br", brotliDecompressSync], [".gz", gunzipSync]]) {
      if (!existsSync(file + ending)) throw new Error(`${file}${ending} is missing`);
      if (!unpack(readFileSync(file + ending)).equals(data)) throw new Error(`${file}${ending} is not ${file}`);
    }
  } else {
    writeFileSync(`${file}.br`, brotli(data));
    writeFileSync(`${file}.gz`, gzipSync(data, { level: 9 }));
  }
}
console.log(`${files.length} files ${verify ? "unpack to what they were" : "compressed (.br, .gz)"}`);
