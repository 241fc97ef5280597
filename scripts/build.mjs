/** Compiles src/ to dist/, drops what earlier builds left behind, and generates the published JSON Schemas. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { generateSchemas } from './generate-schema.mjs';
import { buildStamp, root } from './setup.mjs';

const startedAt = new Date();

compile();
removeLeftovers();
generateSchemas();
writeFileSync(buildStamp, '');
utimesSync(buildStamp, startedAt, startedAt);

function compile() {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

/** Removes outputs whose source is gone, in place, so that nobody who runs from dist/ finds it empty. */
function removeLeftovers() {
  const dist = join(root, 'dist');
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const output = join(entry.parentPath, entry.name);
    const source = relative(dist, output).replace(/\.(d\.ts|js)$/, '.ts');
    if (!existsSync(join(root, 'src', source))) rmSync(output);
  }
}
