/** `node benchmarks/report/run.mjs [STEPS [SECONDS]]`: how large the report of an hour with 200 steps is, and how fast it is drawn and zoomed in Chromium. */
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, setUp } from '../../scripts/setup.mjs';

/** What is measured is the build: it finds its own files beside itself. */
const fromBuild = {
  name: 'from-build',
  setup(bundle) {
    bundle.onResolve({ filter: /\/src\/.*\.ts$/ }, ({ path, resolveDir }) => {
      const source = relative(join(root, 'src'), join(resolveDir, path));
      return { path: pathToFileURL(join(root, 'dist', source.replace(/\.ts$/, '.js'))).href, external: true };
    });
  },
};

process.chdir(root);
setUp();
const { build } = await import('esbuild');
const bundle = join(root, 'node_modules', '.cache', 'plimsoll-benchmarks', 'report-main.mjs');
await build({
  entryPoints: [join(root, 'benchmarks', 'report', 'main.ts')],
  outfile: bundle,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  plugins: [fromBuild],
  logLevel: 'warning',
});
await import(pathToFileURL(bundle).href);
