import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { projectConfigSchema } from '../define/format/project-config.ts';
import { ProblemsError } from '../errors/problems.ts';
import { readProjectConfig } from './project-config.ts';

const folders: string[] = [];
let dir = '';

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'plimsoll-config-'));
  folders.push(dir);
});
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function write(name: string, text: string): void {
  mkdirSync(dirname(join(dir, name)), { recursive: true });
  writeFileSync(join(dir, name), text);
}

async function problemsOf(name: string, text: string): Promise<string[]> {
  write(name, text);
  const error = await readProjectConfig(dir).catch((thrown: unknown) => thrown);
  if (!(error instanceof ProblemsError)) throw error;
  return error.problems.map(({ line, path, code, message, hint }) => `${line} ${path} ${code}: ${message} | ${hint}`);
}

describe('the configuration of a project', () => {
  it('has environments and profiles where there is no file', async () => {
    const { config, file } = await readProjectConfig(dir);
    expect(file).toBeUndefined();
    expect(config.profiles?.spike).toEqual({ users: 100, duration: '120s', rate: 200 });
    expect(Object.keys(config.environments ?? {})).toEqual(['ci', 'staging', 'production']);
  });

  it.each([
    [
      'plimsoll.config.ts',
      `import { defineConfig } from 'plimsoll';\nexport default defineConfig({ tests: 'a.ts', environments: { ci: { budget: '5m' } } });`,
    ],
    ['plimsoll.config.mjs', `export default { tests: ['a.ts'], environments: { ci: { budget: '5m' } } };`],
    ['plimsoll.config.cjs', `module.exports = { tests: ['a.ts'], environments: { ci: { budget: '5m' } } };`],
    ['plimsoll.config.json', `{ "tests": "a.ts", "environments": { "ci": { "budget": "5m" } } }`],
    ['plimsoll.config.yaml', `tests: a.ts\nenvironments:\n  ci: { budget: 5m }\n`],
  ])('is read from %s, over what holds for all', async (name, text) => {
    write(name, text);
    const { config, file } = await readProjectConfig(dir);
    expect(file).toBe(join(dir, name));
    expect(config.tests).toEqual(['a.ts']);
    expect(config.environments?.ci?.budget).toBe('5m');
    expect(config.environments?.staging?.budget).toBe('30m');
  });

  it('is found from a folder below, up to the root of the repository and no further', async () => {
    write('plimsoll.config.json', '{ "tests": ["outside.ts"] }');
    mkdirSync(join(dir, 'repo/.git'), { recursive: true });
    mkdirSync(join(dir, 'repo/packages/api'), { recursive: true });
    expect((await readProjectConfig(join(dir, 'repo/packages/api'))).file).toBeUndefined();
    write('repo/plimsoll.config.json', '{ "tests": ["inside.ts"] }');
    const found = await readProjectConfig(join(dir, 'repo/packages/api'));
    expect(found).toMatchObject({ dir: join(dir, 'repo'), config: { tests: ['inside.ts'] } });
  });

  it('stands in one file', async () => {
    write('plimsoll.config.json', '{}');
    write('plimsoll.config.ts', 'export default {};');
    await expect(readProjectConfig(dir)).rejects.toMatchObject({ code: 'INVALID_CONFIG' });
  });

  it('replaces of a known profile only what it says', async () => {
    write('plimsoll.config.json', '{ "profiles": { "light": { "users": 2, "duration": "5s", "rate": 3 } } }');
    const { config } = await readProjectConfig(dir);
    expect(config.profiles?.light?.users).toBe(2);
    expect(config.profiles?.stress?.users).toBe(50);
  });
});

