import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HistoryPage, RunsPage } from '../../src/model/dashboard-api.ts';
import type { Run } from '../../src/model/run.ts';
import { setBaseline } from '../../src/runs/baselines/baselines.ts';
import { openStore } from '../../src/runs/open-store.ts';
import { parseExposition } from '../dashboard/exposition-parser.ts';
import { openApiShape } from '../dashboard/openapi-shape.ts';
import { keep, type Served, served } from '../dashboard/served.ts';
import { madeRun } from '../stores/made-runs.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const HOSTILE = '"><script>alert(1)</script>\n\\ {a="b"} ../../ %2e GET http://a/b?c';
const git = { commit: '4f2a9c7d'.repeat(5), branch: 'main', dirty: false, author: 'Ada' };

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, { schema?: object }>> }>>;
}

type OpenApi = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
};

let site: Served;
let openApi: OpenApi;
const ajv = new Ajv2020({ strict: false });

beforeAll(async () => {
  const runs = Array.from({ length: 12 }, (_, n) =>
    madeRun({ id: `r${n}`, startedAt: at(n), p95: 20 + n / 10, git, steps: 2, tags: { n: String(n) } }),
  );
  const hostile = {
    ...madeRun({ id: 'hostile', startedAt: at(20), name: HOSTILE, verdict: 'failed' }),
    errors: [error()],
  };
  const bench = { ...madeRun({ id: 'bench', name: 'sort', kind: 'bench', startedAt: at(21) }), metrics: [] } as Run;
  site = await served({ runs: [...runs, hostile, bench] });
  const store = await openStore({ cwd: site.folder });
  await setBaseline(madeRun({ id: 'r3', startedAt: at(3), p95: 10, git }), place(store), { reason: 'by hand' });
  await store.close();
  openApi = (await (await fetch(`${site.url}/api/openapi.json`)).json()) as OpenApi;
  ajv.addSchema({ $id: 'http://api/openapi.json', ...openApi });
});

afterAll(async () => {
  await site.close();
  expect(site.bugs).toEqual([]);
});

function place(store: Awaited<ReturnType<typeof openStore>>) {
  return { cwd: site.folder, env: {}, store };
}

function at(minute: number): string {
  return new Date(Date.UTC(2026, 2, 14, 9, minute)).toISOString();
}

function error(): Run['errors'][number] {
  return { kind: HOSTILE, name: HOSTILE, count: 3, samples: [{ atMs: 1, text: HOSTILE, response: HOSTILE }] };
}

async function ask<T = unknown>(path: string, init?: RequestInit): Promise<{ status: number; body: T; type: string }> {
  const answer = await fetch(`${site.url}${path}`, init);
  const type = answer.headers.get('content-type') ?? '';
  return { status: answer.status, body: (/json/.test(type) ? await answer.json() : await answer.text()) as T, type };
}

const change = (body: unknown) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', 'x-plimsoll': '1' },
  body: JSON.stringify(body),
});

function operations(): [method: string, path: string, operation: Operation][] {
  return Object.entries(openApi.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, string, Operation] => [method, path, operation]),
  );
}

