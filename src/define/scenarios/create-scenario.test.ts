import { describe, expect, it } from 'vitest';
import { ProblemsError } from '../../errors/problems.ts';
import { planTest } from '../../plan/plan-test.ts';
import { exportJson, exportYaml } from '../export-test.ts';
import { loadDefinition } from '../load-test-file.ts';
import { fromJson, fromYaml } from '../text-definition.ts';
import { builtIn, type TemplateName } from './built-in.ts';
import { checkScenario, createScenario } from './create-scenario.ts';
import { option } from './option.ts';
import { PerformanceScenarios } from './performance-scenarios.ts';
import { defineTemplate, type ScenarioConfig } from './template.ts';

const names = Object.keys(builtIn) as TemplateName[];
/** What a template needs to hold no functions. */
const WITHOUT_FUNCTIONS: Partial<Record<TemplateName, object>> = {
  files: { picture: 'picture.png' },
  mixed: { files: { picture: 'picture.png' } },
};

describe.each(names)('the template %s', (name) => {
  it('plans as it is, without a warning of its own, and says what it is for', () => {
    const test = createScenario(name);
    const { plan, advice } = planTest(loadDefinition(test));
    expect(plan.scenarios.length).toBeGreaterThan(0);
    expect(plan.limits.length).toBeGreaterThan(0);
    expect(plan.target).toBe('http://127.0.0.1:1876');
    expect(advice.filter(({ code }) => /UNKNOWN_VARIABLE|UNUSED_CAPTURE|SHARES|KEPT/.test(code))).toEqual([]);
    expect(builtIn[name].spec.about).toMatch(/\w+ \w+/);
  });

  it('tags its requests with a type, checks every answer, and names them', () => {
    const { spec } = createScenario(name);
    for (const { name: scenario, tags, steps = [] } of spec.scenarios) {
      expect(['api', 'database', 'file', 'data'], scenario).toContain(tags?.type);
      const requests = requestsIn(steps);
      expect(requests.length, scenario).toBeGreaterThan(0);
      for (const step of requests) {
        expect(step.name, scenario).toBeTruthy();
        if (step.kind === 'request')
          expect(
            step.expect?.some(({ kind }) => kind === 'status'),
            step.name,
          ).toBe(true);
      }
    }
  });
});

describe.each(names.filter((name) => name !== 'job'))('the template %s', (name) => {
  it('is written as YAML and JSON and read back without loss', () => {
    const test = createScenario(name, { ...WITHOUT_FUNCTIONS[name] } as ScenarioConfig);
    expect(fromYaml(exportYaml(test)).spec).toEqual(test.spec);
    expect(fromJson(exportJson(test)).spec).toEqual(test.spec);
  });
});

describe('a job', () => {
  it('holds functions, and says so when it is to be written as YAML', () => {
    expect(() => exportYaml(createScenario('job'))).toThrow(/jobBegins/);
  });
});

