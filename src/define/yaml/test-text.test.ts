import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ProblemsError } from '../../errors/problems.ts';
import type { TestSpec } from '../../model/test-spec.ts';
import { testFileSchema } from '../format/test-file-schema.ts';
import { starterTest } from '../templates/starter-test.ts';
import { readTestText, type TextTest } from './test-text.ts';

const validate = new Ajv({ strict: false }).compile(testFileSchema());

function read(text: string): TextTest {
  validate(parse(text, { merge: true }));
  expect(validate.errors).toBeNull();
  return readTestText(text, { file: 'a.yml', name: 'a' });
}

/** The steps of a flow, and whatever else the spec has. */
function steps(flow: string, config = ''): unknown {
  const spec = spec_(`${config}\nscenarios:\n  - flow:\n${flow.replace(/^/gm, '      ')}`);
  return spec.scenarios[0]?.steps;
}

function spec_(text: string): TestSpec {
  return read(text).spec;
}

function complaint(text: string): string {
  try {
    readTestText(text, { file: 'a.yml', name: 'a' });
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    return (error as Error).message;
  }
  return '';
}

describe("a file with Artillery's keys", () => {
  it('has arrivals that are each a new user with connections as Artillery makes them', () => {
    const spec = spec_(`
config:
  target: http://localhost:3000
  phases:
    - { duration: 60, arrivalRate: 5, name: warm }
    - { duration: 2m, arrivalRate: 5, rampTo: 50, maxVusers: 100 }
    - { duration: 10 min, rampTo: 3 }
    - { duration: 20, arrivalCount: 5 }
    - { pause: 10 }
  http: { pool: 20, maxSockets: 4, extendedMetrics: true, defaults: { headers: { a: 1, b: x }, cookie: { c: d } } }
  defaults: { headers: { b: y, e: z } }
  tls: { rejectUnauthorized: false }
scenarios:
  - flow: [{ get: { url: / } }]
`);
    expect(spec).toEqual({
      name: 'a',
      target: 'http://localhost:3000',
      load: {
        newUsers: true,
        rate: [
          { kind: 'hold', value: 5, duration: 60, name: 'warm' },
          { kind: 'ramp', from: 5, to: 50, duration: '2m', maxUsers: 100 },
          { kind: 'ramp', from: 0, to: 3, duration: '10 min' },
          { kind: 'hold', value: 0.25, duration: 20 },
          { kind: 'pause', duration: 10 },
        ],
      },
      http: {
        timeout: 10,
        compression: 'gzip, deflate, br',
        connections: 20,
        connectionsPerHost: 4,
        headers: { a: '1', b: 'x', e: 'z' },
        cookies: { c: 'd' },
        tls: { insecure: true },
      },
      scenarios: [{ name: 'scenario 1', steps: [{ kind: 'request', method: 'GET', url: '/' }] }],
    });
  });

  it('has Poisson arrivals where its mode says so', () => {
    const load = (config: string): unknown => spec_(`config: ${config}\nscenarios: [{ flow: [] }]`).load;
    expect(load('{ mode: poisson, phases: { duration: 1, arrivalRate: 2 } }')).toEqual({
      rate: [{ kind: 'hold', value: 2, duration: 1 }],
      newUsers: true,
      arrivals: 'poisson',
    });
    expect(complaint('config: { phases: [{ duration: 1, arrivalRate: 1 }, { duration: 1, arrivalRate: 1, mode: poisson }] }\nscenarios: [{ flow: [] }]')).toMatch(/must have one mode/);
  });

  it('has rows at random, variables, and functions around scenarios and requests', () => {
    const spec = spec_(`
config:
  payload: { path: users.csv, fields: [name, password], skipHeader: true }
  data: { path: items.json, order: unique }
  variables: { colour: [red, blue] }
before: { flow: [{ post: /login }] }
after: { flow: [{ log: bye }], timeout: 5s }
scenarios:
  - name: buy
    weight: 3
    engine: http
    beforeScenario: prepare
    afterScenario: [tidy, report]
    beforeRequest: sign
    afterResponse: [note]
    flow:
      - get: { url: /, beforeRequest: own }
      - loop: [[{ get: /a }], { think: 1 }]
        count: 2
`);
    expect(spec.data).toEqual([
      { path: 'items.json', order: 'unique' },
      { order: 'random', path: 'users.csv', fields: ['name', 'password'], skipHeader: true },
    ]);
    expect(spec.setup).toEqual({ steps: [{ kind: 'request', method: 'POST', url: '/login' }] });
    expect(spec.teardown).toEqual({ steps: [{ kind: 'log', message: 'bye' }], timeout: '5s' });
    expect(spec.scenarios[0]).toEqual({
      name: 'buy',
      weight: 3,
      steps: [
        { kind: 'call', function: 'prepare' },
        { kind: 'request', method: 'GET', url: '/', beforeRequest: ['sign', 'own'], afterResponse: ['note'] },
        {
          kind: 'loop',
          count: 2,
          steps: [
            { kind: 'request', method: 'GET', url: '/a', beforeRequest: ['sign'], afterResponse: ['note'] },
            { kind: 'think', duration: 1 },
          ],
        },
        { kind: 'call', function: 'tidy' },
        { kind: 'call', function: 'report' },
      ],
    });
  });

  it('has ensure, which becomes limits', () => {
    const { spec, notes } = read(`
config:
  limits: checks rate > 99%
  ensure:
    thresholds: [{ http.response_time.p95: 200 }, { vusers.session_length.max: 9000 }, { http.codes.500: 1 }]
    conditions: [{ expression: http.response_time.p99 < 500 and http.request_rate >= 10 }]
    p999: 900
    maxErrorRate: 1
  plugins: { ensure: , expect: {}, metrics-by-endpoint: {} }
scenarios: [{ flow: [] }]
`);
    expect(spec.limits).toEqual([
      'checks rate > 99%',
      'http_req_duration p95 < 200ms',
      'iteration_duration max < 9000ms',
      'http_reqs{status:500} count < 1',
      'http_req_duration p99 < 500ms',
      'http_reqs perSecond >= 10',
      'http_req_duration p99.9 < 900ms',
      'iterations_failed rate <= 1%',
    ]);
    expect(notes).toMatchObject([{ path: 'config.ensure', line: 4, message: expect.stringContaining('whole responses') }]);
  });

  it('has requests with its names for things', () => {
    expect(
      steps(`
- post:
    uri: /a
    qs: { page: 1 }
    json: { a: '{{ b }}' }
    cookie: { c: 1 }
    auth: { user: u, pass: p }
    followRedirect: false
    gzip: false
    timeout: 3
    probability: 20
    ifTrue: a == 1
    capture:
      - { json: '$.id', as: id, strict: false }
      - { json: '$.one', as: one, multiple: false }
      - { regexp: 'a(b)', group: 1, flags: i, as: b }
      - { header: x-id, as: x }
      - { selector: a, attr: href, index: last, as: link }
    match: { json: '$.ok', value: true }
- purge: { url: /cache }
- post: { url: /upload, formData: { name: ann, file: { fromFile: a.png, contentType: image/png } } }
- put: { url: /form, form: { a: 1 } }
- think: 5
  jitter: 20%
- think: 2
  jitter: 500
- loop: [{ log: '{{ $loopElement }}' }]
  over: [a, b]
- loop: [{ function: step }]
  whileTrue: more
- parallel: [{ get: /1 }, { get: /2 }]
  limit: 2`),
    ).toEqual([
      {
        kind: 'request',
        method: 'POST',
        url: '/a',
        query: { page: 1 },
        json: { a: '{{ b }}' },
        cookies: { c: '1' },
        headers: { 'accept-encoding': 'identity' },
        auth: { type: 'basic', username: 'u', password: 'p' },
        followRedirects: false,
        timeout: 3,
        probability: 20,
        when: 'a == 1',
        capture: [
          { from: 'json', expression: '$.id', as: 'id', optional: true },
          { from: 'json', expression: '$.one', as: 'one', pick: 'first' },
          { from: 'regexp', expression: 'a(b)', group: 1, flags: 'i', as: 'b' },
          { from: 'header', expression: 'x-id', as: 'x' },
          { from: 'css', expression: 'a', attribute: 'href', pick: 'last', as: 'link' },
        ],
        expect: [{ kind: 'json', path: '$.ok', equals: true }],
      },
      { kind: 'request', method: 'PURGE', url: '/cache' },
      {
        kind: 'request',
        method: 'POST',
        url: '/upload',
        multipart: [
          { name: 'name', value: 'ann' },
          { name: 'file', file: 'a.png', contentType: 'image/png' },
        ],
      },
      { kind: 'request', method: 'PUT', url: '/form', form: { a: 1 } },
      { kind: 'think', duration: 5, jitter: 20 },
      { kind: 'think', duration: 2, jitter: 25 },
      { kind: 'loop', over: ['a', 'b'], steps: [{ kind: 'log', message: '{{ $loopElement }}' }] },
      { kind: 'loop', while: 'more', steps: [{ kind: 'call', function: 'step' }] },
      {
        kind: 'parallel',
        limit: 2,
        steps: [
          { kind: 'request', method: 'GET', url: '/1' },
          { kind: 'request', method: 'GET', url: '/2' },
        ],
      },
    ]);
  });

  it('has expectations in both spellings', () => {
    const expected = (yaml: string): unknown => steps(`- get: { url: /, expect: ${yaml} }`);
    const request = (expect_: object[]): object => ({ kind: 'request', method: 'GET', url: '/', expect: expect_ });
    expect(
      expected(
        `[{ statusCode: [200, 201] }, { notStatusCode: 500 }, { contentType: json }, { hasProperty: a.b }, { notHasProperty: '[0].c' },
          { hasHeader: x }, { headerEquals: [x, 1] }, { matchesRegexp: a.c }, { equals: [ '{{ a.b }}', 3, red ] }]`,
      ),
    ).toEqual([
      request([
        { kind: 'status', status: [200, 201] },
        { kind: 'status', status: 500, not: true },
        { kind: 'contentType', contentType: 'json' },
        { kind: 'json', path: '$.a.b', exists: true },
        { kind: 'json', path: '$[0].c', exists: true, not: true },
        { kind: 'header', header: 'x' },
        { kind: 'header', header: 'x', equals: '1' },
        { kind: 'body', matches: 'a.c' },
      ]),
      { kind: 'check', name: 'a.b == 3 and a.b == "red"', condition: 'a.b == 3 and a.b == "red"' },
    ]);
    expect(
      expected(
        `[{ status: 2xx, contentType: html, maxDuration: 1s, name: fine }, { json: '$.a', equals: [1], not: true }, { json: { $.a: 1, $.b: null } },
          { header: { x: 1 }, body: text }, { header: x, matches: a }, { body: { equals: '' } }]`,
      ),
    ).toEqual([
      request([
        { kind: 'status', status: '2xx', name: 'fine' },
        { kind: 'contentType', contentType: 'html', name: 'fine' },
        { kind: 'duration', below: '1s', name: 'fine' },
        { kind: 'json', path: '$.a', equals: [1], not: true },
        { kind: 'json', path: '$.a', equals: 1 },
        { kind: 'json', path: '$.b', equals: null },
        { kind: 'header', header: 'x', equals: '1' },
        { kind: 'body', contains: 'text' },
        { kind: 'header', header: 'x', matches: 'a' },
        { kind: 'body', equals: '' },
      ]),
    ]);
  });

  it('takes one of several matches of a JSONPath at random, and loose captures by its defaults', () => {
    const flow = '- get: { url: /, capture: { json: "$..id", as: id } }\n- think: 1';
    const config = 'config: { phases: [{ duration: 1, arrivalRate: 1 }], http: { defaults: { strictCapture: false, think: { jitter: 10% } } } }';
    expect(steps(flow, config)).toEqual([
      { kind: 'request', method: 'GET', url: '/', capture: [{ as: 'id', from: 'json', expression: '$..id', pick: 'random', optional: true }] },
      { kind: 'think', duration: 1, jitter: 10 },
    ]);
  });

  it('may hold its steps in anchors, merge keys and lists within lists', () => {
    const text = `
x-common: &login
  - post: &post { url: /login, timeout: 3 }
scenarios:
  - flow:
      - *login
      - get: { <<: *post, url: /me, nmae: x }
`;
    expect(complaint(text)).toBe("a.yml:7:37  scenarios[0].flow[1].get.nmae: unknown key 'nmae'\n    did you mean 'name'?");
    expect(spec_(text.replace(', nmae: x', '')).scenarios[0]?.steps).toEqual([
      { kind: 'request', method: 'POST', url: '/login', timeout: 3 },
      { kind: 'request', method: 'GET', url: '/me', timeout: 3 },
    ]);
  });
});

