import { LiveProgress } from '../../src/measure/live-progress.ts';
import type { Plan } from '../../src/model/plan.ts';
import { LiveLoad } from '../../src/runs/live/live-load.ts';
import { Measurement } from '../../src/runs/measurement.ts';
import { madeRun } from '../../test/stores/made-runs.ts';
import { Recording } from '../store/journal.ts';

export interface TellingCost {
  /** To make what a second tells. */
  readonly secondMs: number;
  readonly secondBytes: number;
  /** To make all that a run of an hour has told, for whoever comes at its end; in how many pieces, and the longest of them. */
  readonly begunMs: number;
  readonly begunBytes: number;
  readonly pieces: number;
  readonly longestPieceMs: number;
}

/** Code is compiled in the first few. */
const WARM_SECONDS = 20;

/** Tells of a run as two workers measure it, without the workers. */
export function tellingCost(plan: Plan, { steps = 200, seconds = 60, rate = 4000 } = {}): TellingCost {
  const workers = [0, 1].map((shard) => new Recording(shard, steps));
  const progress = new LiveProgress({
    ...{ name: 'made', load: () => [], plannedMs: 3_600_000, warmupMs: 0, workers: 2 },
  });
  const measurement = new Measurement(plan, { workers: 2, onSecond: (second) => progress.add(second) });
  const live = new LiveLoad({
    ...{ id: '20260101-000000-000000', kind: 'load', startedAt: '2026-01-01T00:00:00.000Z', cwd: '/' },
    ...{
      plan,
      environment: madeRun({ id: 'made' }).environment,
      workers: 2,
      measurement,
      progress,
      direction: undefined,
    },
    ...{ played: () => [...plan.streams], isStopping: () => false, ask: () => {} },
  });
  const play = (times: number, requests: number, told: () => void): void => {
    for (let second = 0; second < times; second++) {
      for (const worker of workers) measurement.add(worker.second(requests / workers.length));
      told();
    }
  };
  drained(live.begun(true));
  play(WARM_SECONDS, rate, () => live.second());
  let [secondMs, secondBytes] = [0, 0];
  play(seconds, rate, () => {
    const startedMs = cpuMs();
    secondBytes += Buffer.from(live.second()).length;
    secondMs += cpuMs() - startedMs;
  });
  // How much is measured of a step makes no difference to how much is told of it.
  play(3600 - WARM_SECONDS - seconds, rate / 10, () => {});
  const begun = drained(live.begun(true));
  return {
    ...{ secondMs: secondMs / seconds, secondBytes: secondBytes / seconds },
    ...{ begunMs: begun.ms, begunBytes: begun.bytes, pieces: begun.pieces, longestPieceMs: begun.longestMs },
  };
}

function drained(pieces: Iterable<string>): { ms: number; bytes: number; pieces: number; longestMs: number } {
  const all = { ms: 0, bytes: 0, pieces: 0, longestMs: 0 };
  let startedMs = cpuMs();
  for (const piece of pieces) {
    const tookMs = cpuMs() - startedMs;
    all.ms += tookMs;
    all.longestMs = Math.max(all.longestMs, tookMs);
    all.pieces++;
    all.bytes += Buffer.byteLength(piece);
    startedMs = cpuMs();
  }
  return all;
}

/** Of this process: what others on the machine do is no matter. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
