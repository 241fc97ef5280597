import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { validateTestFile as validate } from '../../../test/schemas/test-file.ts';
import type { TestSpec } from '../../model/test-spec.ts';
import { readTestText, type TextTest } from './test-text.ts';

function read(text: string): TextTest {
  validate(parse(text, { merge: true }));
  expect(validate.errors).toBeNull();
  return readTestText(text, { file: 'a.yml', name: 'a' });
}

function specOf(text: string): TestSpec {
  return read(text).spec;
}

function steps(flow: string, config = ''): unknown {
  const spec = specOf(`${config}\nscenarios:\n  - flow:\n${flow.replace(/^/gm, '      ')}`);
  return spec.scenarios[0]?.steps;
}

function complaint(text: string): string {
  try {
    readTestText(text, { file: 'a.yml', name: 'a' });
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe("a file with Artillery's keys", () => {
  it('has arrivals that are each a new user with connections as Artillery makes them', () => {
    const spec = specOf(`
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
    const load = (config: string): unknown => specOf(`config: ${config}\nscenarios: [{ flow: [] }]`).load;
    expect(load('{ mode: poisson, phases: { duration: 1, arrivalRate: 2 } }')).toEqual({
      rate: [{ kind: 'hold', value: 2, duration: 1 }],
      newUsers: true,
      arrivals: 'poisson',
    });
    expect(
      complaint(
        'config: { phases: [{ duration: 1, arrivalRate: 1 }, { duration: 1, arrivalRate: 1, mode: poisson }] }\nscenarios: [{ flow: [] }]',
      ),
    ).toMatch(/must have one mode/);
  });

  it('has rows at random, variables, and functions around scenarios and requests', () => {
    const spec = specOf(`
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
    const { spec, notes, locate } = read(`
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
    const lines = ['limits[0]', 'limits[1]', 'limits[4]', 'limits[6]', 'limits[7]'].map((path) => locate(path)?.line);
    expect(lines).toEqual([3, 5, 6, 7, 8]);
    expect(notes).toMatchObject([
      { path: 'config.ensure', line: 4, message: expect.stringContaining('whole responses') },
    ]);
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
      { kind: 'loop', while: { function: 'more' }, steps: [{ kind: 'call', function: 'step' }] },
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
    const config =
      'config: { phases: [{ duration: 1, arrivalRate: 1 }], http: { defaults: { strictCapture: false, think: { jitter: 10% } } } }';
    expect(steps(flow, config)).toEqual([
      {
        kind: 'request',
        method: 'GET',
        url: '/',
        capture: [{ as: 'id', from: 'json', expression: '$..id', pick: 'random', optional: true }],
      },
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
    expect(complaint(text)).toBe(
      "a.yml:7:37  scenarios[0].flow[1].get.nmae: unknown key 'nmae'\n    did you mean 'name'?",
    );
    expect(specOf(text.replace(', nmae: x', '')).scenarios[0]?.steps).toEqual([
      { kind: 'request', method: 'POST', url: '/login', timeout: 3 },
      { kind: 'request', method: 'GET', url: '/me', timeout: 3 },
    ]);
  });
});
