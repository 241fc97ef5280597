import type { Grades } from '../../model/comparison.ts';
import { figureName, shortCommit } from '../../model/figure-name.ts';
import type { Trend } from '../../model/history.ts';
import type { Finding } from '../../model/run.ts';
import { showValue } from '../../model/show-value.ts';
import { severityOf } from '../compare/severity.ts';
import type { JudgedSeries } from './judged-series.ts';
import { signedShare } from './signed-share.ts';
import { worsening } from './worse.ts';

type Change = Trend['changes'][number];

interface Event {
  readonly trend: Trend;
  readonly change: Change;
}

/** Metrics that changed that close to each other, in runs, changed together. */
const TOGETHER = 1;

/** Changes of level, those of the same runs told together. */
export function changeFindings(judged: readonly JudgedSeries[], grades: Grades): Finding[] {
  const groups: Event[][] = [];
  const places = placesOf(judged.map(({ trend }) => trend));
  const placeOf = ({ trend, change }: Event) => places.get(trend.points[change.index]?.runId ?? '') ?? -1;
  const events = judged
    .flatMap(({ trend }) => trend.changes.map((change): Event => ({ trend, change })))
    .sort((left, right) => placeOf(left) - placeOf(right));
  for (const event of events) {
    const group = groups.findLast(
      ([first]) =>
        first !== undefined &&
        first.change.verdict === event.change.verdict &&
        placeOf(event) - placeOf(first) <= TOGETHER,
    );
    if (group === undefined) groups.push([event]);
    else group.push(event);
  }
  return groups.map((group) => changeFinding(group, grades));
}

/** The order of runs over all metrics, some of which may not have measured all. */
function placesOf(trends: readonly Trend[]): Map<string, number> {
  const startOf = new Map(trends.flatMap(({ points }) => points.map(({ runId, startedAt }) => [runId, startedAt])));
  const ordered = [...startOf].sort(([, left], [, right]) => (left < right ? -1 : left > right ? 1 : 0));
  return new Map(ordered.map(([runId], place) => [runId, place]));
}

function changeFinding(group: readonly Event[], grades: Grades): Finding {
  const ordered = [...group].sort((left, right) => sizeOf(right) - sizeOf(left));
  const [{ trend, change }] = ordered as [Event];
  const point = trend.points[change.index];
  const severity = change.verdict === 'worse' ? severityOf(sizeOf({ trend, change }), grades) : 'info';
  const others = ordered.slice(1).map((event) => `${figureName(event.trend)} ${signedShare(event.change.ratio)}`);
  const { after, upTo } = change.commits;
  return {
    kind: { worse: 'level-worse', better: 'level-better', changed: 'level-changed' }[change.verdict],
    severity,
    title: `${figureName(trend)} went from ${showValue(change.before, trend.unit)} to ${showValue(change.after, trend.unit)}, ${signedShare(change.ratio)}${others.length === 0 ? '' : `, with ${others.slice(0, MOST_NAMED).join(', ')}${others.length > MOST_NAMED ? ` and ${others.length - MOST_NAMED} more` : ''}`}`,
    evidence: {
      run: point?.runId ?? null,
      startedAt: point?.startedAt ?? null,
      ratio: finite(change.ratio),
      low: finite(change.low),
      high: finite(change.high),
      confidence: change.confidence,
      ...(after === undefined ? {} : { afterCommit: after }),
      ...(upTo === undefined ? {} : { upToCommit: upTo }),
      ...(change.authors.length === 0 ? {} : { authors: change.authors.join(', ') }),
      figures: group.length,
      runsSince: trend.points.length - change.index,
      isUndone: trend.changes.some(({ index, verdict }) => index > change.index && verdict === 'better'),
    },
    advice: adviceFor(change),
  };
}

const MOST_NAMED = 4;

function sizeOf({ trend, change }: Event): number {
  const size = trend.worse === undefined ? Math.abs(change.ratio - 1) : worsening(change.ratio, trend.worse);
  return Number.isNaN(size) ? 0 : Math.abs(size);
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function adviceFor({ verdict, commits: { after, upTo } }: Change): string {
  if (after !== undefined && after === upTo) {
    return 'both sides are runs of the same commit: look at the machine, the data and what runs beside it';
  }
  const where =
    after !== undefined && upTo !== undefined ? `git log ${shortCommit(after)}..${shortCommit(upTo)}` : undefined;
  if (verdict === 'better') {
    return `keep it: plimsoll baseline promote${where === undefined ? '' : `; it came with ${where}`}`;
  }
  return where === undefined
    ? 'look at what changed before that run; runs made in a git checkout name their commits'
    : `look at ${where}, and bisect it with plimsoll bench --compare or runs of both commits`;
}
