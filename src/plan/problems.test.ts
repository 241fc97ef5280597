import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../errors/problems.ts';
import type { PlanOptions } from './plan-input.ts';
import { BROWSE, type Functions, get, problemsIn, shopInput, steps } from './shop-fixture.ts';

let baseDir = '';
beforeAll(() => {
  baseDir = mkdtempSync(join(tmpdir(), 'plan-'));
  writeFileSync(join(baseDir, 'users.csv'), 'name\nann\n');
});
afterAll(() => rmSync(baseDir, { recursive: true }));

const problems = (changes: object, options: PlanOptions = {}, functions: Functions = {}): readonly Problem[] =>
  problemsIn(shopInput(changes, functions, baseDir), options);

describe('a problem', () => {
  it('is told together with all others, with its place', () => {
    const found = problems({ name: ' ', scenarios: [{ name: '' }], load: { users: 5 } });
    expect(found.map(({ code }) => code).sort()).toEqual([
      'EMPTY_SCENARIO',
      'INVALID_LOAD',
      'INVALID_NAME',
      'INVALID_NAME',
    ]);
    expect(found.find(({ path }) => path === 'scenarios[0]')).toMatchObject({ file: 'shop.yml', line: 7, column: 3 });
    expect(found.find(({ path }) => path === 'load')?.line).toBeUndefined();
  });

  it.each<[object, string, string, string]>([
    [{ name: '' }, 'name', 'the test has no name', 'kept and compared by name'],
    [{ scenarios: [] }, 'scenarios', 'the test has no scenario', 'what one user does'],
    [{ scenarios: [BROWSE, BROWSE] }, 'scenarios[1].name', "two scenarios are called 'browse'", 'rename one'],
    [
      { scenarios: [{ name: 'a', steps: [] }] },
      'scenarios[0]',
      "scenario 'a' does nothing",
      'give it steps, or a function',
    ],
    [{ scenarios: [{ ...BROWSE, function: 'checkout' }] }, 'scenarios[0]', 'has both steps and a function', 'keep one'],
    [
      { scenarios: [{ name: 'a', function: 'chekout' }] },
      'scenarios[0].function',
      "there is no function 'chekout'",
      "did you mean 'checkout'?",
    ],
    [
      { scenarios: [{ name: 'a', function: 'list' }] },
      'scenarios[0].function',
      "'list' is a list, not a function",
      'export it as a function',
    ],
    [{ setup: { function: 'zzzz' } }, 'setup.function', "there is no function 'zzzz'", 'there are checkout'],
    [{ warmup: '2m' }, 'warmup', 'the warm-up of 120s leaves nothing of a load of 60s', 'shorten the warm-up'],
    [{ warmup: 'soon' }, 'warmup', "warmup is 'soon', which is not a duration", "durations read '250ms'"],
    [{ maxDuration: 0 }, 'maxDuration', 'maxDuration of 0 is too short', 'at least 1ms'],
    [{ gracefulStop: '-1s' }, 'gracefulStop', "gracefulStop is '-1s', which is not a duration", ''],
    [{ seed: 1.5 }, 'seed', 'the seed cannot be 1.5', 'a whole number, or a text'],
    [{ secrets: ['HOMe'] }, 'secrets[0]', 'the secret HOMe is not in the environment', "did you mean 'HOME'?"],
    [
      { data: [{ path: 'user.csv' }] },
      'data[0].path',
      "the data file, 'user.csv', does not exist",
      "did you mean 'users.csv'?",
    ],
    [{ data: [{ path: 'x/y.csv' }] }, 'data[0].path', 'does not exist', 'there is no folder'],
    [{ data: [{ path: '.' }] }, 'data[0].path', "the data file, '.', is a folder", 'name a file in it'],
    [
      { data: [{ path: 'users.csv', order: 'once' }] },
      'data[0].order',
      "'once' is not an order",
      'sequence, random, shuffle and unique',
    ],
    [
      { data: [{ path: 'users.csv', format: 'xls' }] },
      'data[0].format',
      "'xls' is not a format",
      'csv, json and ndjson',
    ],
    [{ data: [{ path: 'users.csv', loadAll: true }] }, 'data[0]', 'needs a name', "name: 'users'"],
    [{ data: [{}] }, 'data[0]', 'a table has no path', "{ path: 'users.csv' }"],
    [
      {
        data: [
          { path: 'users.csv', name: 'u' },
          { path: 'users.csv', name: 'u' },
        ],
      },
      'data[1].name',
      "two tables are called 'u'",
      'rename',
    ],
    [
      { metrics: { vus: { type: 'gauge' } } },
      'metrics.vus',
      'vus is a metric that Plimsoll records itself',
      'another name',
    ],
    [{ metrics: { 'a b': { type: 'gauge' } } }, 'metrics', "'a b' is not the name of a metric", 'letters'],
    [
      { metrics: { a: { type: 'sum' } } },
      'metrics.a.type',
      "'sum' is not a type of metric",
      'counter, gauge, rate and trend',
    ],
    [
      { target: 'localhost:3000' },
      'target',
      "the target 'localhost:3000' lacks its scheme",
      "write it as 'http://host:port'",
    ],
    [{ target: 'ftp://x' }, 'target', "has the scheme 'ftp', not http or https", ''],
    [{ target: '{{ $env.NOWHERE }}' }, 'target', 'is not known before the test runs', 'set what its template names'],
    [
      { target: undefined },
      'scenarios[0].steps[0].url',
      "'/items' is a path alone, and the test has no target",
      '--target',
    ],
    [
      { target: undefined, scenarios: [{ name: 'a', function: 'checkout' }] },
      'scenarios[0]',
      'this script has neither a target nor allowed hosts',
      'allowHosts',
    ],
    [
      { target: undefined, ...get({ url: '{{ u }}' }) },
      'scenarios[0]',
      'these steps name neither a target nor allowed hosts',
      'allowHosts',
    ],
    [
      { allowHosts: ['https://api.test:8443/x'] },
      'allowHosts[0]',
      "'https://api.test:8443/x' is not the name of a host",
      "write 'api.test'",
    ],
    [{ allowHosts: ['a b'] }, 'allowHosts[0]', "'a b' is not the name of a host", 'write a name alone'],
    [
      { http: { headers: { 'bad name': 'x' } } },
      'http.headers["bad name"]',
      "'bad name' is not the name of a header",
      'without the colon',
    ],
    [{ http: { headers: { a: 'x\r\nb: y' } } }, 'http.headers.a', 'holds a line break', 'another header'],
    [{ http: { headers: { a: 1 } } }, 'http.headers.a', "the header's value is 1, not a text", 'quotes'],
    [{ http: { timeout: 'x' } }, 'http.timeout', "timeout is 'x', which is not a duration", ''],
    [{ http: { connections: 0 } }, 'http.connections', 'connections cannot be 0', 'a whole number of at least 1'],
    [{ http: { maxRedirects: -1 } }, 'http.maxRedirects', 'maxRedirects cannot be -1', 'from 0 to 1000'],
    [{ http: { expectedStatuses: '2x' } }, 'http.expectedStatuses', "'2x' is not a status", "'2xx'"],
    [{ http: { reuse: 'never' } }, 'http.reuse', "'never' is not known here", 'user, iteration, request'],
    [{ http: { dns: { select: 'all' } } }, 'http.dns.select', "'all' is not known here", 'roundRobin'],
    [{ http: { proxy: 'proxy' } }, 'http.proxy', "the proxy 'proxy' is not an absolute URL", 'http://host:port'],
    [{ http: { localAddress: 'eth0' } }, 'http.localAddress', "'eth0' is not an address", 'IP address'],
    [{ http: { hosts: { a: 'http://b' } } }, 'http.hosts', "'http://b' for 'a' is not an address", '127.0.0.1:3000'],
    [{ http: { tls: { ca: 'ca.pem' } } }, 'http.tls.ca', "the PEM file of 'ca', 'ca.pem', does not exist", ''],
    [{ http: { tls: { key: '-----BEGIN' } } }, 'http.tls', 'cert is missing', 'both cert and key'],
    [get({ method: 'G T' }), 'scenarios[0].steps[0].method', "'G T' is not a method", 'GET, POST'],
    [get({ url: ' ' }), 'scenarios[0].steps[0].url', 'a request has no URL', "'/items'"],
    [get({ url: 'ftp://x/' }), 'scenarios[0].steps[0].url', "has the scheme 'ftp'", ''],
    [get({ json: 1, body: 'x' }), 'scenarios[0].steps[0]', "a request has 'json' and 'body'", 'one body'],
    [
      get({ multipart: [{ name: 'f', file: 'usrs.csv' }] }),
      'scenarios[0].steps[0].multipart[0].file',
      "the file of field 'f'",
      "'users.csv'",
    ],
    [
      get({ auth: { type: 'basic', username: 'a' } }),
      'scenarios[0].steps[0].auth',
      'password of the auth missing',
      'username and password',
    ],
    [
      get({ auth: { type: 'ntlm' } }),
      'scenarios[0].steps[0].auth.type',
      "'ntlm' is not a type of auth",
      'basic, bearer and digest',
    ],
    [get({ probability: 101 }), 'scenarios[0].steps[0].probability', 'probability cannot be 101', 'from 0 to 100'],
    [
      get({ capture: [{ as: ' ', from: 'body' }] }),
      'scenarios[0].steps[0].capture[0]',
      'does not say as what',
      'variable',
    ],
    [
      get({ capture: [{ as: 'a', from: 'css' }] }),
      'scenarios[0].steps[0].capture[0]',
      'the capture from css has no expression',
      'selector',
    ],
    [
      get({ capture: [{ as: 'a', from: 'regexp', expression: '(' }] }),
      'scenarios[0].steps[0].capture[0].expression',
      'is not a regular expression',
      'without slashes',
    ],
    [
      get({ expect: [{ kind: 'status', status: 'ok' }] }),
      'scenarios[0].steps[0].expect[0].status',
      "'ok' is not a status",
      '',
    ],
    [
      get({ expect: [{ kind: 'body', matches: '[' }] }),
      'scenarios[0].steps[0].expect[0].matches',
      'is not a regular expression',
      '',
    ],
    [
      get({ beforeRequest: ['sign'] }),
      'scenarios[0].steps[0].beforeRequest[0]',
      "there is no function 'sign'",
      'there are checkout',
    ],
    [get({ when: { function: 'sign' } }), 'scenarios[0].steps[0].when.function', "there is no function 'sign'", ''],
    [get({ when: 'a <' }), 'scenarios[0].steps[0].when', "in the expression 'a <'", ''],
    [get({ url: '/{{ id' }), 'scenarios[0].steps[0].url', 'is not closed', ''],
    [get({ url: '/{{ $uuidd() }}' }), 'scenarios[0].steps[0].url', 'which does not exist', "did you mean '$uuid'?"],
    [
      get({ headers: { a: '{{ $env.NOPE }}' } }),
      'scenarios[0].steps[0].headers.a',
      'the environment has no NOPE',
      '-e NAME=value',
    ],
    [steps({ kind: 'think' }), 'scenarios[0].steps[0]', 'a think has no duration', "think: '1s..3s'"],
    [
      steps({ kind: 'think', duration: '3s..1s' }),
      'scenarios[0].steps[0].duration',
      "'3s..1s' is not a range",
      'the shorter duration first',
    ],
    [
      steps({ kind: 'think', duration: 'a bit' }),
      'scenarios[0].steps[0].duration',
      "a think is 'a bit', which is not a duration",
      '',
    ],
    [
      steps({ kind: 'think', duration: { mean: 'x', deviation: 1 } }),
      'scenarios[0].steps[0].duration.mean',
      "mean is 'x'",
      '',
    ],
    [steps({ kind: 'pace' }), 'scenarios[0].steps[0]', "a pace lacks its 'every'", "{ every: '5s' }"],
    [
      steps({ kind: 'loop', steps: [{ kind: 'log', message: 'x' }] }),
      'scenarios[0].steps[0]',
      "neither 'count', 'over' nor 'while'",
      '{ count: 10 }',
    ],
    [
      steps({ kind: 'loop', count: 1, over: [], steps: [{ kind: 'log', message: 'x' }] }),
      'scenarios[0].steps[0]',
      "both 'count' and 'over'",
      'keep the one',
    ],
    [
      steps({ kind: 'loop', count: '4-2', steps: [{ kind: 'log', message: 'x' }] }),
      'scenarios[0].steps[0].count',
      "a loop cannot count '4-2'",
      '-1 for ever',
    ],
    [
      steps({ kind: 'loop', count: -1, steps: [{ kind: 'log', message: 'x' }] }),
      'scenarios[0].steps[0]',
      'never ends and never waits',
      'a request or a think',
    ],
    [steps({ kind: 'loop', count: 2, steps: [] }), 'scenarios[0].steps[0]', 'this loop has no steps', 'leave it away'],
    [steps({ kind: 'parallel', steps: [] }), 'scenarios[0].steps[0]', 'this parallel has no steps', ''],
    [
      steps({ kind: 'group', name: 'a::b', steps: [{ kind: 'log', message: 'x' }] }),
      'scenarios[0].steps[0].name',
      "holds '::'",
      '',
    ],
    [
      steps({ kind: 'group', name: '', steps: [{ kind: 'log', message: 'x' }] }),
      'scenarios[0].steps[0].name',
      'a group has no name',
      '',
    ],
    [steps({ kind: 'check', name: '', condition: '1 == 1' }), 'scenarios[0].steps[0].name', 'a check has no name', ''],
    [steps({ kind: 'sleep' }), 'scenarios[0].steps[0]', "'sleep' is not a kind of step", 'steps are request, think'],
    [
      steps({ kind: 'if', condition: 'true', steps: [{ kind: 'call', function: 'no' }] }),
      'scenarios[0].steps[0].steps[0].function',
      "there is no function 'no'",
      '',
    ],
  ])('%j', (...[changes, path, message, hint]) => {
    const found = problems(changes, {}, { checkout: () => undefined, list: [] });
    expect(found.map((problem) => problem.path)).toContain(path);
    const problem = found.find((each) => each.path === path && each.message.includes(message));
    expect(problem?.message).toContain(message);
    expect(problem?.hint ?? '').toContain(hint);
    expect(found).toHaveLength(1);
  });

  it('says how a file with functions is named when there are none', () => {
    const [problem] = problems({ scenarios: [{ name: 'a', function: 'x' }] });
    expect(problem?.hint).toBe("no function is exported; name the file that exports it: processor: './functions.ts'");
  });

  it('known from reading the file is told with those of the plan, but not those that come of it', () => {
    const known = { code: 'INVALID_VALUE', message: 'wrong', path: 'config.load.duration', file: 'shop.yml', line: 9 };
    const input = { ...shopInput({ load: { rate: 5 }, limits: ['http_req_dration p95 < 1s'] }), problems: [known] };
    expect(problemsIn(input).map(({ path }) => path)).toEqual(['limits[0]', 'config.load.duration']);
  });

  it.each([
    ['call', 'function login(context, events, done) { done(); }', "'f' takes (context, events, done)"],
    ['call', 'async (context, ee) => {}', "'f' takes (context, ee)"],
    ['beforeRequest', '(req, context, ee, next) => next()', 'here it gets (request, user)'],
    ['afterResponse', 'function (req, res, context, ee, next) {}', 'here it gets (response, user)'],
    ['call', 'async (user, data) => {}', undefined],
    ['beforeRequest', 'async function (req, { vars }) {}', undefined],
    ['call', 'user => {}', undefined],
  ])("a processor's function as Artillery calls it is told (%s: %s)", (use, text, message) => {
    const f: unknown = new Function(`return ${text.startsWith('function login') ? `(${text})` : text}`)();
    const request = { kind: 'request', method: 'GET', url: '/', [use]: ['f'] } as const;
    const step = use === 'call' ? ({ kind: 'call', function: 'f' } as const) : request;
    const spec = { processor: 'f.js', scenarios: [{ name: 'a', steps: [step] }] };
    const found = problems(spec, {}, { f });
    expect(found.map(({ code }) => code)).toEqual(message === undefined ? [] : ['ARTILLERY_FUNCTION']);
    if (message !== undefined) expect(found[0]?.message).toContain(message);
  });

  it('of a limit from the command line stands at no line', () => {
    const input = { ...shopInput({ limits: ['a p95 < 1s'] }), locate: () => ({ line: 3, column: 5 }) };
    const found = problemsIn(input, { limits: ['b p95 < 1s'] });
    expect(found.map(({ path, line }) => [path, line])).toEqual([
      ['limits[1]', undefined],
      ['limits[0]', 3],
    ]);
  });

  it('of a missing target is told once for all requests', () => {
    const [problem, ...rest] = problems({ target: undefined, ...steps(BROWSE.steps[0], BROWSE.steps[0]) });
    expect(rest).toEqual([]);
    expect(problem?.message).toContain('is a path alone, as 1 more');
  });

  it('of a timeout multiplier is told', () => {
    expect(problems({}, { timeoutMultiplier: 0 })[0]?.message).toBe('the timeout multiplier cannot be 0');
  });

  it('of a secret that is empty is told', () => {
    expect(problems({ secrets: ['TOKEN'] }, { env: { TOKEN: '' } })[0]?.message).toBe(
      'the secret TOKEN is empty in the environment',
    );
  });
});
