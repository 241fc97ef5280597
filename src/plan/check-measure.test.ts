import { describe, expect, it } from 'vitest';
import { type Functions, planned, planOf, problemsIn, shopInput, steps } from './shop-fixture.ts';

const functions: Functions = { readPage: (size: number) => size, countRows: () => 1, wide: (...all: unknown[]) => all };
const scenario = (measure: object, more: object = {}) => ({
  target: undefined,
  scenarios: [{ name: 'pages', function: 'readPage', measure, ...more }],
});
const problems = (changes: object) => problemsIn(shopInput(changes, functions));

describe('a plan with functions under test', () => {
  it('needs no target, and keeps what the test says of them', () => {
    const plan = planOf(scenario({ input: { size: '{{ $iteration }}' }, items: true }), {}, functions);
    expect(plan.scenarios[0]).toMatchObject({
      function: 'readPage',
      measure: { input: { size: '{{ $iteration }}' }, items: true },
    });
    expect(plan.target).toBeUndefined();
  });

  it('makes no request, and is not told to think', () => {
    const load = { users: 10, duration: '10s' };
    const { forecast, advice } = planned(
      { ...scenario({}), load, limits: ['function_failed rate == 0'] },
      {},
      functions,
    );
    expect(forecast.requests).toEqual({ value: 0, is: 'estimate' });
    expect(advice.map(({ code }) => code)).not.toContain('CLOSED_WITHOUT_THINK');
  });

  it('is advised of limits on functions where it has none', () => {
    const advised = (changes: object) =>
      planned(changes, {}, functions).advice.find(({ code }) => code === 'NO_LIMITS');
    expect(advised({ ...scenario({}), limits: [] })?.message).toContain('function_duration');
    expect(advised({ limits: [] })?.message).toContain('http_req_duration');
  });

  it('judges them by limits on their metrics and tags', () => {
    const limits = [
      'function_duration{name:readPage} p95 < 200ms',
      'function_memory_peak{overlap:no} max < 50MB',
      'function_calls{error:timeout} count < 1',
      'function_items perSecond > 5000',
    ];
    expect(problems({ ...scenario({ items: true }), limits })).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['function_items perSecond > 5000', {}, 'no function of this test has its items counted'],
    ['function_call_bytes min >= 1MB', { items: true }, 'no function of this test has its bytes counted'],
    ['function_memory_peak max < 50MB', { memory: false }, 'no function of this test has its memory measured'],
    ['function_handover p95 < 5ms', {}, 'no function of this test has a process of its own'],
  ])('refuses %s where its measure is %j', (limit, measure, message) => {
    expect(problems({ ...scenario(measure), limits: [limit] })).toMatchObject([
      { code: 'UNKNOWN_METRIC', message: `${message}, so this limit could never be judged` },
    ]);
  });

  it('knows the names and tags of functions that nothing but their measure calls', () => {
    const limitOn = (tags: string, measure: object = {}) =>
      problems({ ...scenario(measure), limits: [`function_duration{${tags}} p95 < 1s`] }).map(({ message }) => message);
    expect(limitOn('name:readPage')).toEqual([]);
    expect(limitOn('name:other', { name: 'other' })).toEqual([]);
    expect(limitOn('name:readPge')).toEqual(["no sample of this test has 'readPge' as its name"]);
    expect(limitOn('nme:readPage')).toEqual(["no sample of this test has the tag 'nme'"]);
    // What makes the input is given the user, who can call and tag what it likes.
    expect(limitOn('nme:readPage', { inputFrom: 'countRows' })).toEqual([]);
    const inFlow = { ...steps({ kind: 'call', function: 'readPage', measure: {} }), target: undefined };
    const ofFlow = (limit: string) => problems({ ...inFlow, limits: [limit] }).map(({ code }) => code);
    expect(ofFlow('function_duration{name:readPage} p95 < 1s')).toEqual([]);
    expect(ofFlow('function_duration{name:other} p95 < 1s')).toEqual(['UNKNOWN_TAG']);
    expect(ofFlow('function_memory_peak max < 1MB')).toEqual(['UNKNOWN_METRIC']);
  });

  it('leaves open what scripts may measure', () => {
    const script = { allowHosts: [], scenarios: [{ name: 'a', function: 'readPage' }] };
    expect(problems({ ...script, limits: ['function_items perSecond > 5'] })).toEqual([]);
  });

  it.each([
    ['function_duration{status:200} p95 < 1s', "never have the tag 'status'"],
    ['function_calls{error:refused} count < 1', "has 'refused' as its error"],
    ['http_reqs{error:threw} count < 1', "has 'threw' as its error"],
    ['function_memory_peak{overlap:maybe} max < 1MB', "has 'maybe' as its overlap"],
  ])('refuses %s', (limit, message) => {
    expect(problems({ ...scenario({}), limits: [limit] })[0]?.message).toContain(message);
  });
});

