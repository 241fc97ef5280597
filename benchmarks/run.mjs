/** `npm run benchmarks`: sets the checkout up, bundles main.ts, and runs it with the arguments given. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, setUp } from '../scripts/setup.mjs';

const bundle = join(root, 'node_modules', '.cache', 'plimsoll-benchmarks', 'main.mjs');

process.chdir(root);
setUp();
const { build } = await import('esbuild');
await build({
  entryPoints: [join(root, 'benchmarks', 'main.ts')],
  outfile: bundle,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  sourcemap: 'inline',
  logLevel: 'warning',
});
await import(pathToFileURL(bundle).href);
