import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as Plimsoll from '../../src/index.ts';
import { plimsoll } from './zz-cl.ts';

// As a program that depends on the package gets it.
const root = '/tmp/scn';
const built = 'file:///tmp/scn/dist/index.js';
const { createScenario, run, startDemo }: typeof Plimsoll = await import(built);

type Name = Plimsoll.TemplateName;
type Config = Plimsoll.ScenarioConfig;

/** Things small enough for a run of a second; what is left away is as usual. */
const SMALL: Readonly<Record<Name, object>> = {
  authentication: { accounts: 5, ratios: { login: 2, validate: 5, refresh: 1, logout: 1 } },
  'authentication-stress': { accounts: 5 },
  database: { documents: 100 },
  'database-stress': { documents: 100, records: 'small' },
  realtime: {},
  'realtime-connections': { channels: 3 },
  files: { sizes: ['10kB', '100kB'] },
  computed: {},
  functions: {},
  mixed: { files: { sizes: ['10kB'] }, database: { documents: 100 } },
  pagination: { documents: 300, pages: 4 },
  streaming: { sizes: ['1MB', '3MB'], uploadSize: '1200kB' },
  search: { documents: 200 },
  vectors: { vectors: 300, dimension: 16, probes: 5 },
  checkout: {},
  job: { jobMs: 20, interval: '10ms' },
  campaign: {},
  graphql: {},
  crud: {
    endpoints: [
      { path: '/items', create: { name: 'a {{ $uuid() }}', price: 3 }, update: { price: 5 }, updateMethod: 'PUT' },
    ],
  },
};

/** How many iterations of a hundred each scenario of a mix has. */
const SHARES: Readonly<Partial<Record<Name, Readonly<Record<string, number>>>>> = {
  authentication: { 'session: 2 × validate': 50, 'session: 3 × validate, refresh, logout': 50 },
  database: { read: 36, 'read by index': 18, 'read by scan': 6, write: 20, update: 15, delete: 3, aggregate: 2 },
  files: { upload: 30, download: 40, list: 15, delete: 5, thumbnail: 5, compress: 5 },
  computed: { simple: 50, complex: 25, dependent: 20, change: 5 },
  functions: { calculation: 40, business: 30, transformation: 15, aggregation: 10, 'wrong parameters': 5 },
  pagination: { 'by page': 50, 'by cursor': 50 },
  streaming: { download: 70, chunked: 20, upload: 10 },
  search: { term: 50, terms: 20, beginning: 15, page: 10, nothing: 5 },
  vectors: { 'search by vector': 60, 'search by id': 30, insert: 10 },
  checkout: { buy: 70, cancel: 10, abandon: 20 },
  graphql: { item: 40, list: 30, nested: 20, add: 10 },
};
const PARTS = { authentication: 20, database: 40, realtime: 20, files: 10, computed: 5, functions: 5 };

let demo: Plimsoll.Demo;
let folder = '';