describe('createScenario', () => {
  it('tells of a name that was mistyped', () => {
    expect(() => createScenario('databse' as 'database')).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_TEMPLATE', hint: "did you mean 'database'?" }),
    );
    expect(() => createScenario(undefined as never)).toThrow(expect.objectContaining({ code: 'UNKNOWN_TEMPLATE' }));
    expect(() => createScenario('database', 'large' as never)).toThrow(
      expect.objectContaining({ code: 'INVALID_TEST' }),
    );
  });

  it('tells everything that is wrong at once, with paths and remedies', () => {
    const wrong = {
      records: 'huge',
      mix: { read: 0, writes: 5 },
      collections: ['a b'],
      limits: ['http_req_duration p95 <'],
      load: { users: 'many' },
      endpoints: { reed: {}, read: { path: 7 }, write: { capture: { id: 'id' } }, update: { json: {}, body: '' } },
      setup: () => 1,
      thinks: 1,
    };
    const problems = problemsOf(() => createScenario('database', wrong as never));
    expect(problems.map(({ path, code }) => `${path} ${code}`).sort()).toEqual([
      'collections[0] INVALID_VALUE',
      'endpoints.read.path INVALID_VALUE',
      'endpoints.reed UNKNOWN_KEY',
      'load.users INVALID_VALUE',
      'mix.writes UNKNOWN_KEY',
      'records INVALID_VALUE',
      'setup UNUSABLE_KEY',
      'thinks UNKNOWN_KEY',
    ]);
    expect(problems.find(({ path }) => path === 'thinks')?.hint).toBe("did you mean 'think'?");
    expect(problems.find(({ path }) => path === 'mix.writes')?.hint).toBe("did you mean 'write'?");
    const captures = problemsOf(() =>
      createScenario('database', { endpoints: { write: { capture: { id: 'id' } }, update: { json: {}, body: 'x' } } }),
    );
    expect(captures.map(({ path, code }) => `${path} ${code}`)).toEqual([
      'endpoints.write.capture INVALID_STEP',
      'endpoints.update.body INVALID_STEP',
    ]);
  });

  it('takes wrong values as data, whatever they are', () => {
    const values = [null, 7, '', [], {}, () => 1, Number.NaN, new Date(0), Symbol.iterator, { __proto__: null }];
    for (const name of names) {
      const keys = [
        ...Object.keys(builtIn[name].spec.options),
        'endpoints',
        'think',
        'load',
        'limits',
        'target',
        'http',
      ];
      for (const key of keys) {
        for (const value of values) {
          const { errors } = checkScenario(name, { [key]: value } as ScenarioConfig);
          expect(Array.isArray(errors)).toBe(true);
        }
      }
    }
  });

  it('leaves out operations that are false, and points others elsewhere', () => {
    const { spec } = createScenario('campaign', {
      services: { content: 'https://content.example.com/' },
      endpoints: { report: false, send: { path: 'https://send.example.com/v1', expect: { status: 200 } } },
    });
    const requests = requestsIn(spec.scenarios[0]?.steps ?? []);
    const urls = requests.map(({ url }) => url);
    expect(urls).toContain('https://content.example.com/services/content');
    expect(urls).toContain('https://send.example.com/v1');
    expect(requests.some(({ name: called }) => called === 'report')).toBe(false);
    const { plan } = planTest(loadDefinition({ spec, functions: {} }));
    expect(plan.allowHosts).toEqual(['127.0.0.1', 'content.example.com', 'send.example.com']);
  });

  it('has no limit on an operation that is left out, unless it is asked for', () => {
    const limits = (config: object) => createScenario('files', config).spec.limits ?? [];
    expect(limits({})).toContain('http_req_duration{name:thumbnail} p95 < 2s');
    expect(limits({ mix: { download: 1 } })).toEqual([
      'http_req_failed rate < 1%',
      'checks rate > 99%',
      'http_req_duration{name:download} p95 < 1s',
    ]);
    expect(limits({ mix: { download: 1 }, limits: ['http_reqs{name:upload} count == 0'] })).toHaveLength(1);
    expect(createScenario('mixed', { shares: { computed: 1 } }).spec.limits).not.toContain(
      'http_req_duration{type:file} p95 < 2s',
    );
  });

  it('keeps what a test has besides', () => {
    const { spec } = createScenario('search', {
      name: 'mine',
      target: 'http://localhost:3000',
      kind: 'stress',
      seed: 7,
      warmup: '5s',
      http: { headers: { authorization: 'Bearer {{ $env.TOKEN }}' } },
      variables: { colour: ['red'] },
      tags: { team: 'a' },
      environments: { ci: { target: 'http://ci' } },
    });
    expect(spec).toMatchObject({
      name: 'mine',
      target: 'http://localhost:3000',
      kind: 'stress',
      seed: 7,
      warmup: '5s',
      http: { headers: { authorization: 'Bearer {{ $env.TOKEN }}' } },
      variables: { colour: ['red'] },
      tags: { team: 'a' },
      environments: { ci: { target: 'http://ci' } },
    });
  });

  it('makes tests of templates of one’s own', () => {
    const greeting = defineTemplate({
      name: 'greeting',
      about: 'greets people',
      options: { names: option.texts(['ada'], 'Who is greeted.'), loud: option.flag(false, 'Aloud.') },
      endpoints: { greet: { path: '/hello?name={{ name }}', expect: { status: 200 } } },
      load: { users: 1, duration: '1s' },
      limits: ['checks rate > 99%'],
      build: ({ names: people, loud }, { send }) => ({
        scenarios: [{ name: loud ? 'shout' : 'greet', variables: { name: people }, steps: send('greet') }],
      }),
    });
    const { spec } = createScenario(greeting, { names: ['bob'], loud: true, endpoints: { greet: { path: '/hi' } } });
    expect(spec).toMatchObject({
      name: 'greeting',
      scenarios: [{ name: 'shout', variables: { name: ['bob'] }, steps: [{ url: '/hi' }] }],
    });
  });

  it('has a method of PerformanceScenarios for each template', () => {
    const made = Object.values(PerformanceScenarios).map((make) => make().spec.name);
    expect(made).toEqual(names);
  });
});

