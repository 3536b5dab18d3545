// Fails when src/api/ is not what openapi.json generates.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('..', import.meta.url));
const committed = join(web, 'src', 'api');
const fresh = mkdtempSync(join(tmpdir(), 'fulmar-api-'));

function contents(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((file) => join(file.parentPath ?? file.path, file.name).slice(folder.length + 1));
  return new Map(paths.sort().map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

try {
  const generator = join(web, 'node_modules', '@hey-api', 'openapi-ts', 'bin', 'run.js');
  execFileSync(process.execPath, [generator, '--output', fresh, '--silent'], { cwd: web, stdio: 'inherit' });
  execFileSync(process.execPath, [join(web, 'scripts', 'generate-collections.mjs'), fresh], { stdio: 'inherit' });
  const before = contents(committed);
  const after = contents(fresh);
  const paths = new Set([...before.keys(), ...after.keys()]);
  const drifted = [...paths].filter((path) => before.get(path) !== after.get(path));
  if (drifted.length > 0) {
    console.error(`src/api/ is not what openapi.json generates: ${drifted.join(', ')}. Run: make openapi`);
    process.exitCode = 1;
  }
} finally {
  rmSync(fresh, { recursive: true, force: true });
}
