import { createHash } from 'node:crypto';
import { basename, dirname, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildResult, Message } from 'esbuild';
import { type Problem, ProblemsError } from '../../errors/problems.ts';
import type { PlannedCode } from '../../model/plan.ts';
import { type Instead, insteadPlugin } from './instead.ts';
import { plimsollPlugin, unbundledPackages, userFilePlugin } from './plugins.ts';

/** A user's file with all it imports as one module text, the same for every worker and machine. */
export async function bundle(path: string, cwd: string, instead: Instead = {}): Promise<PlannedCode> {
  const esbuild = await import('esbuild');
  const outDir = dirname(path);
  underWay++;
  try {
    const result = await esbuild.build({
      entryPoints: [path],
      outfile: resolve(outDir, `${basename(path)}.bundle.mjs`),
      absWorkingDir: outDir,
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      sourcemap: 'external',
      sourcesContent: true,
      keepNames: false,
      logLevel: 'silent',
      banner: { js: requireBanner(path) },
      plugins: [plimsollPlugin(), insteadPlugin(instead), unbundledPackages(), userFilePlugin(esbuild.transform)],
    });
    const text = withSourceMap(result, outDir);
    return { file: relative(cwd, path) || path, text, sha256: createHash('sha256').update(text).digest('hex') };
  } catch (error) {
    throw isBuildFailure(error)
      ? new ProblemsError(error.errors.map((each) => buildProblem(each, { cwd, outDir })))
      : error;
  } finally {
    underWay--;
    if (underWay === 0) await esbuild.stop();
  }
}

/** Bundles being made; the compiler's process ends after the last. */
let underWay = 0;

/** CommonJS packages in the bundle ask for Node's own modules with `require`. */
function requireBanner(path: string): string {
  const from = JSON.stringify(pathToFileURL(path).href);
  return `import { createRequire as plimsollCreateRequire } from 'node:module'; const require = plimsollCreateRequire(${from});`;
}

/** Sources named by absolute URL, so that stack traces show the user's own lines wherever the bundle is written. */
function withSourceMap({ outputFiles = [] }: BuildResult<{ write: false }>, outDir: string): string {
  const code = outputFiles.find((file) => !file.path.endsWith('.map'))?.text ?? '';
  const map = JSON.parse(outputFiles.find((file) => file.path.endsWith('.map'))?.text ?? '{}') as {
    sources?: string[];
  };
  const sources = (map.sources ?? []).map((source) =>
    source.startsWith('plimsoll:') ? source : pathToFileURL(resolve(outDir, source)).href,
  );
  const encoded = Buffer.from(JSON.stringify({ ...map, sources })).toString('base64');
  return `${code}\n//# sourceMappingURL=data:application/json;base64,${encoded}\n`;
}

interface BuildFailure {
  readonly errors: readonly Message[];
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return typeof error === 'object' && error !== null && Array.isArray((error as Partial<BuildFailure>).errors);
}

function buildProblem(
  { text, location, notes }: Message,
  { cwd, outDir }: { readonly cwd: string; readonly outDir: string },
): Problem {
  const missing = /^Could not resolve "(.+)"/.exec(text)?.[1];
  const file =
    location === null
      ? {}
      : { file: relative(cwd, resolve(outDir, location.file)), line: location.line, column: location.column + 1 };
  if (missing === undefined) {
    const hint = notes.map((each) => each.text).join(' ');
    return { code: 'SCRIPT_SYNTAX', message: text, ...file, ...(hint === '' ? {} : { hint }) };
  }
  return { code: 'MISSING_MODULE', message: `can't find '${missing}'`, hint: missingHint(missing), ...file };
}

function missingHint(specifier: string): string {
  if (/^k6(\/|$)/.test(specifier))
    return 'Modules of k6 are not there in a test of Plimsoll: requests are user.get(…), checks user.check(…).';
  if (/^[./]/.test(specifier)) return 'The path counts from the file that imports it.';
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  return `Install it beside the test: npm install ${name}`;
}