beforeAll(async () => {
  demo = await startDemo({ port: 0 });
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-templates-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules', 'plimsoll'), 'junction');
});
afterAll(async () => {
  await demo.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('on the demo target', () => {
  it.each(Object.keys(SMALL) as Name[])(
    '%s passes every check, keeps to its shares and leaves nothing behind',
    async (name) => {
      const before = await whatIsThere();
      const config = {
        target: demo.url,
        load: { iterations: 100, users: 10 },
        think: '1ms..5ms',
        limits: ['checks rate == 100%'],
        ...SMALL[name],
      };
      const result = await run(createScenario(name, config as Config), { seed: 1 });
      const failed = result.checks
        .filter(({ fails }) => fails > 0)
        .map(({ group, name: check }) => `${group} ${check}`);
      expect(failed, JSON.stringify(result.errors.slice(0, 3))).toEqual([]);
      expect(result.checks.length).toBeGreaterThan(2);
      expect(total(result, 'iterations')).toBe(100);
      expect(result.verdict, JSON.stringify(result.findings)).not.toBe('failed');
      const shares = SHARES[name];
      if (shares !== undefined) expect(byScenario(result)).toEqual(shares);
      expect(await whatIsThere()).toEqual(before);
    },
  );

  it('mixed gives each part its share of a hundred, to within one', async () => {
    const config = { target: demo.url, load: { iterations: 200, users: 10 }, think: '1ms', ...SMALL.mixed };
    const counts = byScenario(await run(createScenario('mixed', config as Config), { seed: 5 }));
    for (const [part, share] of Object.entries(PARTS)) {
      const own = Object.entries(counts).filter(([name]) => name.startsWith(`${part}: `));
      expect(Math.abs(own.reduce((sum, [, count]) => sum + count, 0) - share * 2), part).toBeLessThanOrEqual(2);
    }
  });

  it('jobs are waited for by webhook, and measured', async () => {
    const config = {
      target: demo.url,
      load: { iterations: 20, users: 4 },
      think: '1ms',
      notify: 'webhook',
      jobMs: 50,
    } as const;
    const result = await run(createScenario('job', config), { seed: 1 });
    expect(result.checks.filter(({ fails }) => fails > 0)).toEqual([]);
    const metric = (name: string) =>
      result.metrics.find((each) => each.name === name && Object.keys(each.tags).length === 0);
    expect(metric('job_success')).toMatchObject({ type: 'rate', value: 1 });
    expect(metric('job_completion')).toMatchObject({ type: 'trend', count: 20 });
    expect((await whatIsThere()).jobs).toBe(0);
  });

  it.each(['mixed', 'checkout', 'campaign', 'graphql', 'crud', 'job'] as const)(
    '%s leaves nothing behind when it is stopped',
    async (name) => {
      const before = await whatIsThere();
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 400);
      const config = { target: demo.url, load: { users: 10, duration: '1m' }, think: '20ms..80ms', ...SMALL[name] };
      const result = await run(createScenario(name, config as Config), { stop: stop.signal });
      expect(result.verdict).toBe('interrupted');
      expect(await whatIsThere()).toEqual(before);
    },
  );

  it('what iterations that were cut off have made is removed in teardown', async () => {
    const before = await whatIsThere();
    const config = {
      target: demo.url,
      load: { users: 20, duration: '1s' },
      gracefulStop: '1ms',
      think: '50ms..150ms',
      ...SMALL.mixed,
    };
    const result = await run(createScenario('mixed', config as Config));
    expect(total(result, 'interrupted_iterations')).toBeGreaterThan(0);
    expect(await whatIsThere()).toEqual(before);
  });
});

describe('on a target without the endpoints', () => {
  it.each(['authentication', 'database', 'files', 'pagination', 'checkout', 'crud'] as const)(
    '%s fails by its checks, and not otherwise',
    async (name) => {
      const server = createServer((_, response) =>
        response.writeHead(404, { 'content-type': 'application/json' }).end('{}'),
      );
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const config = { target, load: { iterations: 20, users: 2 }, think: '1ms', ...SMALL[name] };
      const result = await run(createScenario(name, config as Config), { seed: 1 });
      server.close();
      server.closeAllConnections();
      expect(result.verdict).toBe('failed');
      expect(result.checks.some(({ name: check, fails }) => check.startsWith('status is') && fails > 0)).toBe(true);
      expect(result.errors.filter(({ kind }) => !/^(check|status)/.test(kind))).toEqual([]);
      expect(total(result, 'iterations')).toBe(20);
    },
  );
});

describe('plimsoll init', () => {
  it('lists the templates with their options', async () => {
    const { code, stdout } = await plimsoll(['init', '--list'], { cwd: folder });
    expect(code).toBe(0);
    for (const name of Object.keys(SMALL)) expect(stdout).toMatch(new RegExp(`^${name}$`, 'm'));
    expect(stdout).toContain('records=medium: Size of a record');
  });

  it('writes tests that check, and whose types are right', async () => {
    const names = ['authentication', 'database', 'mixed', 'job', 'crud'];
    for (const name of names) {
      const written = await plimsoll(['init', '--template', name, '--target', demo.url], { cwd: folder });
      expect(written.code, written.stderr).toBe(0);
      expect(written.stderr).toBe('');
    }
    const files = names.map((name) => `${name}.ts`);
    const checked = await plimsoll(['check', ...files], { cwd: folder });
    expect(checked.code, checked.stderr).toBe(0);
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          strict: true,
          module: 'NodeNext',
          target: 'ES2023',
          noEmit: true,
          skipLibCheck: true,
          types: ['node'],
          typeRoots: [join(root, 'node_modules/@types')],
        },
        files,
      }),
    );
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const types = await promisify(execFile)(process.execPath, [tsc, '-p', folder]).catch((error) => error);
    expect(types.stdout).toBe('');
  });

  it('writes tests that run as they are, in TypeScript and YAML', async () => {
    const load = ['--set', 'load={"iterations":100,"users":5}', '--set', 'think=1ms', '--target', demo.url, '--force'];
    const before = await whatIsThere();
    for (const args of [
      ['--template', 'job', '--set', 'notify=webhook', '--set', 'jobMs=20', 'webhook.ts'],
      ['--template', 'files', '--set', 'sizes=10kB', 'storage.yaml'],
    ]) {
      expect((await plimsoll(['init', ...args, ...load], { cwd: folder })).code).toBe(0);
      const { code, stdout, stderr } = await plimsoll(['run', args.at(-1) ?? '', '--limit', 'checks rate == 100%'], {
        cwd: folder,
      });
      expect(code, stdout + stderr).toBe(0);
    }
    expect(readdirSync(folder)).toContain('picture.png');
    expect(await whatIsThere()).toEqual(before);
  });

  it('writes tests of templates of one’s own', async () => {
    const template = `import { defineTemplate, option } from 'plimsoll';
export const hello = defineTemplate({
  name: 'hello',
  about: 'says hello',
  options: { times: option.whole(2, 'How often.') },
  endpoints: { hello: { path: '/hello', expect: { status: 200 } } },
  load: { iterations: 3 },
  limits: ['checks rate == 100%'],
  build: ({ times }, { send }) => ({
    scenarios: [{ name: 'hello', steps: [{ kind: 'loop', count: times, steps: send('hello') }] }],
  }),
});
`;
    mkdirSync(join(folder, 'own'), { recursive: true });
    writeFileSync(join(folder, 'own', 'hello.ts'), template);
    const args = ['init', '--from', 'own', '--template', 'hello', '--target', demo.url, '--set', 'times=4'];
    expect(await plimsoll(args, { cwd: folder })).toMatchObject({ code: 0 });
    const { code, stdout, stderr } = await plimsoll(['run', 'hello.ts', '--json', '-'], { cwd: folder });
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout).checks).toMatchObject([{ passes: 12, fails: 0 }]);
  });

  it('tells everything that is wrong with what is set, and writes nothing', async () => {
    const wrong = ['init', '--template', 'database', 'never.ts', '--set', 'records=huge', '--set', 'mix.raed=1'];
    const { code, stderr } = await plimsoll(wrong, { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toMatch(/records: expected 'small', 'medium' or 'large', got 'huge'/);
    expect(stderr).toMatch(/mix\.raed[\s\S]*did you mean 'read'/);
    expect(readdirSync(folder)).not.toContain('never.ts');
    expect(await plimsoll(['init', '--template', 'databse'], { cwd: folder })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("did you mean 'database'?"),
    });
    expect(await plimsoll(['init', '--set', 'a=b'], { cwd: folder })).toMatchObject({ code: 2 });
    expect((await plimsoll(['init', '--template', 'job', 'job.yaml'], { cwd: folder })).stderr).toContain(
      'HOLDS_FUNCTIONS',
    );
  });

  it('says where in a test that it wrote something is wrong', async () => {
    writeFileSync(
      join(folder, 'wrong.ts'),
      "import { createScenario } from 'plimsoll';\n\nexport default createScenario('database', {\n  records: 'huge',\n});\n",
    );
    const { code, stderr } = await plimsoll(['check', 'wrong.ts'], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toContain('wrong.ts:4:3');
  });
});

function total({ metrics }: Plimsoll.Run, name: string): number | undefined {
  const found = metrics.find((metric) => metric.name === name && Object.keys(metric.tags).length === 0);
  return found?.type === 'counter' ? found.total : undefined;
}

function byScenario({ metrics }: Plimsoll.Run): Record<string, number> {
  return Object.fromEntries(
    metrics.flatMap((metric) => {
      const { scenario, ...others } = metric.tags;
      if (
        metric.name !== 'iterations' ||
        metric.type !== 'counter' ||
        scenario === undefined ||
        Object.keys(others).length > 0
      )
        return [];
      return [[scenario, metric.total]];
    }),
  );
}

/** All that tests make there and could leave behind. */
async function whatIsThere() {
  const get = async (path: string) => (await fetch(demo.url + path)).json() as Promise<Record<string, unknown>>;
  const campaigns = [];
  for (const id of [1, 2, 50, 100])
    campaigns.push((await fetch(`${demo.url}/services/audience/audience-${id}`)).status);
  return {
    stats: await get('/stats'),
    files: (await get('/files')).total,
    jobs: (await get('/jobs')).total,
    channels: (await get('/channels')).channels,
    campaigns,
  };
}
