// Fails when the JavaScript that index.html loads, gzipped, is over its budget.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const BUDGET = 120_000;

const dist = fileURLToPath(new URL('../dist', import.meta.url));
const page = readFileSync(join(dist, 'index.html'), 'utf8');
const scripts = [...page.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map((match) => match[1]);
const size = scripts.reduce((sum, path) => sum + gzipSync(readFileSync(join(dist, path)), { level: 9 }).length, 0);
const said = `First load: ${(size / 1000).toFixed(1)} KB of JavaScript, gzipped; the budget is ${BUDGET / 1000} KB.`;

if (scripts.length === 0 || size > BUDGET) {
  console.error(said);
  process.exitCode = 1;
} else {
  console.log(said);
}
