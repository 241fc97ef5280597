/** What the commands of this folder share: their TypeScript is bundled and run, with the arguments given. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, setUp } from '../scripts/setup.mjs';

/** Sets the checkout up, and runs a file of this folder in this process. */
export async function runBundled(file) {
  process.chdir(root);
  setUp();
  const { build } = await import('esbuild');
  const name = file.replace(/\.ts$/, '').replaceAll('/', '-');
  // As deep as what it bundles lies in src/ and dist/: from there the manifest and the web app are found.
  const bundle = join(root, 'node_modules', '.cache', `plimsoll-benchmarks-${name}.mjs`);
  await build({
    entryPoints: [join(root, 'benchmarks', file)],
    outfile: bundle,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  await import(pathToFileURL(bundle).href);
}
