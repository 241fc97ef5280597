import type { LiveSecond } from '../../src/model/live-run.ts';
import type { Run } from '../../src/model/run.ts';
import { formatDuration } from '../../src/model/units.ts';
import { benchmarkVerdict } from '../../src/model/words/benchmark-verdict.ts';
import { Name } from '../parts/name.tsx';
import { showTime } from '../parts/when.ts';
import { commitFact, RunHead } from '../run/run-head.tsx';
import { benchTiles } from './bench-tiles.ts';

/** What was run, what it came to, and its key figures. */
export function BenchHead({ run, live }: { readonly run: Run; readonly live: LiveSecond | undefined }) {
  return (
    <RunHead
      run={run}
      live={live}
      kind="benchmarks"
      why={<Name text={benchmarkVerdict(run)} />}
      facts={aboutRun(run)}
      figures={benchTiles(run)}
    />
  );
}

function aboutRun({ startedAt, durationMs, test, environment }: Run): string[] {
  const { cpu, node } = environment;
  return [
    durationMs > 0 ? formatDuration(durationMs) : '',
    showTime(startedAt),
    test.source,
    commitFact(environment),
    node === '' ? '' : `Node ${node.replace(/^v/, '')}`,
    cpu.trim(),
  ];
}
