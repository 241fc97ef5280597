/** `node benchmarks/compare/run.mjs [COMPARISONS] [SEED]`: how often comparisons of simulated runs are right. */
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const outfile = join(root, 'node_modules', '.cache', 'plimsoll-benchmarks', 'compare.mjs');
await build({
  entryPoints: [join(root, 'benchmarks', 'compare', 'main.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  logLevel: 'warning',
});
await import(pathToFileURL(outfile).href);
