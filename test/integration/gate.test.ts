import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../../src/demo/demo.ts';
import { type Ended, plimsoll, startPlimsoll } from './command-line.ts';

let demo: Demo;
let folder = '';

beforeAll(async () => {
  demo = await startDemo({ port: 0 });
});
afterAll(() => demo.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-gate-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

function shop(name: string, load: string): string {
  return `config:\n  target: ${demo.url}\n  load: ${load}\nscenarios:\n  - name: ${name}\n    flow:\n      - get: { url: /hello, name: hello }\n`;
}

function here(...args: string[]): Promise<Ended> {
  return plimsoll(args, { cwd: folder });
}

describe('a project that is not ready', () => {
  it('has clear errors: nothing to run, nothing to decide, no such environment or run', async () => {
    const [ci, gate, wrong, missing] = await Promise.all([
      here('ci'),
      here('gate'),
      here('ci', '--env', 'stagin'),
      here('gate', '20200101-000000-abcdef'),
    ]);
    expect([ci.code, gate.code, wrong.code, missing.code]).toEqual([2, 2, 2, 2]);
    expect(ci.stderr).toContain('NO_TESTS');
    expect(gate.stderr).toContain('NO_RUNS');
    expect(wrong.stderr).toContain("did you mean 'staging'?");
    expect(missing.stderr).toContain('NO_SUCH_RUN');
    expect(existsSync(join(folder, '.plimsoll/store.db'))).toBe(false);
  });

  it('is told everything that is wrong with its configuration before anything runs', async () => {
    write('shop.perf.yaml', shop('shop', '{ iterations: 1 }'));
    write('plimsoll.config.yaml', 'budgets:\n  - limits: [http_req_duraton p95 < 1s]\n    name: x\nenviroments: {}\n');
    const [ci, gate] = await Promise.all([here('ci'), here('gate')]);
    for (const { code, stderr } of [ci, gate]) {
      expect(code).toBe(2);
      expect(stderr).toMatch(/plimsoll\.config\.yaml:3:\d+ {2}budgets\[0\]\.name: unknown key 'name'/);
      expect(stderr).toMatch(/plimsoll\.config\.yaml:4:\d+ {2}enviroments: .*\n.*did you mean 'environments'\?/);
    }
  });

  it('is no pass where nothing can be run, and a stage that it has no tests of is', async () => {
    write('a.bench.ts', "throw new Error('no such thing');\n");
    const [broken, stage] = await Promise.all([
      here('ci', '--json', 'suite.json'),
      here('ci', '--test-type', 'streaming'),
    ]);
    expect(broken.code, broken.stderr).toBe(2);
    expect(broken.stdout).not.toContain('PASSED');
    expect(existsSync(join(folder, 'suite.json'))).toBe(false);
    expect(stage.code, stage.stderr).toBe(0);
    expect(stage.stdout).toContain('No test is of the type streaming');
  });
});

describe('a project as one suite', () => {
  it('is run stage by stage, reported, and decided about; the gate by itself decides the same', async () => {
    write('a.perf.yaml', shop('shop', '{ rate: 20, duration: 1s }'));
    write('tests/pages.perf.yaml', shop('pages', '{ users: 1, duration: 1s }'));
    write('up.smoke.yaml', shop('up', '{ iterations: 2 }').replace('config:', 'config:\n  kind: smoke'));
    write('long.soak.yaml', shop('long', '{ users: 1, duration: 2h }').replace('config:', 'config:\n  kind: soak'));
    const passing = 'budgets:\n  - { for: a.perf, limits: [http_req_duration p95 < 30s, http_req_failed rate == 0] }\n';
    write(
      'plimsoll.config.yaml',
      `${passing}data:\n  - { preset: users, out: data, options: { count: 5 }, format: csv }\n`,
    );

    const ci = await here('ci', '--json', 'suite.json', '--junit', 'junit.xml', '--markdown', 'suite.md');
    expect(ci.code, ci.stderr + ci.stdout).toBe(0);
    const stages = [...ci.stdout.matchAll(/^── (\S+) ─/gm)].map(([, name]) => name);
    expect(stages).toEqual(['Set-up', 'Smoke', 'Pagination', 'Load', 'Analysis', 'Gate']);
    expect(ci.stdout).toMatch(/Left out:\n- {2}long\.soak\.yaml: its 2h do not fit into 10m/);
    expect(existsSync(join(folder, 'data'))).toBe(true);
    const suite = JSON.parse(readFileSync(join(folder, 'suite.json'), 'utf8'));
    expect(suite).toMatchObject({ schema: 'plimsoll.suite/1', environment: 'ci', gate: { verdict: 'passed' } });
    expect(suite.runs).toHaveLength(3);
    expect(suite.leftOut).toMatchObject([{ file: 'long.soak.yaml' }]);
    expect(readFileSync(join(folder, 'junit.xml'), 'utf8')).toMatch(/<testsuite name="performance gate"/);
    expect(readFileSync(join(folder, 'suite.md'), 'utf8')).toContain('Performance gate passed');

    const gate = await here('gate', '--json', '-');
    expect(gate.code, gate.stderr).toBe(0);
    expect(JSON.parse(gate.stdout)).toMatchObject({ schema: 'plimsoll.gate/1', verdict: 'passed' });
    expect(gate.stderr).toContain('the last run of each test');

    write('plimsoll.config.yaml', 'budgets:\n  - { for: a.perf, limits: [http_req_duration p95 < 1us] }\n');
    const failed = await here('gate', 'suite.json');
    expect(failed.code).toBe(3);
    expect(failed.stdout).toMatch(/^✗ FAILED.*\n\n✗ {2}budget +a\.perf +http_req_duration p95 < 1us: it is/m);

    write(
      'plimsoll.acknowledged.yaml',
      "- { metric: http_req_duration, subject: a.*, reason: known, until: '2999-12-31' }\n",
    );
    const known = await here('gate', 'suite.json');
    expect(known.code).toBe(0);
    expect(known.stdout).toContain('known until 2999-12-31: known');
  });

  it('is planned without being run, and shortened to the time there is', async () => {
    write('a.perf.yaml', shop('shop', '{ users: 1, duration: 10m }'));
    const { code, stdout } = await here('ci', '--dry-run', '--budget', '2m');
    expect(code).toBe(0);
    expect(stdout).toMatch(/load +a\.perf\.yaml +a\.perf +1m57s +instead of 10m\n/);
    expect(existsSync(join(folder, '.plimsoll'))).toBe(false);
  });

  it('keeps what was measured when it is stopped', async () => {
    write('a.perf.yaml', shop('shop', '{ users: 1, duration: 5m }'));
    write('b.perf.yaml', shop('shop', '{ users: 1, duration: 6m }'));
    const started = startPlimsoll(['ci', '--env', 'staging', '--json', 'suite.json'], { cwd: folder });
    await started.wrote(/^1\/2 {2}a\.perf\.yaml/m);
    await new Promise((resolve) => setTimeout(resolve, 500));
    started.child.kill('SIGINT');
    const { code, stderr } = await started.ended;
    expect(code, stderr).toBe(130);
    const suite = JSON.parse(readFileSync(join(folder, 'suite.json'), 'utf8'));
    expect(suite.runs).toMatchObject([{ verdict: 'interrupted' }]);
    expect(suite.leftOut).toMatchObject([{ file: 'b.perf.yaml', why: 'the suite was stopped before it' }]);
    const gate = await here('gate');
    expect(gate.code).toBe(3);
    expect(gate.stdout).toContain('was interrupted');
  });
});

describe('profiles of every project', () => {
  it('load a test by their name, and unknown ones are told with those there are', async () => {
    write('a.perf.yaml', shop('shop', '{ rate: 1, duration: 1m }'));
    const light = await here(
      'run',
      'a.perf.yaml',
      '--profile',
      'light',
      '--duration',
      '1s',
      '--json',
      '-',
      '--no-store',
    );
    expect(light.code, light.stderr).toBe(0);
    expect(JSON.parse(light.stdout).test.load).toMatchObject([{ model: 'arrivals', curve: [{ toValue: 10 }] }]);
    const wrong = await here('run', 'a.perf.yaml', '--profile', 'lite');
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('known: light, moderate, stress, spike');
  });
});
