import type { Level, Run } from '../../src/model/run.ts';
import { levelSubject, totalOf } from './chart-specs/level-charts.ts';
import { judgedLimit } from './judged-limit.ts';

/** What was measured at one level of load; null where it was not. */
export interface LevelRow {
  readonly name: string;
  readonly load: number;
  readonly unit: string;
  readonly startMs: number;
  readonly decided: Level['decided'];
  readonly perSecond: number | null;
  readonly failedShare: number;
  readonly dropped: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  /** The limit that it crosses. */
  readonly closest: string;
}

/** The levels of a run, in order of time. */
export function levelRows(run: Pick<Run, 'levels' | 'metrics'>): LevelRow[] {
  const subject = levelSubject(run);
  return (run.levels ?? []).map((level) => {
    const [count, failed, time, dropped] = [subject.count, subject.failed, subject.time, 'dropped_iterations'].map(
      (name) => totalOf(level.metrics, name),
    );
    const at = (percentile: string) => (time?.type === 'trend' ? (time.percentiles[percentile] ?? null) : null);
    return {
      name: level.name,
      load: level.load,
      unit: level.unit,
      startMs: level.startMs,
      decided: level.decided,
      perSecond: count?.type === 'counter' ? count.perSecond : null,
      failedShare: failed?.type === 'rate' ? failed.value : 0,
      dropped: dropped?.type === 'counter' ? dropped.total : 0,
      p50: at('50'),
      p95: at('95'),
      p99: at('99'),
      closest: crossedAt(level),
    };
  });
}

function crossedAt({ limits = [] }: Level): string {
  const crossed = limits.find(({ passed }) => passed === false);
  if (crossed === undefined) return '';
  const { subject, measured, allowed } = judgedLimit(crossed);
  return crossed.reason ?? `${subject} ${measured}, allowed ${allowed}`;
}