describe("a file with Plimsoll's keys", () => {
  it('has every kind of load, its phases told by their keys', () => {
    const load = (yaml: string): unknown => spec_(`config: { load: ${yaml} }\nscenarios: [{ flow: [] }]`).load;
    expect(load('{ users: 50, duration: 1m }')).toEqual({ users: 50, duration: '1m' });
    expect(load('{ iterations: 1000, users: 10 }')).toEqual({ iterations: 1000, users: 10 });
    expect(
      load('{ rate: [{ from: 0, to: 9, duration: 1 }, { target: 4, duration: 2 }, { value: 3, duration: 1 }, { duration: 5 }, { pause: 2 }, { to: 9, by: 2, every: 1 }, { to: 99, base: 1, duration: 3 }, { kind: spike, to: 5, duration: 1 }], arrivals: poisson }'),
    ).toEqual({
      arrivals: 'poisson',
      rate: [
        { kind: 'ramp', from: 0, to: 9, duration: 1 },
        { kind: 'ramp', to: 4, duration: 2 },
        { kind: 'hold', value: 3, duration: 1 },
        { kind: 'hold', duration: 5 },
        { kind: 'pause', duration: 2 },
        { kind: 'step', to: 9, by: 2, every: 1 },
        { kind: 'spike', to: 99, base: 1, duration: 3 },
        { kind: 'spike', to: 5, duration: 1 },
      ],
    });
  });

  it('has if and else, group, pace, set, check, request and call', () => {
    expect(
      steps(`
- if: a > 1
  then: [{ log: yes }]
  else: [{ log: no }]
- if: { function: isAdmin }
  then: []
- group: checkout
  steps: [{ pace: 5s }]
- set: { a: 1 }
- check: is red
  condition: colour == 'red'
- request: { method: PROPFIND, url: /dav }
- call: login
- think: { mean: 2s, deviation: 1s }
- think: 1s..3s
- think: '{{ pause }}'`),
    ).toEqual([
      { kind: 'if', condition: 'a > 1', steps: [{ kind: 'log', message: 'yes' }], else: [{ kind: 'log', message: 'no' }] },
      { kind: 'if', condition: { function: 'isAdmin' }, steps: [] },
      { kind: 'group', name: 'checkout', steps: [{ kind: 'pace', every: '5s' }] },
      { kind: 'set', variables: { a: 1 } },
      { kind: 'check', name: 'is red', condition: "colour == 'red'" },
      { kind: 'request', method: 'PROPFIND', url: '/dav' },
      { kind: 'call', function: 'login' },
      { kind: 'think', duration: { mean: '2s', deviation: '1s' } },
      { kind: 'think', duration: '1s..3s' },
      { kind: 'think', duration: '{{ pause }}' },
    ]);
  });

  it('knows where each part of the test stands', () => {
    const { locate } = read(`config:
  target: http://a
  limits:
    - checks rate > 99%
    - http_req_failed rate < 1%
  load:
    rate:
      - { value: 1, duration: 1 }
  environments:
    ci:
      load: { users: 1, duration: 1 }
scenarios:
  - name: a
    flow:
      - loop:
          - get:
              url: /
              expect: { status: 200 }
        count: 3
`);
    expect([
      locate('limits[1]'),
      locate('load.rate[0].value'),
      locate('scenarios[0].name'),
      locate('scenarios[0].steps[0].count'),
      locate('scenarios[0].steps[0].steps[0].url'),
      locate('config.environments.ci.load'),
      locate('environments.ci.load.users'),
      locate('http.timeout'),
    ].map((at) => `${at?.line}:${at?.column}`)).toEqual(['5:7', '8:11', '13:5', '19:9', '17:15', '11:7', '11:15', '1:1']); // prettier-ignore
  });

  it('starts from what plimsoll init writes', () => {
    expect(read(starterTest({ format: 'yaml', target: 'http://a', name: 'b' })).spec.scenarios).toHaveLength(1);
  });

  it('is JSON as well, tabs and all', () => {
    expect(spec_('{\n\t"$schema": "x",\n\t"scenarios": [\n\t\t{ "flow": [{ "get": "/" }] }\n\t]\n}').scenarios).toHaveLength(1);
    expect(complaint('{\n\t"scenarios": [\n\t\t{ "flwo": [] }\n\t]\n}')).toContain("a.yml:3:5  scenarios[0].flwo: unknown key 'flwo'");
  });
});

