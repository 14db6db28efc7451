// Keeps the budgets of the first visit: what the entry loads at once, and what each further route adds. Run after vite build.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const dist = new URL("../../backend/internal/portal/dist/", import.meta.url).pathname;
const manifest = JSON.parse(readFileSync(join(dist, ".vite/manifest.json"), "utf8"));
const sizes = new Map();

function sizeOf(file) {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(join(dist, file))).length);
  return sizes.get(file);
}

/** The chunk and everything it imports statically, each once. */
function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key]?.imports ?? []) closure(next, seen);
  return seen;
}

const sum = (keys) => [...keys].reduce((total, key) => total + sizeOf(manifest[key].file), 0);
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

const entry = closure("index.html");
const rows = Object.keys(manifest)
  .filter((key) => manifest[key].isDynamicEntry)
  .map((key) => ({ key, added: sum([...closure(key)].filter((each) => !entry.has(each))) }));
const front = rows.find(({ key }) => key.startsWith("src/routes/index.tsx?tsr-split=component"))?.added ?? 0;
const first = sum(entry) + front;

let failed = first > 180_000;
console.log(`first route  ${kilobytes(first)} of 180 kB compressed JavaScript (entry ${kilobytes(sum(entry))})`);
for (const { key, added } of rows.sort((a, b) => b.added - a.added)) {
  if (added > 60_000) failed = true;
  if (added > 4_000) console.log(`  + ${kilobytes(added).padStart(8)}  ${key.replace("src/", "").replace("?tsr-split=component", "")}`);
}
if (failed) {
  console.error("A budget is exceeded: 180 kB for the first route, 60 kB more for every other.");
  process.exit(1);
}
