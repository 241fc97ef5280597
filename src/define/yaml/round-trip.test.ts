import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateTestFile } from '../../../test/schemas/test-file.ts';
import { anyCharacter } from '../../../test/text/any-text.ts';
import type { LoadSpec, PhaseSpec } from '../../model/load-spec.ts';
import type { Capture, Expectation, RequestStep, Step } from '../../model/steps.ts';
import type { HttpSpec, ScenarioSpec, TestOverrides, TestSpec } from '../../model/test-spec.ts';
import { readTestText } from './test-text.ts';
import { toJson, toYaml, writeTest } from './write-test.ts';

const options = { file: 'test.yml', name: 'unnamed' };
const word = fc.string({ minLength: 1, maxLength: 12, unit: anyCharacter }).filter((text) => !text.includes('\0'));
const anyText = fc.string({ maxLength: 20, unit: 'grapheme' }).filter((text) => !text.includes('\0'));
const plainJson = fc.jsonValue({ maxDepth: 3 }).filter((value) => !JSON.stringify(value).includes('\\u0000'));
const texts = fc.dictionary(word, anyText, { maxKeys: 3 });
const values = fc.dictionary(word, plainJson, { maxKeys: 3 });
const duration = fc.oneof(fc.constantFrom('30s', '1m30s', '250ms', '10 min', '5'), fc.nat(1000));
const amount = fc.double({ min: 0, max: 1e6, noNaN: true }).map((value) => value + 0);
const count = fc.integer({ min: 1, max: 1e9 });
const status = fc.oneof(fc.integer({ min: 100, max: 599 }), fc.constantFrom('2xx', '200-399'));
const statuses = fc.oneof(status, fc.array(status, { minLength: 1, maxLength: 3 }));
const condition = fc.oneof(word, fc.record({ function: word }));
const maybe = { requiredKeys: [] as [] };

const phase = fc.oneof(
  optional({ kind: fc.constant('ramp'), to: amount, duration }, { from: amount, name: word, maxUsers: count }),
  optional({ kind: fc.constant('hold'), duration }, { value: amount, name: word, maxUsers: count }),
  optional({ kind: fc.constant('step'), to: amount, by: amount, every: duration }, { from: amount, name: word }),
  optional({ kind: fc.constant('pause'), duration }, { name: word }),
  optional({ kind: fc.constant('spike'), to: amount, duration }, { base: amount, name: word }),
) as fc.Arbitrary<PhaseSpec>;
const curve = fc.oneof(amount, fc.array(phase, { minLength: 1, maxLength: 3 }));
const load = fc
  .oneof(
    optional({ users: curve }, { duration, gracefulRampDown: duration }),
    optional(
      { rate: curve },
      { duration, maxUsers: count, arrivals: fc.constantFrom('even', 'poisson'), newUsers: fc.boolean() },
    ),
    optional({ iterations: count }, { users: count, perUser: fc.boolean(), maxDuration: duration }),
  )
  .map((spec) => {
    const { duration: constant, ...rest } = spec as { duration?: unknown; users?: unknown; rate?: unknown };
    return Array.isArray(rest.users) || Array.isArray(rest.rate) || constant === undefined ? rest : spec;
  }) as fc.Arbitrary<LoadSpec>;

const capture = fc.oneof(
  optional(
    { as: word, from: fc.constantFrom('json', 'header', 'regexp', 'cookie', 'css'), expression: word },
    {
      group: fc.oneof(fc.nat(9), word),
      flags: fc.constantFrom('i', 'gi'),
      attribute: word,
      pick: fc.oneof(fc.nat(9), fc.constantFrom('first', 'last', 'random', 'all')),
      optional: fc.boolean(),
      default: plainJson,
    },
  ),
  optional({ as: word, from: fc.constantFrom('body', 'status') }, {}),
) as fc.Arbitrary<Capture>;
const marks = { name: word, not: fc.boolean() };
const expectation = fc.oneof(
  optional({ kind: fc.constant('status'), status: statuses }, marks),
  optional({ kind: fc.constant('header'), header: word }, { ...marks, equals: anyText, matches: anyText }),
  optional({ kind: fc.constant('contentType'), contentType: word }, marks),
  optional(
    { kind: fc.constant('json'), path: word },
    { ...marks, equals: plainJson, matches: anyText, exists: fc.boolean() },
  ),
  optional({ kind: fc.constant('body'), contains: anyText }, { ...marks, matches: anyText, equals: anyText }),
  optional({ kind: fc.constant('duration'), below: duration }, marks),
) as fc.Arbitrary<Expectation>;

