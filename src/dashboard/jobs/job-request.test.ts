import { describe, expect, it } from 'vitest';
import { argumentsOf, checkRequest, JobRequestError } from './job-request.ts';

const known = {
  files: [
    { file: 'load/shop.perf.yaml', type: 'load' },
    { file: '--json=x.yaml', type: 'load' },
    { file: 'src/parse.bench.ts', type: 'bench' },
  ],
  environments: ['ci', 'staging', '--target=http://elsewhere'],
  profiles: ['light'],
} as const;

function problemOf(request: unknown): { code: string; field: string | undefined; message: string } {
  try {
    checkRequest(request, known);
  } catch (error) {
    if (error instanceof JobRequestError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

describe('a request to start a run', () => {
  it('becomes arguments of the command, each value joined to its option', () => {
    const request = {
      file: 'load/shop.perf.yaml',
      environment: 'staging',
      profile: 'light',
      users: 20,
      duration: ' 1m30s',
    };
    expect(argumentsOf(checkRequest(request, known), { schedule: 'shop-1' })).toEqual([
      'run',
      ...['--env=staging', '--profile=light', '--users=20', '--duration=1m30s', '--tag=schedule=shop-1'],
      ...['--json=-', '--', 'load/shop.perf.yaml'],
    ]);
  });

  it('of benchmarks runs those', () => {
    const checked = checkRequest({ file: 'src/parse.bench.ts' }, known);
    expect(argumentsOf(checked, {})).toEqual(['bench', '--json=-', '--', 'src/parse.bench.ts']);
  });

  it('cannot make options of names that begin like one', () => {
    const request = { file: '--json=x.yaml', environment: '--target=http://elsewhere', rate: 0.5 };
    expect(argumentsOf(checkRequest(request, known), {})).toEqual([
      ...['run', '--env=--target=http://elsewhere', '--rate=0.5', '--json=-', '--', '--json=x.yaml'],
    ]);
  });

  it.each([[null], [[]], ['load/shop.perf.yaml'], [7], [undefined]])('is no %j', (request) => {
    expect(problemOf(request)).toMatchObject({ code: 'INVALID_JOB', field: undefined });
  });

  it.each([
    ['../load/shop.perf.yaml'],
    ['./load/shop.perf.yaml'],
    ['/etc/passwd'],
    ['load/../load/shop.perf.yaml'],
    ['LOAD/SHOP.PERF.YAML'],
    ['load\\shop.perf.yaml'],
    ['load/shop.perf.yaml\0'],
    ['load/shop.perf.yaml; rm -rf /'],
    ['x'.repeat(100_000)],
  ])('names no file but those of the project: %.40s', (file) => {
    const { code, field, message } = problemOf({ file });
    expect({ code, field }).toEqual({ code: 'UNKNOWN_TEST_FILE', field: 'file' });
    expect(message.length).toBeLessThan(200);
  });

  const file = 'load/shop.perf.yaml';
  it.each([
    [{}, 'INVALID_JOB', 'file'],
    [{ file: ['load/shop.perf.yaml'] }, 'INVALID_JOB', 'file'],
    [{ file, target: 'http://elsewhere' }, 'INVALID_JOB', 'target'],
    [JSON.parse('{ "file": "load/shop.perf.yaml", "__proto__": { "users": 5 } }'), 'INVALID_JOB', '__proto__'],
    [{ file, environment: 'stagin' }, 'UNKNOWN_ENVIRONMENT', 'environment'],
    [{ file, environment: 'constructor' }, 'UNKNOWN_ENVIRONMENT', 'environment'],
    [{ file, environment: null }, 'UNKNOWN_ENVIRONMENT', 'environment'],
    [{ file, profile: 'toString' }, 'UNKNOWN_PROFILE', 'profile'],
    [{ file, users: 0 }, 'INVALID_JOB', 'users'],
    [{ file, users: 1.5 }, 'INVALID_JOB', 'users'],
    [{ file, users: 100_001 }, 'INVALID_JOB', 'users'],
    [{ file, users: '5' }, 'INVALID_JOB', 'users'],
    [{ file, users: Number.NaN }, 'INVALID_JOB', 'users'],
    [{ file, rate: -1 }, 'INVALID_JOB', 'rate'],
    [{ file, rate: 1e-9 }, 'INVALID_JOB', 'rate'],
    [{ file, rate: 1_000_001 }, 'INVALID_JOB', 'rate'],
    [{ file, users: 5, rate: 5 }, 'INVALID_JOB', 'rate'],
    [{ file, duration: '25h' }, 'INVALID_JOB', 'duration'],
    [{ file, duration: '0s' }, 'INVALID_JOB', 'duration'],
    [{ file, duration: '--json' }, 'INVALID_JOB', 'duration'],
    [{ file, duration: 30 }, 'INVALID_JOB', 'duration'],
    [{ file: 'src/parse.bench.ts', users: 5 }, 'INVALID_JOB', 'users'],
    [{ file: 'src/parse.bench.ts', environment: 'ci' }, 'INVALID_JOB', 'environment'],
  ])('%j is refused', (request, code, field) => {
    expect(problemOf(request)).toMatchObject({ code, field });
  });
});
