import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { simulatedLoad } from '../judge/compare/fixtures/simulated-runs.ts';
import type { Run } from '../model/run.ts';
import { findBaseline, removeBaseline, setBaseline } from './baselines/baselines.ts';
import { updateBaseline } from './baselines/update-baseline.ts';
import { withBaselines } from './baselines/with-baselines.ts';
import { compareInputs, compareSides } from './compare.ts';
import { openStore } from './open-store.ts';

const SHORT = { seconds: 20, perSecond: 50 };
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-compare-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function made(seed: number, medianMs = 20, branch = 'main'): Run {
  const run = simulatedLoad(seed, { ...SHORT, medianMs });
  const git = { commit: `c${seed}`, branch, dirty: false };
  return { ...run, startedAt: `2026-03-01T10:00:${10 + seed}.000Z`, environment: { ...run.environment, git } };
}

async function keep(...runs: readonly Run[]): Promise<void> {
  const store = await openStore({ cwd: folder });
  for (const run of runs) await store.save(run);
  await store.close();
}

const ids = async (...texts: string[]) => {
  const { sides } = await compareSides(texts, { cwd: folder });
  return sides.map(({ runs }) => runs.map(({ id }) => id).join());
};

describe('what is compared', () => {
  it('is named by id, latest, branch, file, baseline, and several of one side', async () => {
    await keep(made(1), made(2), made(3, 20, 'feature/x'));
    writeFileSync(join(folder, 'kept.json'), JSON.stringify(made(4)));
    await withBaselines(folder, {}, (place) => setBaseline(made(1), place, { reason: 'by hand' }));
    expect(await ids('run-1', 'latest')).toEqual(['run-1', 'run-3']);
    expect(await ids('latest~1', 'feature/x')).toEqual(['run-2', 'run-3']);
    expect(await ids('kept.json', 'branch:main')).toEqual(['run-4', 'run-2']);
    expect(await ids('baseline', 'run-2')).toEqual(['run-1', 'run-2']);
    expect(await ids('run-1,run-2,run-1', 'latest')).toEqual(['run-1,run-2', 'run-3']);
  });

  it('that is not there is told once, with what was probably meant', async () => {
    await keep(made(1));
    await expect(ids('mian', 'latest')).rejects.toMatchObject({ code: 'NO_SUCH_RUN', hint: "did you mean 'main'?" });
    await expect(ids('none.json', 'latest')).rejects.toMatchObject({ code: 'CANNOT_READ_RUN_FILE' });
    await expect(ids('baseline', 'latest')).rejects.toMatchObject({ code: 'NO_BASELINE' });
    await expect(ids('baseline', 'baseline:main')).rejects.toMatchObject({ code: 'NO_BASELINE' });
    await expect(ids('run-1,', 'latest')).rejects.toMatchObject({ code: 'NO_SUCH_RUN' });
  });

  it('may be runs themselves', async () => {
    expect((await compareInputs(made(1), [made(2, 40)])).worst).toBe('critical');
  });
});

describe('how runs of a test differ', () => {
  it('is taken from those that are kept and are not compared', async () => {
    const apart = [20, 26, 19, 25, 18, 27, 20, 28];
    await keep(...apart.map((medianMs, at) => made(at + 1, medianMs)));
    const { comparisons } = await compareSides(['run-7', 'run-8'], { cwd: folder });
    const told = comparisons[0]?.findings.find(({ kind }) => kind === 'not-side-by-side');
    expect(told).toMatchObject({ evidence: { earlier: 6 } });
    expect(comparisons[0]?.comparisons.some(({ verdict }) => verdict === 'slower')).toBe(false);
  });
});

