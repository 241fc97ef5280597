import type { HistoryPoint, Trend } from '../../src/model/history.ts';
import type { Finding } from '../../src/model/run.ts';
import { figureTitle } from './figure-title.ts';

type Change = Trend['changes'][number];

/** What changed with one run: several figures may have. */
export interface ChangeGroup {
  readonly point: HistoryPoint;
  readonly verdict: Change['verdict'];
  readonly figures: readonly {
    readonly name: string;
    readonly unit: string;
    readonly change: Change;
  }[];
}

const VERDICTS: readonly Change['verdict'][] = ['worse', 'changed', 'better'];

/** The newest first; in each, what became worse before what became better. */
export function changeGroups(trends: readonly Trend[]): ChangeGroup[] {
  const groups = new Map<string, { point: HistoryPoint; figures: ChangeGroup['figures'][number][] }>();
  for (const trend of trends) {
    for (const change of trend.changes) {
      const point = trend.points[change.index];
      if (point === undefined) continue;
      const group = groups.get(point.runId) ?? { point, figures: [] };
      group.figures.push({ name: figureTitle(trend), unit: trend.unit, change });
      groups.set(point.runId, group);
    }
  }
  return [...groups.values()]
    .sort((a, b) => (a.point.startedAt < b.point.startedAt ? 1 : a.point.startedAt > b.point.startedAt ? -1 : 0))
    .map(({ point, figures }) => {
      const sorted = figures.sort((a, b) => VERDICTS.indexOf(a.change.verdict) - VERDICTS.indexOf(b.change.verdict));
      return { point, verdict: sorted[0]?.change.verdict ?? 'changed', figures: sorted };
    });
}

const ORDER: readonly string[] = ['critical', 'major', 'minor', 'info'];

/** What was found beside changes, which are told by themselves; what several figures share is said once. The gravest first. */
export function otherFindings(trends: readonly Trend[]): Finding[] {
  const found = new Map<string, Finding>();
  for (const finding of trends.flatMap(({ findings }) => findings)) {
    if (!finding.kind.startsWith('level-')) found.set(`${finding.kind} ${finding.title}`, finding);
  }
  return [...found.values()].sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
}
