/**
 * `npm run fuzz [exchanges] [seed]`: answers a million requests of the HTTP/1.1 client with damaged responses, over wires held
 * in memory. It ends with how the exchanges ended, or at the first that does not end as it must.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root, setUp } from './setup.mjs';

const bundle = join(root, 'node_modules', '.cache', 'plimsoll-fuzz', 'main.mjs');

setUp();
const { build } = await import('esbuild');
await build({
  entryPoints: [join(root, 'test', 'http', 'fuzz-main.ts')],
  outfile: bundle,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  sourcemap: 'inline',
  logLevel: 'warning',
});
const child = spawn(process.execPath, ['--enable-source-maps', '--expose-gc', bundle, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
const [code] = await once(child, 'exit');
process.exitCode = code ?? 1;
