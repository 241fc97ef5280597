import type { RunsPage } from '../../../src/model/dashboard-api.ts';
import type { Run } from '../../../src/model/run.ts';
import { Name } from '../../parts/name.tsx';
import { showTime } from '../../parts/when.ts';
import { useAnswer } from '../api/use-answer.ts';
import { useHub } from '../api/use-hub.tsx';
import { searchOf } from '../router/query.ts';
import { compareHref, encoded, PATHS, runHref, testHref } from '../router/routes.ts';
import { neighboursOf } from './neighbours.ts';
import { TagEditor } from './tag-editor.tsx';

const MOST_RUNS = '200';

/** Where one can go from a run that is kept. */
export function RunTools({ run }: { readonly run: Run }) {
  const { runsVersion } = useHub();
  const path = `/api/runs${searchOf({ name: run.name, kind: run.kind, limit: MOST_RUNS })}`;
  const { previous, next } = neighboursOf(run.id, useAnswer<RunsPage>(path, runsVersion).data?.runs ?? []);
  const base = `/api/runs/${encoded(run.id)}`;
  return (
    <div class="run-tools no-print">
      <nav class="run-tools-way" aria-label="Where this run stands">
        <a href={PATHS.runs}>Runs</a>
        <span aria-hidden="true">›</span>
        <a href={testHref(run.name)}>
          <Name text={run.name} />
        </a>
        <span aria-hidden="true">›</span>
        <span>{showTime(run.startedAt)}</span>
        <TagEditor id={run.id} tags={run.environment.tags} />
      </nav>
      <div class="run-tools-links">
        {previous !== undefined && (
          <a class="button" href={runHref(previous.id)} title={showTime(previous.startedAt)}>
            ← Previous run
          </a>
        )}
        {next !== undefined && (
          <a class="button" href={runHref(next.id)} title={showTime(next.startedAt)}>
            Next run →
          </a>
        )}
        {previous !== undefined && (
          <a class="button" href={compareHref([previous.id, run.id])}>
            Compare with previous
          </a>
        )}
        <a class="button" href={testHref(run.name)}>
          History
        </a>
        <a class="button" href={`${base}/html`} download>
          Report
        </a>
        <a class="button" href={`${base}/json`} download>
          JSON
        </a>
      </div>
    </div>
  );
}
