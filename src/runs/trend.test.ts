import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { HistoryPoint } from '../model/history.ts';
import type { LimitRule } from '../model/limit.ts';
import { parseLimit } from '../model/limit-grammar.ts';
import type { RunSummary } from '../model/run-summary.ts';
import type { MeasuredMetric, Store } from '../stores/store.ts';
import { commitsBetween } from './trend/commits-between.ts';
import { readPoints } from './trend/points-file.ts';
import { trendNames, trendOf } from './trend.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-trend-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const measured = (metric: string, aggregates: readonly string[], tags = {}): MeasuredMetric[] =>
  aggregates.map((aggregate) => ({ metric, tags, aggregate, unit: 'ms' }));

/** A store that lies in memory, with a step at run 30. */
function fakeStore(verdictAt: (at: number) => RunSummary['verdict'] = () => 'passed'): Store {
  const runs = Array.from({ length: 45 }, (_, at): RunSummary => {
    const startedAt = new Date(Date.UTC(2026, 0, 1 + at)).toISOString();
    return { id: `r${at}`, name: 'shop', kind: 'load', startedAt, durationMs: 1, verdict: verdictAt(at), tags: {} };
  });
  const point = ({ id, startedAt }: RunSummary, at: number): HistoryPoint => ({
    runId: id,
    startedAt,
    value: (verdictAt(at) === 'aborted' ? 900 : at < 30 ? 100 : 130) + (at % 5),
  });
  return {
    list: async ({ name }: { name?: string } = {}) =>
      runs.filter((run) => name === undefined || run.name === name).reverse(),
    metricsOf: async () => [
      ...measured('http_req_duration', ['p50', 'p95', 'p99', 'mean', 'min', 'max', 'count']),
      ...measured('http_req_duration', ['p50', 'p95'], { name: 'login' }),
      ...measured('vus', ['value']),
    ],
    history: async () => runs.map(point),
    get: async () => ({ limits: [{ rule: 'http_req_duration p95 < 500ms' }] }),
  } as unknown as Store;
}

describe('trendOf', () => {
  it('looks at the main figures, with the limits of the newest run', async () => {
    const { trends, runs } = await trendOf(fakeStore(), 'shop');
    expect(trends.map(({ aggregate }) => aggregate)).toEqual(['p50', 'p95', 'p99', 'mean']);
    expect(trends[0]?.changes.map(({ index }) => index)).toEqual([30]);
    expect(trends[1]?.forecast?.rule).toBe('http_req_duration p95 < 500ms');
    expect(runs).toBe(45);
  });

  it('looks at what is asked for', async () => {
    const asked = async (...metrics: string[]) => {
      const { trends } = await trendOf(fakeStore(), 'shop', { metrics });
      return trends.map(({ metric, tags, aggregate }) => `${metric}${JSON.stringify(tags)}${aggregate}`);
    };
    expect(await asked('http_req_duration p95')).toEqual(['http_req_duration{}p95']);
    expect(await asked('http_req_duration{name:login} median')).toEqual(['http_req_duration{"name":"login"}p50']);
    await expect(asked('http_req_durtion')).rejects.toMatchObject({
      code: 'UNKNOWN_METRIC',
      hint: "did you mean 'http_req_duration'?",
    });
    await expect(asked('vus p95')).rejects.toMatchObject({ code: 'UNKNOWN_METRIC', hint: 'it has value' });
    await expect(asked('http_req_duration{name:cart}')).rejects.toMatchObject({ code: 'UNKNOWN_METRIC' });
    await expect(asked('{')).rejects.toMatchObject({ code: 'UNKNOWN_METRIC' });
  });

  it('looks at what a limit speaks of, and refuses one on nothing that was measured', async () => {
    const limits = (rule: string) => ({ metrics: ['vus'], limits: [parseLimit(rule) as LimitRule] });
    const { trends } = await trendOf(fakeStore(), 'shop', limits('http_req_duration{name:login} p95 < 300ms'));
    expect(trends.map(({ metric, forecast }) => [metric, forecast?.limit])).toEqual([
      ['vus', undefined],
      ['http_req_duration', 300],
    ]);
    const none = trendOf(fakeStore(), 'shop', limits('http_req_duration{name:cart} p95 < 300ms'));
    await expect(none).rejects.toMatchObject({ code: 'UNKNOWN_METRIC' });
  });

  it('leaves out runs that did not come to their end', async () => {
    const store = fakeStore((at) => (at === 20 ? 'aborted' : 'passed'));
    const { trends } = await trendOf(store, 'shop', { metrics: ['http_req_duration p95'] });
    expect(trends[0]?.points).toHaveLength(44);
    expect(trends[0]?.outliers).toEqual([]);
  });

  it('says which tests there are when there is none of that name', async () => {
    await expect(trendOf(fakeStore(), 'shpo')).rejects.toMatchObject({
      code: 'NO_SUCH_RUN',
      hint: "did you mean 'shop'?",
    });
    expect(await trendNames(fakeStore())).toEqual(['shop']);
  });
});