describe('a wrong file', () => {
  it('is told everything at once, by line', () => {
    const text = `config:
  target: http://a
  phases:
    - duration: soon
      arivalRate: 5
  plugins:
    publish-metrics: []
name: x
scenarios:
  - flow:
      - gte: { url: / }
      - get:
        url: /
      - get: { headers: [a] }
      - send: hello
      - think: 5
        count: 2
    engine: ws
    weight: many
`;
    expect(complaint(text).split('\n')).toEqual([
      "a.yml:4:7  config.phases[0].duration: expected a duration such as '30s', '1m30s' or a number of seconds, got 'soon'",
      "a.yml:5:7  config.phases[0].arivalRate: unknown key 'arivalRate'",
      "    did you mean 'arrivalRate'?",
      "a.yml:7:5  config.plugins.publish-metrics: the plugin 'publish-metrics' is not supported",
      "a.yml:8:1  name: 'name' belongs below 'config'",
      "a.yml:11:9  scenarios[0].flow[0].gte: no step has the key 'gte'",
      "    did you mean 'get'?",
      'a.yml:12:9  scenarios[0].flow[1].get: expected a URL, or an object with url, got nothing',
      "a.yml:13:9  scenarios[0].flow[1].url: 'url' stands beside 'get'; indent it so that it stands below",
      'a.yml:14:16  scenarios[0].flow[2].get.headers: expected keys with values, got a list',
      "a.yml:15:9  scenarios[0].flow[3].send: this is a step of the engine 'ws', which is not supported yet",
      "a.yml:17:9  scenarios[0].flow[4].count: unknown key 'count'",
      '    known here: think, jitter',
      "a.yml:18:5  scenarios[0].engine: expected 'http', the only engine so far, got 'ws'",
      "a.yml:19:5  scenarios[0].weight: expected a number of at least 0, got 'many'",
    ]);
  });

  it.each([
    ['scenarios: []', /needs at least one scenario/],
    ['scenarios: [{ name: a }]', /'flow' is missing/],
    ['scenarios: [{ flow: [], function: f }]', /'flow' or 'function', not both/],
    ['config: { load: { users: 1 }, phases: [] }\nscenarios: [{ flow: [] }]', /'load' or 'phases', not both/],
    ['config: { load: { rate: [] } }\nscenarios: [{ flow: [] }]', /needs at least one phase/],
    ['config: { load: { rate: [{ to: 3 }] } }\nscenarios: [{ flow: [] }]', /'duration' is missing/],
    ['config: { load: { rate: [{ duration: 3, kind: hold, by: 2 }] } }\nscenarios: [{ flow: [] }]', /a phase that holds has no 'by'/],
    ['config: { load: { rate: [{ duration: 3 }], duration: 3 } }\nscenarios: [{ flow: [] }]', /phases have their own/],
    ['config: { phases: [{ duration: 3 }] }\nscenarios: [{ flow: [] }]', /'arrivalRate' is missing/],
    ['config: { ensure: { thresholds: [{ vusers.failed: 1 }] } }\nscenarios: [{ flow: [] }]', /no metric here is the same as Artillery's 'vusers.failed'/],
    ['config: { ensure: { conditions: [{ expression: a or b }] } }\nscenarios: [{ flow: [] }]', /only comparisons/],
    ['config: { kind: laod }\nscenarios: [{ flow: [] }]', /got 'laod'\n {4}did you mean 'load'/],
    ['scenarios: [{ flow: [{ get: {} }] }]', /'url' is missing/],
    ['scenarios: [{ flow: [{ get: { url: /, uri: / } }] }]', /mean the same; keep one/],
    ['scenarios: [{ flow: [{ get: { url: /, json: 1, body: x } }] }]', /a request has one body/],
    ['scenarios: [{ flow: [{ get: { url: /, capture: { as: x } } }] }]', /captures from exactly one of/],
    ['scenarios: [{ flow: [{ get: { url: /, capture: { as: x, xpath: //a } } }] }]', /XPath are not supported/],
    ['scenarios: [{ flow: [{ get: { url: /, expect: {} } }] }]', /expects nothing/],
    ['scenarios: [{ flow: [{ get: { url: /, expect: { equals: ["a{{ b }}", 1] } } }] }]', /compares variables and plain values/],
    ['scenarios: [{ flow: [{ get: { url: /, auth: { type: bearer } } }] }]', /'token' is missing/],
    ['scenarios: [{ flow: [{ get: { url: /, expectedStatuses: 99 } }] }]', /expected a status such as 200/],
    ['scenarios: [{ flow: [{ loop: [] }] }]', /needs 'count', 'over' or 'while'/],
    ['scenarios: [{ flow: [{ loop: [], count: 1, over: a }] }]', /'count' or 'over', not both/],
    ['scenarios: [{ flow: [{}] }]', /an empty step/],
    ['scenarios: [{ flow: [3] }]', /expected a step, got 3/],
    ['scenarios: nothing', /expected a list of scenarios, got 'nothing'/],
    ['[1]', /expected an object with \$schema, config, scenarios, before …, got a list/],
  ])('%j is refused', (text, message) => {
    expect(complaint(text)).toMatch(message);
  });

  it.each([
    ['a: 1\na: 2', /a\.yml:2:1: Map keys must be unique\n {4}Each key may stand once/],
    ['a: b: c', /a\.yml:1:4: Nested mappings are not allowed.*\n {4}Put text that contains a colon in quotes/],
    ['a:\n\t- b', /a\.yml:2:/],
    ['a: 1\n---\nb: 2', /One file holds one test/],
    ['a: *b', /Unresolved alias/],
    ['a: !foo b', /Unresolved tag: !foo/],
    ['a: &a { b: *a }', /nested deeper than 200 levels/],
    ['a: .nan', /NaN is not a number to use here/],
    ['a: !!set { b }', /Unresolved tag|only lists and objects/],
    [`a: &a [x]\n${Array.from({ length: 8 }, (_, i) => `${'bcdefghi'[i]}: &${'bcdefghi'[i]} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(', ')}]`).join('\n')}`, /Excessive alias count/],
    ['['.repeat(100_000), /nested too deeply|a\.yml:1/],
    ['"unclosed', /a\.yml:1/],
  ])('whose YAML is broken is told where (%#)', (text, message) => {
    expect(complaint(text)).toMatch(message);
  });

  it('throws a ProblemsError with a code for each problem', () => {
    let thrown: unknown;
    try {
      readTestText('scenarios: [{ flow: [], wieght: 1 }]', { file: 'a.yml', name: 'a' });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ProblemsError);
    expect((thrown as ProblemsError).problems).toEqual([
      { code: 'UNKNOWN_KEY', message: "unknown key 'wieght'", hint: "did you mean 'weight'?", path: 'scenarios[0].wieght', file: 'a.yml', line: 1, column: 25 },
    ]);
  });
});
