import type { RunComparison } from '../../../src/model/comparison.ts';
import type { HistoryPage } from '../../../src/model/dashboard-api.ts';
import type { Run } from '../../../src/model/run.ts';
import { useAnswer } from '../api/use-answer.ts';
import { searchOf } from '../router/query.ts';
import { encoded } from '../router/routes.ts';

/** A run that is kept against the baseline of its test, where there is one. It is asked for only then: browsers tell of every 404 as an error. */
export function useBaseline(run: Run, isKept: boolean): RunComparison | undefined {
  const history = useAnswer<HistoryPage>(
    isKept ? `/api/history${searchOf({ name: run.name, limit: '2' })}` : undefined,
  );
  const hasOne = history.data?.baselines.some(({ runId }) => runId !== run.id) === true;
  return useAnswer<RunComparison>(hasOne ? `/api/runs/${encoded(run.id)}/baseline` : undefined).data;
}