describe('commitsBetween', () => {
  it('tells authors and subjects, and gives git nothing but commits', async () => {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
    const commit = (author: string, subject: string): string => {
      const identity = ['-c', `user.name=${author}`, '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false'];
      git(...identity, 'commit', '-q', '--allow-empty', '-m', subject);
      return git('rev-parse', 'HEAD');
    };
    git('init', '-q');
    const first = commit('Ann', 'first');
    commit('Ben', 'make it\tslow');
    const last = commit('Ben', 'mend a name');
    expect(await commitsBetween(folder, first, last)).toEqual({
      count: 2,
      subjects: ['mend a name', 'make it\tslow'],
      authors: ['Ben'],
    });
    for (const hostile of ['--output=x', 'HEAD', '-n1', `${first}^{/x}`, '']) {
      expect(await commitsBetween(folder, hostile, last)).toBeUndefined();
      expect(await commitsBetween(folder, first, hostile)).toBeUndefined();
    }
    expect(await commitsBetween(folder, 'a'.repeat(40), last)).toBeUndefined();
  });
});

describe('readPoints', () => {
  const read = (text: string) => {
    const path = join(folder, 'points');
    writeFileSync(path, text);
    return readPoints({ path, shown: 'points' });
  };
  const valuesOf = async (text: string) =>
    (await read(text)).map(({ metric, points }) => [metric, points.map(({ value }) => value)]);

  it('takes a value a line, columns with names, and every usual separator', async () => {
    expect(await valuesOf('1\n2.5\n3e2\n')).toEqual([['value', [1, 2.5, 300]]]);
    expect(await valuesOf('\ufefftime;p95;note\n2026-01-01;1;a\n2026-01-02;;b\n2026-01-03;3;c\n')).toEqual([
      ['p95', [1, 3]],
    ]);
    expect(await valuesOf('p50\tp95\n1\t2\n3\t4\n')).toEqual([
      ['p50', [1, 3]],
      ['p95', [2, 4]],
    ]);
  });

  it('takes JSON as numbers, as points and by name', async () => {
    expect(await valuesOf('[1, 2, null, 3]')).toEqual([['value', [1, 2, 3]]]);
    expect(await valuesOf('{"p95": [1, 2], "p99": [3]}')).toEqual([
      ['p95', [1, 2]],
      ['p99', [3]],
    ]);
    const [series] = await read('[{"time": 1767225600, "commit": "abc1234", "author": "Ann", "ms": 5}]');
    expect(series?.points).toEqual([
      { runId: '#1', startedAt: '2026-01-01T00:00:00.000Z', value: 5, commit: 'abc1234', author: 'Ann' },
    ]);
  });

  it('takes numbers with a decimal comma where semicolons part them', async () => {
    expect(await valuesOf('date;ms\n2026-01-01;1,5\n2026-01-02;-2,25e3\n')).toEqual([['ms', [1.5, -2250]]]);
    await expect(valuesOf('date\tms\n2026-01-01\t1,500\n')).rejects.toMatchObject({ code: 'INVALID_POINTS' });
  });

  it('takes times as they are written elsewhere', async () => {
    const timesOf = async (text: string) => (await read(text))[0]?.points.map(({ startedAt }) => startedAt);
    expect(await timesOf('date,ms\n20260314,1\n20260315092653,2\n')).toEqual([
      '2026-03-14T00:00:00.000Z',
      '2026-03-15T09:26:53.000Z',
    ]);
    expect(await timesOf('ts,ms\n1767225600,1\n1767225601000,2\n')).toEqual([
      '2026-01-01T00:00:00.000Z',
      '2026-01-01T00:00:01.000Z',
    ]);
  });

  it('puts values in the order of their times', async () => {
    expect(await valuesOf('date,ms\n2026-01-03,3\n2026-01-01,1\n2026-01-02,2\n')).toEqual([['ms', [1, 2, 3]]]);
  });

  it('says where a value is no number, and what else is wrong', async () => {
    await expect(read('ms\n1\n2\nx3\n')).rejects.toThrow("points, line 4: 'x3' in ms is no number");
    await expect(read('[1')).rejects.toMatchObject({ code: 'INVALID_POINTS' });
    await expect(read('')).rejects.toMatchObject({ code: 'INVALID_POINTS' });
    await expect(read('a,b\nx,y\n')).rejects.toMatchObject({ code: 'INVALID_POINTS' });
    await expect(readPoints({ path: join(folder, 'none'), shown: 'none' })).rejects.toMatchObject({
      code: 'CANNOT_READ_FILE',
    });
  });
});