const body = fc.oneof(
  fc.constant({}),
  fc.record({ json: plainJson }),
  fc.record({ form: values }),
  fc.record({ body: anyText }),
  fc.record({
    multipart: fc.array(optional({ name: word, value: anyText }, { file: word, filename: word, contentType: word }), {
      maxLength: 2,
    }),
  }),
);
const retry = optional(
  { attempts: count },
  {
    on: fc.array(fc.oneof(status, fc.constantFrom('timeout', 'error')), { minLength: 1, maxLength: 3 }),
    delay: duration,
    backoff: fc.double({ min: 1, max: 10, noNaN: true }),
    maxDelay: duration,
    jitter: fc.double({ min: 0, max: 100, noNaN: true }).map((value) => value + 0),
    retryAfter: fc.boolean(),
  },
);
const subscribe = optional(
  { kind: fc.constant('subscribe'), url: anyText },
  {
    as: word,
    name: word,
    query: values,
    headers: texts,
    cookies: texts,
    auth: fc.record({ type: fc.constant('bearer'), token: anyText }),
    timeout: duration,
    followRedirects: fc.boolean(),
    maxRedirects: fc.nat(20),
    expectedStatuses: statuses,
    retry,
    tags: texts,
    when: condition,
    lastEventId: anyText,
    idleTimeout: duration,
    reconnect: fc.oneof(fc.boolean(), optional({}, { delay: duration, attempts: count })),
    keep: fc.boolean(),
    buffer: fc.nat(1e6),
    maxEventBytes: count,
    latencyFrom: word,
  },
);
const receive = optional(
  { kind: fc.constant('receive') },
  {
    from: word,
    name: word,
    event: word,
    match: values,
    count,
    within: duration,
    capture: fc.array(capture, { maxLength: 2 }),
    expect: fc.array(expectation, { maxLength: 3 }),
  },
);
const request = fc
  .tuple(
    optional(
      {
        kind: fc.constant('request'),
        method: fc.constantFrom('GET', 'POST', 'get', 'PROPFIND', 'X-ODD'),
        url: anyText,
      },
      {
        name: word,
        query: values,
        headers: texts,
        cookies: texts,
        auth: fc.oneof(
          optional({ type: fc.constantFrom('basic', 'digest'), username: anyText }, { password: anyText }),
          fc.record({ type: fc.constant('bearer'), token: anyText }),
        ),
        timeout: duration,
        followRedirects: fc.boolean(),
        maxRedirects: fc.nat(20),
        expectedStatuses: statuses,
        retry,
        capture: fc.array(capture, { maxLength: 2 }),
        expect: fc.array(expectation, { maxLength: 3 }),
        tags: texts,
        when: condition,
        probability: fc.double({ min: 0, max: 100, noNaN: true }),
        beforeRequest: fc.array(word, { maxLength: 2 }),
        afterResponse: fc.array(word, { maxLength: 2 }),
      },
    ),
    body,
  )
  .map(([step, sent]) => ({ ...step, ...sent })) as unknown as fc.Arbitrary<RequestStep>;

const { step } = fc.letrec<{ step: Step; steps: Step[] }>((tie) => ({
  steps: fc.array(tie('step'), { maxLength: 3 }),
  step: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    request,
    optional(
      {
        kind: fc.constant('think'),
        duration: fc.oneof(duration, fc.constant('1s..3s'), fc.record({ mean: duration, deviation: duration })),
      },
      { jitter: fc.double({ min: 0, max: 100, noNaN: true }) },
    ),
    subscribe,
    receive,
    optional({ kind: fc.constant('unsubscribe') }, { from: word }),
    fc.record({ kind: fc.constant('pace'), every: duration }),
    fc.record({ kind: fc.constant('log'), message: anyText }),
    fc.record({ kind: fc.constant('call'), function: word }),
    fc.record({ kind: fc.constant('check'), name: word, condition }),
    fc.record({ kind: fc.constant('set'), variables: values }),
    optional(
      {
        kind: fc.constant('loop'),
        count: fc.oneof(fc.integer({ min: -1, max: 99 }), fc.constant('2-4')),
        steps: tie('steps'),
      },
      { while: condition, as: word },
    ),
    optional(
      { kind: fc.constant('loop'), over: fc.oneof(word, fc.array(plainJson, { maxLength: 3 })), steps: tie('steps') },
      { as: word },
    ),
    optional({ kind: fc.constant('parallel'), steps: tie('steps') }, { limit: count }),
    optional({ kind: fc.constant('if'), condition, steps: tie('steps') }, { else: tie('steps') }),
    fc.record({ kind: fc.constant('group'), name: word, steps: tie('steps') }),
  ) as fc.Arbitrary<Step>,
}));

