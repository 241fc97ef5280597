import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '../model/run.ts';
import { exampleBenchRun } from '../reporters/fixtures/example-bench-run.ts';
import { renderJson } from '../reporters/json.ts';
import { renderSuiteJson, suiteOf } from '../reporters/suite.ts';
import { exampleRun } from '../reporters/terminal/fixtures/example-run.ts';
import { readRunFile, runFromText } from './read-run-file.ts';

const fixtures = fileURLToPath(new URL('../../test/fixtures/benchmarks/', import.meta.url));
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-read-run-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function written(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

describe('a run read from a file', () => {
  it.each([
    ['of load', exampleRun()],
    ['of benchmarks', exampleBenchRun()],
  ])('is the run that was written: %s', async (_, run) => {
    const read = await readRunFile(await written('run.json', `\ufeff${renderJson(run)}`));
    expect(renderJson(read)).toBe(renderJson(run));
  });

  it('may be the only one of a suite', async () => {
    const one = renderSuiteJson(suiteOf([exampleRun()]));
    expect((await readRunFile(await written('suite.json', one))).name).toBe('shop');
    const two = renderSuiteJson(suiteOf([exampleRun(), exampleRun()]));
    expect(() => runFromText(two, 'suite.json')).toThrow('suite.json is no run: it is a suite of 2 runs');
  });

  it('may come from another tool', async () => {
    const { benchmarks = [] } = await readRunFile(`${fixtures}hyperfine-1.19.json`);
    expect(benchmarks.map(({ name }) => name)).toEqual(['sleep 0.02', './run --size 10', 'old']);
  });

  it("may be a folder of criterion's, of which the newest figures are taken", async () => {
    const { benchmarks = [], id } = await readRunFile(`${fixtures}criterion`);
    expect(benchmarks.map(({ group, name, time }) => [group, name, time.median, time.interval.low])).toEqual([
      ['parser', 'large', 4.95e6, 4.89e6],
      ['parser', 'small', 4.95e5, 4.89e5],
    ]);
    expect((await readRunFile(`${fixtures}criterion/parser/large/new/estimates.json`)).benchmarks).toMatchObject([
      { group: 'parser', name: 'large', processes: 1, throughput: { unit: 'bytes/s' } },
    ]);
    expect((await readRunFile(`${fixtures}criterion`)).id).toBe(id);
  });
});

describe('what is no run is told of', () => {
  it('where it is one of Plimsoll that is cut off', () => {
    const cut = renderJson(exampleRun()).slice(0, 3000);
    expect(() => runFromText(cut, 'cut.json')).toThrow(
      expect.objectContaining({
        code: 'INVALID_RUN_FILE',
        message: expect.stringMatching(/^cut\.json, line \d+, column \d+: it is no JSON, or its end is missing$/),
        hint: 'a run is what plimsoll writes with --json, whole and unchanged',
      }),
    );
  });

  const broken = (change: (run: Record<string, never>) => void) => {
    const run = JSON.parse(renderJson(exampleBenchRun()));
    change(run);
    return JSON.stringify(run);
  };

  it.each([
    [(run: Record<string, never>) => Object.assign(run, { metrics: 3 }), 'metrics should be a list, not 3'],
    [(run: Record<string, never>) => Object.assign(run, { kind: 'x' }), 'kind should be one of load, capacity'],
    [(run: Record<string, never>) => Object.assign(run, { startedAt: 'soon' }), 'startedAt should be a time such as'],
    [(run: Record<string, never>) => Object.assign(run, { environment: undefined }), 'environment is missing'],
    [
      (run: Record<string, never>) => Object.assign(run, { metrics: [{ type: '__proto__' }] }),
      'metrics[0].type should be one of trend, counter, rate, gauge, not "__proto__"',
    ],
    [
      (run: Record<string, never>) => Object.assign((run as unknown as Run).benchmarks?.[1]?.time ?? {}, { p99: null }),
      'benchmarks[1].time.p99 should be a number, not null',
    ],
    [
      (run: Record<string, never>) => Object.assign(run, { schema: 'plimsoll.run/9' }),
      'its schema is "plimsoll.run/9"',
    ],
  ])('%s', (change, expected) => {
    expect(() => runFromText(broken(change), 'a.json')).toThrow(`a.json is no run: ${expected}`);
  });

  it('where its histograms have buckets that no value falls into, which would be counted without end', () => {
    const changed = (change: object) => {
      const run = JSON.parse(renderJson(exampleRun()));
      const at = run.metrics.findIndex(({ type }: { type: string }) => type === 'trend');
      const { histogram } = run.metrics[at];
      Object.assign('scale' in change ? histogram : histogram.positive, change);
      return () => runFromText(JSON.stringify(run), 'a.json');
    };
    expect(changed({ offset: 1.6e17 })).toThrow('histogram.positive.offset should be a whole number from');
    expect(changed({ offset: 0.5 })).toThrow('offset should be a whole number from');
    expect(changed({ scale: -4000 })).toThrow('histogram.scale should be a whole number from');
  });

  it('where a file is missing, or a folder has nothing', async () => {
    await expect(readRunFile(join(folder, 'none.json'))).rejects.toMatchObject({ code: 'CANNOT_READ_RUN_FILE' });
    await expect(readRunFile(folder)).rejects.toMatchObject({ code: 'UNKNOWN_BENCH_FORMAT' });
  });

  it('where a file is cut off', () => {
    const text = renderJson(exampleRun());
    expect(() => runFromText(text.slice(0, 900), 'a.json')).toThrow(/^a\.json, line \d+, column \d+: it is no JSON/);
  });
});