describe('the OpenAPI document', () => {
  it('is one', () => {
    const isOpenApi = ajv.compile(openApiShape);
    expect(isOpenApi(openApi), JSON.stringify(isOpenApi.errors)).toBe(true);
    const ids = operations().map(([, , { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, path, { parameters = [] }] of operations()) {
      const named = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => `{${name}}`);
      expect(path.match(/\{\w+\}/g) ?? []).toEqual(named);
    }
  });

  it('leads to schemas that are there, each of which can be used', () => {
    const refs = [...JSON.stringify(openApi).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
    expect(refs.length).toBeGreaterThan(50);
    for (const [, name = ''] of refs) expect(openApi.components.schemas).toHaveProperty([name]);
    for (const name of Object.keys(openApi.components.schemas)) {
      expect(name).toMatch(/^[\w.-]+$/);
      expect(() => ajv.compile({ $ref: `http://api/openapi.json#/components/schemas/${name}` })).not.toThrow();
    }
  });

  it('has what docs/api.md lists, in the same words', () => {
    const page = readFileSync(join(root, 'docs/api.md'), 'utf8');
    const rows = [...page.matchAll(/^\| (GET|POST) \| `([^`]+)` \| ([^|]+) \| ([^|]+) \|$/gm)];
    const listed = rows.map(([, method = '', path = '', answers = '', summary = '']) => [
      method,
      path,
      answers.trim(),
      summary.trim(),
    ]);
    const are = operations().map(([method, path, { summary, responses }]) => {
      const [type, { schema = {} } = {}] = Object.entries(Object.values(responses)[0]?.content ?? {})[0] ?? [];
      return [method.toUpperCase(), path, answerText(type, schema), summary];
    });
    expect(listed).toEqual(are);
  });
});

function answerText(type = '', schema: { $ref?: string; items?: { $ref?: string } } = {}): string {
  const name = (schema.$ref ?? schema.items?.$ref ?? '').split('/').at(-1);
  if (type === 'text/event-stream') return `events, \`${name}\``;
  if (name === '') return type === 'application/json' ? 'JSON' : type;
  return schema.items === undefined ? `\`${name}\`` : `list of \`${name}\``;
}

describe('what is answered', () => {
  it('is of the schema that the document says, for every GET there is', async () => {
    const queries: Readonly<Record<string, string>> = {
      '/api/history': `?name=shop&branch=main`,
      '/api/compare': '?runs=r1,r2,hostile',
      '/api/runs': '?search=shop&limit=5',
    };
    for (const [method, path, { responses }] of operations()) {
      if (method !== 'get' || path.endsWith('/events')) continue;
      const { status, body, type } = await ask(`${path.replace('{id}', 'r9')}${queries[path] ?? ''}`);
      expect(status, `${path} ${JSON.stringify(body)}`).toBe(200);
      const [said = '', { schema } = {}] = Object.entries(responses['200']?.content ?? {})[0] ?? [];
      expect(type, path).toContain(said);
      if (schema === undefined || said !== 'application/json') continue;
      const fits = ajv.compile(pointedAt(schema));
      expect(fits(body), `${path} ${JSON.stringify(fits.errors)}`).toBe(true);
    }
  });

  it.each([
    ['/api/nothing', 404, 'NO_SUCH_PAGE'],
    ['/api', 404, 'NO_SUCH_PAGE'],
    ['/api/runs/none', 404, 'NO_SUCH_RUN'],
    ['/api/runs/r1/', 200, undefined],
    ['/api/runs/a%2Fb', 400, 'REQUEST_INVALID'],
    ['/api/runs/__proto__', 404, 'NO_SUCH_RUN'],
    ['/api/runs/r', 409, 'AMBIGUOUS_RUN'],
    ['/api/runs?limit=1e9', 400, 'REQUEST_INVALID'],
    ['/api/runs?before=1~', 400, 'REQUEST_INVALID'],
    ['/api/runs?constructor=1', 400, 'REQUEST_INVALID'],
    ['/api/runs/hostile/baseline', 404, 'NO_BASELINE'],
    ['/api/runs/r3/baseline', 404, 'NO_BASELINE'],
    ['/api/history', 400, 'REQUEST_INVALID'],
    ['/api/history?name=none', 404, 'NO_SUCH_RUN'],
    ['/api/history?name=shop&metric=none', 400, 'UNKNOWN_METRIC'],
    ['/api/history?name=shop&metric=http_reqs&tags=[1]', 400, 'REQUEST_INVALID'],
    ['/api/compare?runs=r1', 400, 'REQUEST_INVALID'],
    ['/api/compare?runs=r1,r1', 400, 'REQUEST_INVALID'],
    ['/api/compare?runs=a,b,c,d,e,f,g,h,i', 400, 'REQUEST_INVALID'],
    ['/api/compare?runs=r1,none', 404, 'NO_SUCH_RUN'],
    ['/api/live/20260314-092653-000000/events', 404, 'NO_SUCH_LIVE_RUN'],
    ['/dashboard.js.map', 404, 'NO_SUCH_PAGE'],
    ['/favicon.ico', 404, 'NO_SUCH_PAGE'],
  ])('%s has status %d %s', async (path, status, code) => {
    const answer = await ask<{ error?: { code: string } }>(path);
    expect([answer.status, answer.body.error?.code]).toEqual([status, code]);
    if (status === 200) return;
    const fits = ajv.compile({ $ref: 'http://api/openapi.json#/components/schemas/ApiError' });
    expect(fits(answer.body), JSON.stringify(fits.errors)).toBe(true);
  });

  it('of pages holds every run once', async () => {
    const ids: string[] = [];
    for (let before = ''; ; ) {
      const { body } = await ask<RunsPage>(`/api/runs?limit=5&before=${encodeURIComponent(before)}`);
      ids.push(...body.runs.map(({ id }) => id));
      if (body.next === undefined) break;
      before = body.next;
    }
    expect(ids).toEqual(['bench', 'hostile', ...Array.from({ length: 12 }, (_, n) => `r${11 - n}`)]);
  });

  it('marks the baseline, and has the figure that stands for each run', async () => {
    const { body } = await ask<RunsPage>('/api/runs?name=shop&since=2026-03-14T09:03:00Z&until=2026-03-14T09:04:00Z');
    expect(body.runs).toMatchObject([
      { id: 'r4', figure: { metric: 'http_req_duration', aggregate: 'p95', unit: 'ms', value: 20.4 } },
      { id: 'r3', isBaseline: true },
    ]);
    expect(body.runs[0]).not.toHaveProperty('isBaseline');
  });

  it('of a history is the figure asked for, whatever its tags are made of', async () => {
    const tags = encodeURIComponent(JSON.stringify({ name: 'step 1' }));
    const { body } = await ask<HistoryPage>(
      `/api/history?name=shop&metric=http_req_duration&aggregate=p95&tags=${tags}`,
    );
    expect(body.trends).toMatchObject([{ metric: 'http_req_duration', tags: { name: 'step 1' }, aggregate: 'p95' }]);
    expect(body.trends[0]?.points).toHaveLength(12);
    expect(body.baselines).toMatchObject([{ branch: 'main', runId: 'r3', reason: 'by hand' }]);
    const named = await ask<HistoryPage>(`/api/history?name=${encodeURIComponent(HOSTILE.replaceAll('\n', ' '))}`);
    expect(named.status).toBe(404);
  });

  it('of a report is a page to be saved, under a name that leads nowhere', async () => {
    const answer = await fetch(`${site.url}/api/runs/hostile/html`);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="hostile.html"');
    expect(await answer.text()).not.toContain('<script>alert(1)');
  });

  it('is sent compressed to whoever takes that, and not again where it is known', async () => {
    const big = await fetch(`${site.url}/api/openapi.json`, { headers: { 'accept-encoding': 'br;q=0.1, gzip' } });
    expect(big.headers.get('content-encoding')).toBe('gzip');
    expect(big.headers.get('cache-control')).toBe('no-store');
    const file = await fetch(`${site.url}/dashboard.js`, { headers: { 'accept-encoding': 'br' } });
    expect(file.headers.get('content-encoding')).toBe('br');
    const etag = file.headers.get('etag') ?? '';
    const headers = { 'accept-encoding': 'br', 'if-none-match': etag };
    expect((await fetch(`${site.url}/dashboard.js`, { headers })).status).toBe(304);
    const plain = await fetch(`${site.url}/dashboard.js`, { headers: { ...headers, 'accept-encoding': 'identity' } });
    expect(plain.status).toBe(200);
    expect(plain.headers.get('content-encoding')).toBeNull();
  });
});

describe('tags', () => {
  it('are set and removed', async () => {
    expect(await ask('/api/runs/r1/tags', change({ set: { release: '1.4', keep: '' }, remove: ['n'] }))).toMatchObject({
      status: 200,
      body: { id: 'r1', tags: { release: '1.4', keep: '' } },
    });
    const { body } = await ask<RunsPage>('/api/runs?tag=release%3D1.4&tag=keep');
    expect(body.runs.map(({ id }) => id)).toEqual(['r1']);
  });

  it.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['a number', '{"set": {"a": 1}}'],
    ['an unknown key', '{"add": {}}'],
    ['the prototype', '{"__proto__": {"set": {}}}'],
    ['an empty name', '{"set": {"": "x"}}'],
    ['a name with =', '{"set": {"a=b": "x"}}'],
    ['too long a value', JSON.stringify({ set: { a: 'x'.repeat(300) } })],
    ['a great depth', `${'['.repeat(30_000)}${']'.repeat(30_000)}`],
    ['a great depth inside', `{"set": ${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`],
  ])('of %s are refused', async (_, body) => {
    const answer = await ask<{ error: { code: string } }>('/api/runs/r1/tags', { ...change({}), body });
    expect(answer.status).toBe(400);
    expect(answer.body.error.code).toMatch(/^(?:REQUEST_INVALID|INVALID_VALUE|UNKNOWN_KEY)$/);
  });

  it('of 65 kB are not read, and those of the prototype are tags like others', async () => {
    const answer = await ask('/api/runs/r1/tags', {
      ...change({}),
      body: JSON.stringify({ set: { a: 'x'.repeat(66_000) } }),
    });
    expect(answer.status).toBe(413);
    expect(await ask('/api/runs/r2/tags', { ...change({}), body: '{"set": {"__proto__": "x"}}' })).toMatchObject({
      status: 200,
    });
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });
});

describe('/metrics', () => {
  it.each([
    ['text/plain', 'text', 'text/plain; version=0.0.4'],
    ['application/openmetrics-text; version=1.0.0', 'openmetrics', 'application/openmetrics-text; version=1.0.0'],
  ] as const)('for %s is what Prometheus reads', async (accept, format, type) => {
    await ask('/metrics', { headers: { accept } });
    const answer = await ask<string>('/metrics', { headers: { accept } });
    expect(answer.type).toContain(type);
    const families = parseExposition(answer.body, format);
    const samplesOf = (name: string) => families.flatMap(({ samples }) => samples.filter((each) => each.name === name));
    const failed = samplesOf('plimsoll_last_run_verdict').filter(({ labels }) => labels.verdict === 'failed');
    expect(failed.map(({ labels, value }) => [labels.name, value])).toContainEqual([HOSTILE, 1]);
    const ratio = samplesOf('plimsoll_last_run_baseline_ratio').find(
      ({ labels }) => labels.metric === 'http_req_duration' && labels.aggregate === 'p95' && labels.name === 'shop',
    );
    expect(ratio?.value).toBeCloseTo(2.11);
    expect(samplesOf('plimsoll_dashboard_requests_total').map(({ labels }) => labels.route)).toContain('/metrics');
    const page = readFileSync(join(root, 'docs/api.md'), 'utf8');
    for (const { samples } of families) expect(page).toContain(`\`${samples[0]?.name}\``);
  });
});

describe('the store', () => {
  it('may come later, be replaced, go away and come back', async () => {
    const other = await served();
    const ids = async () => {
      const { runs } = (await (await fetch(`${other.url}/api/runs`)).json()) as RunsPage;
      return runs.map(({ id }) => id);
    };
    const file = join(other.folder, '.plimsoll', 'store.db');
    expect(await ids()).toEqual([]);
    expect((await fetch(`${other.url}/api/runs/latest`)).status).toBe(404);
    await keep(other.folder, [madeRun({ id: 'first' })]);
    expect(await ids()).toEqual(['first']);
    renameSync(file, `${file}.old`);
    expect(await ids()).toEqual([]);
    await keep(other.folder, [madeRun({ id: 'second' })]);
    expect(await ids()).toEqual(['second']);
    for (const ending of ['', '-wal', '-shm']) rmSync(`${file}${ending}`, { force: true });
    writeFileSync(file, 'no database at all, and longer than a header of one would be. '.repeat(20));
    expect((await fetch(`${other.url}/api/runs`)).status).toBe(503);
    expect((await fetch(`${other.url}/metrics`)).status).toBe(200);
    rmSync(file);
    renameSync(`${file}.old`, file);
    expect(await ids()).toEqual(['first']);
    expect(other.bugs).toEqual([]);
    await other.close();
  });
});

function pointedAt(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('#/components', 'http://api/openapi.json#/components'));
}
