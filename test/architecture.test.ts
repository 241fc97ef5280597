import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Architecture, type SourceFile, violations } from './architecture/rules.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Who may import whom. A folder imports itself and what its row allows; tests beside the files import what they like. */
const architecture: Architecture = {
  folders: [
    { folder: 'model', imports: [], pure: true },
    { folder: 'errors', imports: ['model'] },
    { folder: 'stats', imports: [], types: ['model'], pure: true },
    { folder: 'load', imports: ['model', 'errors', 'stats'] },
    { folder: 'databases', imports: ['model', 'errors'] },
    { folder: 'data', imports: 'above' },
    { folder: 'measure', imports: ['model', 'errors', 'stats', 'load'] },
    { folder: 'protocols', imports: 'above', butNot: ['databases'], sharedVariants: ['http', 'sse'] },
    { folder: 'users', imports: 'above', butNot: ['databases'] },
    { folder: 'monitor', imports: 'above', butNot: ['databases', 'data', 'users'] },
    { folder: 'judge', imports: ['model', 'errors', 'stats', 'load'] },
    { folder: 'slo', imports: ['model', 'errors', 'stats', 'load', 'judge'] },
    { folder: 'bench', imports: ['model', 'errors', 'stats', 'load', 'measure'] },
    { folder: 'stores', imports: ['model', 'errors', 'stats', 'databases'], sharedVariants: [] },
    { folder: 'reporters', imports: ['model', 'errors', 'stats', 'load'], sharedVariants: [] },
    { folder: 'channels', imports: ['model', 'errors', 'stats', 'reporters'], sharedVariants: [] },
    { folder: 'define', imports: 'above', butNot: ['databases', 'stores', 'reporters', 'channels'] },
    { folder: 'plan', imports: 'above', butNot: ['databases', 'stores', 'reporters', 'channels'] },
    { folder: 'engine', imports: 'above', butNot: ['judge', 'slo', 'databases', 'stores', 'reporters', 'channels'] },
    { folder: 'agents', imports: 'above', butNot: ['judge', 'slo', 'databases', 'stores', 'reporters', 'channels'] },
    { folder: 'runs', imports: 'above' },
    { folder: 'demo', imports: ['model', 'errors', 'stats', 'load', 'databases', 'data'] },
    { folder: 'dashboard', imports: 'above', butNot: ['databases', 'demo'] },
    { folder: 'cli', imports: 'above', butNot: ['databases'] },
    { folder: 'index.ts', imports: 'above', butNot: ['cli', 'databases'] },
  ],
  packages: {
    libsql: 'databases',
    pg: 'databases',
    'playwright-core': 'protocols/browser',
    'socket.io-client': 'protocols/socketio',
  },
};

