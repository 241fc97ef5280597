/** `node benchmarks/against/run.mjs`: what runs against a second target reach, by simulation and by real runs; `--help` says how to do less. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, setUp } from '../../scripts/setup.mjs';

const bundle = join(root, 'node_modules', '.cache', 'plimsoll-benchmarks', 'against.mjs');

process.chdir(root);
setUp();
const { build } = await import('esbuild');
await build({
  entryPoints: [join(root, 'benchmarks', 'against', 'main.ts')],
  outfile: bundle,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  sourcemap: 'inline',
  logLevel: 'warning',
});
await import(pathToFileURL(bundle).href);