const http = optional(
  {},
  {
    headers: texts,
    cookies: texts,
    timeout: duration,
    connectTimeout: duration,
    maxRedirects: fc.nat(9),
    followRedirects: fc.boolean(),
    userAgent: anyText,
    compression: fc.oneof(fc.boolean(), anyText),
    connections: count,
    reuse: fc.constantFrom('user', 'iteration', 'request'),
    connectionsPerHost: count,
    keepCookies: fc.boolean(),
    tls: optional({}, { insecure: fc.boolean(), ca: word, minVersion: fc.constant('TLSv1.2') }),
    hosts: fc.dictionary(word, word, { maxKeys: 2 }),
    dns: optional({}, { ttl: fc.oneof(duration, fc.constant('inf')), select: fc.constant('random') }),
    maxBodyBytes: fc.nat(1e9),
    discardBodies: fc.boolean(),
    expectedStatuses: statuses,
    instances: word,
    cacheHeader: word,
  },
) as fc.Arbitrary<HttpSpec>;

const common = { load, env: texts, variables: values, tags: texts, http, gracefulStop: duration };
const steps = fc.array(step, { maxLength: 4 });
const scenario = fc.oneof(
  optional({ name: word, steps }, { ...common, weight: amount, start: duration }),
  optional({ name: word, function: word }, { weight: amount }),
) as fc.Arbitrary<ScenarioSpec>;
const hook = fc.oneof(optional({ steps }, { timeout: duration }), fc.record({ function: word }));
const parts = {
  ...common,
  kind: fc.constantFrom('load', 'soak'),
  target: word,
  limits: fc.array(fc.oneof(word, optional({ rule: word }, { abort: fc.boolean(), delay: duration })), {
    maxLength: 2,
  }),
  setup: hook,
  teardown: hook,
  data: fc.array(
    optional(
      { path: word },
      {
        name: word,
        format: fc.constant('csv'),
        fields: fc.array(word, { maxLength: 2 }),
        order: fc.constant('unique'),
        loadAll: fc.boolean(),
        options: values,
      },
    ),
    { maxLength: 2 },
  ),
  metrics: fc.dictionary(word, optional({ type: fc.constantFrom('trend', 'rate') }, { unit: anyText }), { maxKeys: 2 }),
  secrets: fc.array(word, { maxLength: 2 }),
  allowHosts: fc.array(word, { maxLength: 2 }),
  seed: fc.oneof(fc.integer(), anyText),
  warmup: duration,
  maxDuration: duration,
  processor: word,
};
const overlays = fc.dictionary(
  word,
  optional(
    {},
    { ...parts, name: word, scenarios: fc.array(scenario, { maxLength: 1 }) },
  ) as fc.Arbitrary<TestOverrides>,
  { maxKeys: 2 },
);
const spec = optional(
  { name: word, scenarios: fc.array(scenario, { minLength: 1, maxLength: 3 }) },
  { ...parts, environments: overlays, profiles: overlays },
).map((test) => JSON.parse(JSON.stringify(test)) as TestSpec);

function optional<R extends object, O extends object>(
  required: { [K in keyof R]: fc.Arbitrary<R[K]> },
  more: { [K in keyof O]: fc.Arbitrary<O[K]> },
): fc.Arbitrary<object> {
  return fc.tuple(fc.record(required), fc.record(more, maybe)).map(([first, second]) => ({ ...first, ...second }));
}

describe('a test written to a file', () => {
  it('reads back from YAML as the same test', () => {
    fc.assert(
      fc.property(spec, (test) => {
        deepStrictEqual(readTestText(toYaml(test), options).spec, test);
      }),
      { numRuns: 40 },
    );
  });

  it('reads back from JSON as the same test', () => {
    fc.assert(
      fc.property(spec, (test) => {
        deepStrictEqual(readTestText(toJson(test), options).spec, test);
      }),
      { numRuns: 25 },
    );
  });

  it('is what the schema for editors describes', () => {
    fc.assert(
      fc.property(spec, (test) => {
        validateTestFile(JSON.parse(JSON.stringify(writeTest(test))));
        expect(validateTestFile.errors).toBeNull();
      }),
      { numRuns: 40 },
    );
  });
});