describe('the project', () => {
  it('keeps to the table above, and to the rules for names, sizes and exports', () => {
    expect(violations(projectFiles(), architecture).join('\n')).toBe('');
  }, 60_000);

  it('has a row for every folder of src/', () => {
    const rows = architecture.folders.map(({ folder }) => folder);
    expect(readdirSync(join(root, 'src')).filter((name) => !rows.includes(name))).toEqual([]);
  });

  it('names the one folder of every optional peer dependency', () => {
    const { peerDependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const homeless = Object.keys(peerDependencies).filter((name) => architecture.packages[name] === undefined);
    expect(homeless).toEqual([]);
  });
});

describe('the checker', () => {
  const breaks = (path: string, source: string): string[] => violations([{ path, source }], architecture);

  it('lets a folder import what its row allows, and itself', () => {
    const source = `
      import { record } from '../../measure/recorder.ts';
      import type { Plan } from '../../model/plan.ts';
      import { encode } from './encode.ts';
      import { connect } from 'node:net';`;
    expect(breaks('src/protocols/http1/client.ts', source)).toEqual([]);
  });

  it.each([
    ['a static import', `import { run } from '../engine/pool.ts';`],
    ['an import without names', `import '../engine/pool.ts';`],
    ['an import of a type', `import type { Pool } from '../engine/pool.ts';`],
    ['an import over several lines', `import {\n  run,\n  stop,\n} from '../engine/pool.ts';`],
    ['a dynamic import', `export const load = () => import('../engine/pool.ts');`],
    ['a type taken with import()', `export type P = import('../engine/pool.ts').Pool;`],
    ['an export from', `export { run } from '../engine/pool.ts';\nexport const a = 1;`],
    ['a file to run', `new Worker(new URL('../engine/pool.ts', import.meta.url));`],
  ])('finds %s from a folder below', (_, source) => {
    const [found] = breaks('src/users/program.ts', source);
    expect(found).toMatch(/^src\/users\/program\.ts:\d+: .*'\.\.\/engine\/pool\.ts'.* row 'users' .*'engine'$/);
  });

  it('finds no import in comments, strings, templates and regular expressions', () => {
    const source = `
      // import { run } from '../engine/pool.ts';
      export const text = "import { run } from '../engine/pool.ts'";
      export const code = \`\nimport { run } from '../engine/pool.ts';\n\`;
      export const pattern = /['"\`]import('..')/;`;
    expect(breaks('src/users/program.ts', source)).toEqual([]);
  });

  it('names the row where one forbids what stands above it', () => {
    const [found] = breaks('src/reporters/json.ts', `import { judge } from '../judge/judge.ts';`);
    expect(found).toContain(
      "the row 'reporters' of the table in test/architecture.test.ts does not let it import 'judge'",
    );
  });

  it('keeps model/ free of every import, and stats/ of every import but types of the model', () => {
    expect(breaks('src/model/run.ts', `import { parse } from 'yaml';`)).toHaveLength(1);
    expect(breaks('src/model/run.ts', `import type { Clock } from '../load/clock.ts';`)).toHaveLength(1);
    expect(breaks('src/stats/mean.ts', `import { performance } from 'node:perf_hooks';`)).toHaveLength(1);
    expect(breaks('src/stats/mean.ts', `import { RUN_SCHEMA } from '../model/run.ts';`)).toHaveLength(1);
    expect(breaks('src/stats/mean.ts', `import type { Run } from '../model/run.ts';`)).toEqual([]);
  });

  it('keeps variants apart, but for shared ones and for the list of all', () => {
    expect(breaks('src/protocols/http2/client.ts', `import { parse } from '../http1/parser.ts';`)).toHaveLength(1);
    expect(breaks('src/protocols/http2/client.ts', `import { jar } from '../http/cookie-jar.ts';`)).toEqual([]);
    expect(
      breaks('src/protocols/protocols.ts', `export const all = { a: () => import('./http1/client.ts') };`),
    ).toEqual([]);
  });

  it('keeps optional packages in their one folder, however they are imported', () => {
    expect(breaks('src/stores/postgres.ts', `import pg from 'pg';`)).toHaveLength(1);
    expect(breaks('src/stores/postgres.ts', `export const pg = await importOptional('pg', 'x');`)).toHaveLength(1);
    expect(breaks('src/databases/postgres.ts', `export const pg = await importOptional('pg', 'x');`)).toEqual([]);
  });

  it('keeps src/ within src/, and asks for a row for a new folder', () => {
    expect(breaks('src/cli/main.ts', `import version from '../../package.json';`)[0]).toContain('outside src/');
    expect(breaks('src/novel/thing.ts', `import { a } from '../model/run.ts';`)[0]).toContain("'novel' has no row");
  });

  it('lets web/ import what is pure: the model and stats, nothing else', () => {
    expect(breaks('web/app.tsx', `import type { Run } from '../src/model/run.ts';`)).toEqual([]);
    expect(breaks('web/app.tsx', `import { quantile } from '../src/stats/quantile.ts';`)).toEqual([]);
    expect(breaks('web/app.tsx', `import { RUN_SCHEMA } from '../src/model/run.ts';`)).toEqual([]);
    expect(breaks('web/app.tsx', `import type { Limit } from '../src/judge/limit.ts';`)).toHaveLength(1);
  });

  it('lets examples import plimsoll only by its name', () => {
    expect(breaks('examples/shop.ts', `import { test } from 'plimsoll';\nexport default test;`)).toEqual([]);
    expect(breaks('examples/shop.ts', `import { test } from '../src/index.ts';`)).toHaveLength(1);
  });

  it('finds default exports, barrels and second index files in src/', () => {
    expect(breaks('src/load/curve.ts', 'export default function curve() {}')).toHaveLength(1);
    expect(breaks('src/load/all.ts', `export * from './curve.ts';\nexport { a } from './a.ts';`)).toHaveLength(1);
    expect(breaks('src/load/index.ts', 'export const a = 1;')).toHaveLength(1);
    expect(breaks('src/index.ts', `export { curve } from './load/curve.ts';`)).toEqual([]);
  });

  it('finds names that are not kebab-case, kitchen sinks, and files over 400 lines', () => {
    expect(breaks('src/load/loadCurve.ts', '')).toHaveLength(1);
    expect(breaks('src/load/utils/curve.ts', '')).toHaveLength(1);
    expect(breaks('src/load/helpers.ts', '')).toHaveLength(1);
    expect(breaks('src/load/curve.ts', '\n'.repeat(400))).toEqual([]);
    expect(breaks('src/load/curve.ts', '\n'.repeat(401))).toHaveLength(1);
  });
});

function projectFiles(): SourceFile[] {
  return ['src', 'web', 'test', 'scripts', 'benchmarks', 'examples'].flatMap(filesUnder);
}

function filesUnder(folder: string): SourceFile[] {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((name) => /\.(ts|tsx|mjs|css)$/.test(name) && !/(^|\/)(node_modules|dist|fixtures|\.plimsoll)\//.test(name))
    .map((name) => ({ path: name, source: readFileSync(join(root, name), 'utf8') }));
}
