/** `node benchmarks/store/run.mjs [RUNS]`: what keeping runs costs, and how fast those of a year are found again. */
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const outfile = join(root, 'node_modules', '.cache', 'plimsoll-benchmarks', 'store.mjs');
await build({
  entryPoints: [join(root, 'benchmarks', 'store', 'main.ts')],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  logLevel: 'warning',
});
await import(pathToFileURL(outfile).href);
