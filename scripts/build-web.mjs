/** Builds web/ into dist/web/: the script and the styles of the report, its static rendering for Node, and the dashboard's app. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { root } from './setup.mjs';

const shared = {
  bundle: true,
  minify: true,
  jsx: 'automatic',
  jsxImportSource: 'preact',
  // Not what the compiler is told, which is for Node.
  tsconfigRaw: {},
  legalComments: 'none',
  logLevel: 'warning',
  define: { 'process.env.NODE_ENV': '"production"' },
};
const web = (path) => join(root, 'web', path);

export async function buildWeb(outdir = join(root, 'dist', 'web')) {
  mkdirSync(outdir, { recursive: true });
  const browser = { ...shared, format: 'iife', target: ['chrome111', 'firefox113', 'safari16.4'], charset: 'ascii' };
  await build({
    ...browser,
    entryPoints: {
      report: web('report/main.tsx'),
      'report-style': web('report/report.css'),
      dashboard: web('dashboard/main.tsx'),
      'dashboard-style': web('dashboard/dashboard.css'),
    },
    outdir,
  });
  await build({
    ...shared,
    entryPoints: { static: web('report/static.tsx') },
    format: 'esm',
    platform: 'node',
    target: 'node20',
    outdir,
  });
  const wanted = new Set(['report.js', 'report-style.css', 'dashboard.js', 'dashboard-style.css', 'static.js']);
  for (const name of readdirSync(outdir)) if (!wanted.has(name)) rmSync(join(outdir, name), { recursive: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildWeb(process.argv[2]);