describe('a wrong configuration', () => {
  it('tells everything that is wrong with its form at once, with lines and what was meant', async () => {
    const text = `import { defineConfig } from 'plimsoll';

export default defineConfig({
  budgts: [],
  environments: {
    ci: { budget: '10 parsecs', target: 'localhost:3000' },
  },
  compare: { minor: 10 },
  gate: { failOn: 'mjor' },
});
`;
    expect(await problemsOf('plimsoll.config.ts', text)).toEqual([
      "4 budgts UNKNOWN_KEY: unknown key 'budgts' | did you mean 'budgets'?",
      expect.stringMatching(/^6 environments\.ci\.budget INVALID_VALUE: expected a duration above 0 .*'10 parsecs'/),
      expect.stringMatching(/^6 environments\.ci\.target INVALID_VALUE: expected a URL .*'localhost:3000'/),
      expect.stringMatching(/^8 compare\.minor INVALID_VALUE: expected a share such as 0\.1 for 10%, got 10/),
      expect.stringMatching(/^9 gate\.failOn INVALID_VALUE: .* did you mean 'major'\?$/),
    ]);
  });

  it('tells what its budgets, grades and environments name wrongly', async () => {
    const text = `budgets:
  - for: shop
    limits:
      - http_req_duraton p95 < 200ms
      - http_req_duration p95 < 20MB
      - http_req_duration p95 < 200ms over 30s
      - bench_time p90 < 1us
  - limits: []
compare: { major: 0.05, metrics: { http_req_duratin p95: { minor: 0.2 } } }
environments:
  ci: { profile: lihgt }
data:
  - preset: users
`;
    expect(await problemsOf('plimsoll.config.yaml', text)).toEqual([
      expect.stringMatching(
        /^4 budgets\[0\]\.limits\[0\] UNKNOWN_METRIC: there is no metric 'http_req_duraton'.* did you mean 'http_req_duration'\?/,
      ),
      expect.stringMatching(/^5 budgets\[0\]\.limits\[1\] INVALID_LIMIT: /),
      expect.stringMatching(/^6 budgets\[0\]\.limits\[2\] INVALID_LIMIT: a budget holds for a whole run/),
      expect.stringMatching(/^7 budgets\[0\]\.limits\[3\] INVALID_LIMIT: .*no benchmark keeps/),
      expect.stringMatching(/^8 budgets\[1\]\.limits MISSING_KEY/),
      expect.stringMatching(/^9 compare INVALID_VALUE: grades must rise/),
      expect.stringMatching(/^9 compare\.metrics\["http_req_duratin p95"\] UNKNOWN_METRIC/),
      expect.stringMatching(/^9 .*grades must rise/),
      expect.stringMatching(
        /^11 environments\.ci\.profile UNKNOWN_PROFILE: there is no profile 'lihgt' \| did you mean 'light'\?/,
      ),
      expect.stringMatching(/^13 data\[0\] MISSING_KEY: nothing says where the data go/),
    ]);
  });

  it('tells what a budget means beside the wrong form of another', async () => {
    const found = await problemsOf(
      'plimsoll.config.yaml',
      ['budgets:', '  - { limts: [a] }', '  - limits: [checks rate > 0, http_req_duraton p95 < 1s]'].join('\n'),
    );
    expect(found.map((each) => each.split(': ')[0])).toEqual([
      '2 budgets[0] MISSING_KEY',
      '2 budgets[0].limts UNKNOWN_KEY',
      '3 budgets[1].limits[1] UNKNOWN_METRIC',
    ]);
  });

  it('tells what parts mean beside what is wrong with the form of others', async () => {
    const text =
      'budgets: [{ limits: [nope p95 < 1s] }]\ntests: 5\nprofiles: 7\nenvironments: { ci: { profile: mine } }\n';
    const found = await problemsOf('plimsoll.config.yaml', text);
    expect(found.map((each) => each.split(': ')[0])).toEqual([
      '1 budgets[0].limits[0] UNKNOWN_METRIC',
      '2 tests INVALID_VALUE',
      '3 profiles INVALID_VALUE',
    ]);
  });

  it('tells what is wrong with when schedules are due, and with what they name', async () => {
    write('load/a.yaml', 'scenarios: []');
    write('x.bench.ts', '');
    const text = `environments:
  qa: { target: 'http://localhost:3000' }
schedules:
  - { file: load/a.yml, cron: '0 3 * * *' }
  - { file: load/a.yaml, cron: '0 0 3 * * *', timezone: Europe/Berln }
  - { file: ../a.yaml, cron: '61 * * * *', environment: qq }
  - { file: load/a.yaml, cron: '0 0 30 2 *', profile: lihgt }
  - { file: load/a.yaml, corn: '@daily' }
  - { file: x.bench.ts, cron: '@dayly', environment: qa }
  - { file: load/a.yaml, cron: '0  3 * * MON-FRI' }
  - { file: ./load/a.yaml, cron: '0 3 * * MON-FRI' }
  - { file: /etc/passwd, cron: '2030-01-01T00:00:00' }
  - 7
`;
    expect(await problemsOf('plimsoll.config.yaml', text)).toEqual([
      "4 schedules[0].file TEST_NOT_FOUND: no file load/a.yml | did you mean 'load/a.yaml'?",
      expect.stringMatching(/^5 schedules\[1\]\.cron INVALID_SCHEDULE: .* has 6 fields.*; seconds are not scheduled/),
      expect.stringMatching(/^5 schedules\[1\]\.timezone INVALID_SCHEDULE: .* did you mean 'Europe\/Berlin'\?$/),
      expect.stringMatching(/^6 schedules\[2\]\.file INVALID_SCHEDULE: '\.\.\/a\.yaml' is not within the project/),
      expect.stringMatching(/^6 schedules\[2\]\.cron INVALID_SCHEDULE: .*there is no minute 61/),
      expect.stringMatching(/^6 schedules\[2\]\.environment UNKNOWN_ENVIRONMENT: .* did you mean 'qa'\?$/),
      expect.stringMatching(/^7 schedules\[3\]\.cron INVALID_SCHEDULE: .* names a day that never comes/),
      expect.stringMatching(/^7 schedules\[3\]\.profile UNKNOWN_PROFILE: .* did you mean 'light'\?$/),
      expect.stringMatching(/^8 schedules\[4\] MISSING_KEY: 'cron' is missing/),
      expect.stringMatching(/^8 schedules\[4\]\.corn UNKNOWN_KEY: .* did you mean 'cron'\?$/),
      expect.stringMatching(/^9 schedules\[5\]\.cron INVALID_SCHEDULE: .* did you mean '@daily'\?$/),
      expect.stringMatching(/^9 schedules\[5\]\.environment INVALID_SCHEDULE: benchmarks take no environment/),
      expect.stringMatching(/^11 schedules\[7\] INVALID_SCHEDULE: says the same as schedules\[6\]/),
      expect.stringMatching(/^12 schedules\[8\]\.file INVALID_SCHEDULE: '\/etc\/passwd' is not within the project/),
      expect.stringMatching(/^12 schedules\[8\]\.cron INVALID_SCHEDULE: .* has 1 field, /),
      expect.stringMatching(/^13 schedules\[9\] INVALID_VALUE/),
    ]);
  });

  it.each([
    ['plimsoll.config.ts', 'export const config = {};', 'INVALID_CONFIG'],
    ['plimsoll.config.ts', 'export default () => ({});', 'INVALID_CONFIG'],
    ['plimsoll.config.ts', 'export default {', 'SCRIPT_SYNTAX'],
    ['plimsoll.config.ts', 'throw new Error("no");', 'SCRIPT_THREW'],
    ['plimsoll.config.ts', '  ', 'INVALID_CONFIG'],
    ['plimsoll.config.json', '[]', 'INVALID_CONFIG'],
    ['plimsoll.config.yaml', 'a: [', 'TEST_SYNTAX'],
    ['plimsoll.config.ts', 'export default { budgets: [{ limits: [() => 1] }] };', 'INVALID_VALUE'],
  ])('%s with %j is one clear error', async (name, text, code) => {
    write(name, text);
    await expect(readProjectConfig(dir)).rejects.toMatchObject({ code });
  });

  it('is wrong by the JSON Schema as well', () => {
    const valid = new Ajv({ allowUnionTypes: true, strict: false }).compile(projectConfigSchema());
    expect(valid({ budgets: [{ for: 'x', limits: ['checks rate == 100%'] }], gate: { failOn: 'never' } })).toBe(true);
    expect(valid({ budgts: [] })).toBe(false);
    expect(valid({ gate: { failOn: 'mjor' } })).toBe(false);
  });
});