describe('checkScenario', () => {
  const codes = (advice: readonly { readonly code: string; readonly path?: string }[]) =>
    advice.map(({ code, path }) => `${code} ${path}`);

  it('warns of sessions that end before they are used', () => {
    const { warnings } = checkScenario('authentication', { sessionLength: '5s', think: '2s..4s' });
    expect(codes(warnings)).toContain('SESSION_TOO_SHORT sessionLength');
    expect(checkScenario('authentication', { sessionLength: '5m' }).warnings).toEqual([]);
  });

  it('warns of more bytes than networks carry, and of what fills the target', () => {
    const { warnings, suggestions } = checkScenario('database', {
      records: 'large',
      think: '10ms',
      load: { users: 500, duration: '1h' },
    });
    expect(codes(warnings)).toEqual(['HEAVY_TRAFFIC records', 'MUCH_IS_KEPT records']);
    expect(warnings[0]?.reason).toMatch(/MB a second/);
    expect(suggestions).toEqual([]);
  });

  it('suggests shares that add up', () => {
    expect(codes(checkScenario('database', { mix: { read: 80, write: 30 } }).suggestions)).toEqual([
      'SHARES_NOT_100 mix',
    ]);
    expect(checkScenario('database', { mix: { read: 70, write: 30 } }).suggestions).toEqual([]);
    expect(checkScenario('database', { mix: { read: 0 } }).errors).toMatchObject([
      { code: 'INVALID_MIX', path: 'mix' },
    ]);
  });

  it('suggests fewer polls, and warns of jobs that can only fail', () => {
    const { warnings, suggestions } = checkScenario('job', { jobMs: 20_000, interval: '50ms', within: '25s' });
    expect(codes(suggestions)).toEqual(['POLLS_OFTEN interval']);
    expect(codes(warnings)).toEqual(['JOBS_TIME_OUT within']);
  });

  it('warns of a hit ratio that no cache can have, and of accounts that are shared', () => {
    expect(codes(checkScenario('computed', { hotShare: 0.3, hitRatio: 0.9 }).warnings)).toEqual([
      'HIT_RATIO_OUT_OF_REACH hitRatio',
    ]);
    expect(codes(checkScenario('authentication', { accounts: 5 }).suggestions)).toEqual(['SHARED_ACCOUNTS accounts']);
  });

  it('says in the parts of a mix what it says of them alone', () => {
    const { errors, warnings } = checkScenario('mixed', {
      authentication: { sessionLength: '1s' },
      database: { records: 'huge' } as never,
      files: { endpoints: { upload: { expect: {} } } },
    });
    expect(codes(warnings)).toEqual(['SESSION_TOO_SHORT authentication.sessionLength']);
    expect(errors.map(({ path }) => path)).toEqual(['database.records', 'files.endpoints.upload.expect']);
  });
});

function problemsOf(make: () => unknown) {
  try {
    make();
  } catch (error) {
    if (error instanceof ProblemsError) return error.problems;
    throw error;
  }
  throw new Error('it is right');
}

type Steps = NonNullable<ReturnType<typeof createScenario>['spec']['scenarios'][number]['steps']>;

function requestsIn(steps: Steps): Extract<Steps[number], { kind: 'request' | 'subscribe' }>[] {
  return steps.flatMap((step) => {
    if (step.kind === 'request' || step.kind === 'subscribe') return [step];
    return 'steps' in step ? requestsIn(step.steps) : [];
  });
}