describe('of a measure', () => {
  it.each<[object, string, string]>([
    [{ isolate: 'process' }, 'scenarios[0].measure.isolate', 'FUNCTION_WITHOUT_FILE'],
    [{ timeout: 0 }, 'scenarios[0].measure.timeout', 'INVALID_DURATION'],
    [{ input: 1, inputFrom: 'countRows' }, 'scenarios[0].measure.inputFrom', 'INVALID_MEASURE'],
    [{ maxHeap: '64MB' }, 'scenarios[0].measure.maxHeap', 'INVALID_MEASURE'],
    [{ inputFrom: 'nobody' }, 'scenarios[0].measure.inputFrom', 'UNKNOWN_FUNCTION'],
    [{ items: { function: 'nobody' } }, 'scenarios[0].measure.items.function', 'UNKNOWN_FUNCTION'],
    [{ input: '{{ 1 + }}' }, 'scenarios[0].measure.input', 'EXPRESSION_SYNTAX'],
  ])('%j is wrong', (measure, path, code) => {
    expect(problems(scenario(measure)).map((problem) => [problem.path, problem.code])).toContainEqual([path, code]);
  });

  it('a heap too small for Node is wrong, and one of a process of its own right', () => {
    const code = { file: 'a.ts', text: '', sha256: '' };
    const inFile = (measure: object) => problemsIn({ ...shopInput(scenario(measure), functions), code });
    expect(inFile({ isolate: 'process', maxHeap: '64MB' })).toEqual([]);
    expect(inFile({ isolate: 'process', maxHeap: '1MB' }).map(({ code: each }) => each)).toEqual(['INVALID_MEASURE']);
  });

  it('of steps the same is wrong, and a flow itself is not measured', () => {
    expect(problems(steps({ kind: 'call', function: 'readPage', measure: { timeout: 'x' } }))[0]?.path).toBe(
      'scenarios[0].steps[0].measure.timeout',
    );
    expect(problems({ scenarios: [{ name: 'a', steps: [{ kind: 'log', message: '' }], measure: {} }] })).toMatchObject([
      { code: 'INVALID_MEASURE', path: 'scenarios[0].measure' },
    ]);
  });
});

it('a script that sends nothing says so with an empty list of hosts', () => {
  const script = { target: undefined, scenarios: [{ name: 'a', function: 'readPage' }] };
  expect(problems(script)).toMatchObject([{ code: 'NO_TARGET' }]);
  expect(problems({ ...script, allowHosts: [] })).toEqual([]);
});

it('what prepares a test of functions need not say that it sends nothing', () => {
  const setup = { function: 'readPage' };
  expect(problems({ setup, ...scenario({}) })).toEqual([]);
  const mixed = [...(scenario({}).scenarios ?? []), { name: 'b', steps: [{ kind: 'log', message: '' }] }];
  expect(problems({ target: undefined, setup, scenarios: mixed })).toMatchObject([
    { code: 'NO_TARGET', path: 'setup' },
  ]);
});
