// Fails the build when widget.js outgrows its budget: it is loaded by every page of every shop that uses it.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT_BYTES = 50 * 1000;
const file = new URL("../dist/widget.js", import.meta.url);
const size = gzipSync(readFileSync(file), { level: 9 }).length;
const said = `widget.js: ${(size / 1000).toFixed(1)} kB gzipped, limit ${LIMIT_BYTES / 1000} kB`;
if (size >= LIMIT_BYTES) {
  console.error(`${said}: too large`);
  process.exit(1);
}
console.log(said);
