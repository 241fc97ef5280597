import { shortCommit } from '../../src/model/figure-name.ts';
import type { LiveSecond } from '../../src/model/live-run.ts';
import type { Run } from '../../src/model/run.ts';
import { formatDuration } from '../../src/model/units.ts';
import { benchmarkVerdict } from '../../src/model/words/benchmark-verdict.ts';
import { VerdictBadge } from '../parts/badge.tsx';
import { FigureTile, FigureTiles } from '../parts/figure-tile.tsx';
import { Name } from '../parts/name.tsx';
import { showTime } from '../parts/when.ts';
import { LiveProgress } from '../run/live-progress.tsx';
import { benchTiles } from './bench-tiles.ts';

/** What was run, what it came to, and its key figures; it looks as the head of a load test does. */
export function BenchHead({ run, live }: { readonly run: Run; readonly live: LiveSecond | undefined }) {
  return (
    <header class="run-answer">
      <p class="run-answer-verdict" role="status">
        <VerdictBadge verdict={run.verdict} isLive={live !== undefined} />
        <span class="run-answer-kind">benchmarks</span>
      </p>
      <h1 class="run-answer-name">
        <Name text={run.name} />
      </h1>
      {live === undefined ? (
        <p class="run-answer-why">
          <Name text={benchmarkVerdict(run)} />
        </p>
      ) : (
        <LiveProgress live={live} />
      )}
      <ul class="run-answer-facts">
        {aboutRun(run).map((fact) => (
          <li key={fact}>
            <Name text={fact} />
          </li>
        ))}
      </ul>
      <FigureTiles>
        {benchTiles(run).map((tile) => (
          <FigureTile key={tile.label} {...tile} />
        ))}
      </FigureTiles>
    </header>
  );
}

function aboutRun({ startedAt, durationMs, test, environment }: Run): string[] {
  const { git, cpu, node } = environment;
  return [
    durationMs > 0 ? formatDuration(durationMs) : '',
    showTime(startedAt),
    test.source,
    git === undefined ? '' : `${git.branch} ${shortCommit(git.commit)}${git.dirty ? ', with changes' : ''}`,
    node === '' ? '' : `Node ${node.replace(/^v/, '')}`,
    cpu.trim(),
  ].filter((fact, at, all) => fact !== '' && all.indexOf(fact) === at);
}
