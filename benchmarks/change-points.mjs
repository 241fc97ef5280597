/** `node benchmarks/change-points.mjs [SERIES] [SEED]`: bundles change-points.ts and runs it. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from '../scripts/setup.mjs';

const bundle = join(root, 'node_modules', '.cache', 'plimsoll-benchmarks', 'change-points.mjs');
await build({
  entryPoints: [join(root, 'benchmarks', 'change-points.ts')],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  logLevel: 'warning',
});
await import(pathToFileURL(bundle).href);
