import { shortCommit } from '../../src/model/figure-name.ts';
import type { Metric, Run } from '../../src/model/run.ts';
import { showShare, showValue } from '../../src/model/show-value.ts';
import { formatDuration } from '../../src/model/units.ts';
import { VerdictBadge } from '../parts/badge.tsx';
import { Facts } from '../parts/facts.tsx';
import { Name } from '../parts/name.tsx';
import { showTime } from '../parts/when.ts';
import { Conclusion } from './conclusion.tsx';
import type { Pair, Side } from './side.ts';

interface SideHeadsProps {
  readonly sides: readonly Side[];
  readonly pairs: readonly Pair[];
  readonly hrefOf: (runId: string) => string;
}

/** What each of the runs is, and what came of it against the first. */
export function SideHeads({ sides, pairs, hrefOf }: SideHeadsProps) {
  return (
    <ul class="side-heads">
      {sides.map(({ run, letter, brush }, at) => {
        const comparison = pairs.find(({ side }) => side.letter === letter)?.comparison;
        return (
          <li class={`side-head card brush-${brush}`} key={letter}>
            <h2 class="side-head-title">
              <span class="side-letter">{letter}</span>{' '}
              <a href={hrefOf(run.id)}>
                <Name text={run.name} />
              </a>{' '}
              <VerdictBadge verdict={run.verdict} />
            </h2>
            {comparison === undefined ? (
              <p class="quiet side-head-role">{at === 0 ? 'What the others are held against.' : 'Not compared.'}</p>
            ) : (
              <Conclusion comparison={comparison} />
            )}
            <Facts facts={factsOf(run)} />
          </li>
        );
      })}
    </ul>
  );
}

function factsOf(run: Run): (readonly [string, string])[] {
  const { startedAt, durationMs, environment, test, benchmarks } = run;
  const { git } = environment;
  const facts: (readonly [string, string])[] = [
    ['Started', showTime(startedAt)],
    ['Duration', durationMs > 0 ? formatDuration(durationMs) : ''],
    ['Target', test.target ?? ''],
    ['Commit', git === undefined ? '' : `${shortCommit(git.commit)} on ${git.branch}${git.dirty ? ', changed' : ''}`],
    ['Benchmarks', benchmarks === undefined ? '' : String(benchmarks.length)],
    ...mainFigures(run),
    ['Run', run.id],
  ];
  return facts.filter(([, value]) => value !== '');
}

const COUNTS = new Set(['http_reqs', 'function_calls']);
const DURATIONS = new Set(['http_req_duration', 'function_duration']);
const FAILURES = new Set(['http_req_failed', 'function_failed']);

function mainFigures({ metrics, loadLine }: Run): (readonly [string, string])[] {
  const totals = metrics.filter(({ tags }) => Object.keys(tags).length === 0);
  const line = loadLine === undefined ? [] : [['Load line', showValue(loadLine.value, loadLine.unit)] as const];
  return [...line, ...totals.flatMap(figureOf)];
}

function figureOf(metric: Metric): (readonly [string, string])[] {
  if (metric.type === 'counter' && COUNTS.has(metric.name)) {
    return [['Throughput', `${showValue(metric.perSecond, 'count')}/s`]];
  }
  if (metric.type === 'trend' && DURATIONS.has(metric.name)) {
    const shown = ['50', '95', '99'].map((each) => [each, metric.percentiles[each]] as const);
    const known = shown.flatMap(([each, value]) =>
      value === undefined ? [] : [`p${each} ${showValue(value, metric.unit)}`],
    );
    return known.length === 0 ? [] : [['Latency', known.join(', ')]];
  }
  return metric.type === 'rate' && FAILURES.has(metric.name) ? [['Failures', showShare(metric.value)]] : [];
}