describe('a baseline', () => {
  const withPlace = <T>(work: Parameters<typeof withBaselines<T>>[2]) =>
    withBaselines(folder, { makesStore: true }, work);

  it('is looked for on the branch, then on main', async () => {
    await withPlace(async (place) => {
      await setBaseline(made(1), place, { reason: 'x' });
      await setBaseline(made(2, 20, 'dev'), place, { reason: 'x' });
      const idOn = async (branch: string) => (await findBaseline('shop', place, { branch }))?.baseline.run.id;
      expect([await idOn('dev'), await idOn('main'), await idOn('other')]).toEqual(['run-2', 'run-1', 'run-1']);
      expect(await removeBaseline('shop', 'dev', place)).toHaveLength(1);
      expect(await idOn('dev')).toBe('run-1');
    });
  });

  it('as a file has a line for each metric, and is the same text for the same run', async () => {
    await withPlace(async (place) => {
      const { where } = await setBaseline(made(1), place, { reason: 'x', file: true });
      const text = readFileSync(where, 'utf8');
      expect(text.split('\n').filter((line) => /^ {6}\{"name":/.test(line))).toHaveLength(3);
      expect(text.length).toBeLessThan(20_000);
      const again = await findBaseline('shop', place);
      expect(again).toMatchObject({ isFile: true, baseline: { run: { id: 'run-1' } } });
      await setBaseline(made(1), place, { reason: 'x' });
      const undated = (each: string) => each.replace(/"setAt": "[^"]+"/, '');
      expect(undated(readFileSync(where, 'utf8'))).toBe(undated(text));
      expect(readdirSync(join(folder, 'baselines'))).toEqual(['shop.json']);
    });
  });

  it('is promoted by what is surely better, and by nothing else', async () => {
    await withPlace(async (place) => {
      const told = async (run: Run) => {
        await place.store?.save(run);
        return (await updateBaseline(run, place)).text;
      };
      await expect(setBaseline({ ...made(1), verdict: 'failed' }, place, { reason: 'x' })).rejects.toMatchObject({
        code: 'NO_BASELINE_RUN',
      });
      expect(await told({ ...made(1), verdict: 'interrupted' })).toContain('was interrupted');
      expect(await told(made(1))).toContain('is the first baseline');
      expect(await told(made(1))).toContain('it is this run already');
      expect(await told(made(2, 30))).toMatch(/stays: .* is worse/);
      expect(await told({ ...made(3, 10), verdict: 'inconclusive' })).toContain('is inconclusive');
      const elsewhere = made(4, 10);
      expect(await told({ ...elsewhere, environment: { ...elsewhere.environment, cpu: 'M3' } })).toContain(
        "can't be compared",
      );
      expect(await told(made(5, 10))).toMatch(/stays: .* \d+% lower; promoted when the next run confirms it/);
      expect(await told(made(6, 10))).toMatch(/new baseline of 'shop', .* \d+% lower, as in the run before it, run-5/);
      expect((await findBaseline('shop', place))?.baseline.reason).toMatch(/^promoted: /);
    });
  });

  it('is promoted by one run where a person asks for it, or where it was measured side by side', async () => {
    await withPlace(async (place) => {
      await setBaseline(made(1), place, { reason: 'x' });
      const byHand = await updateBaseline(made(2, 10), place, { isByHand: true });
      expect(byHand.text).toMatch(/by one run \(nothing tells how runs of this test differ/);
      const faster = {
        metric: 'http_req_duration',
        tags: {},
        aggregate: 'p50',
        against: 'http://old',
        verdict: 'faster',
      };
      const better = { before: 10, after: 5, ratio: 0.5, low: 0.4, high: 0.6 };
      const paired = { ...made(3, 5), comparisons: [{ ...faster, ...better }] } as Run;
      expect((await updateBaseline(paired, place)).text).toMatch(/new baseline .* measured side by side/);
    });
  });

  it('is not promoted where the run before it failed, or was better in nothing', async () => {
    await withPlace(async (place) => {
      await setBaseline(made(1), place, { reason: 'x' });
      await place.store?.save({ ...made(2, 10), verdict: 'failed' });
      expect((await updateBaseline(made(3, 10), place)).isPromoted).toBe(false);
      await place.store?.save(made(4, 20));
      expect((await updateBaseline(made(5, 10), place)).isPromoted).toBe(false);
    });
  });
});
