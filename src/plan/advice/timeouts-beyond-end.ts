import { parseDurationMs } from '../../model/units.ts';
import { type Advice, type AdviceContext, allRequests, formatWhole } from './advice.ts';

/** A timeout longer than the test never strikes: a request that hangs is interrupted with the test instead. */
export function timeoutsBeyondEnd(context: AdviceContext): Advice[] {
  const { spec, plan, forecast } = context;
  if (plan.streams.some(({ load }) => load.model === 'iterations')) return [];
  const graceMs = Math.max(0, ...plan.streams.map(({ gracefulStopMs }) => gracefulStopMs));
  const endMs = Math.min(forecast.durationMs + graceMs, plan.maxDurationMs ?? Number.POSITIVE_INFINITY);
  const written = [
    { timeout: spec.http?.timeout, path: 'http.timeout' },
    ...spec.scenarios.map(({ http }, index) => ({ timeout: http?.timeout, path: `scenarios[${index}].http.timeout` })),
    ...allRequests(context).map(({ step, path }) => ({ timeout: step.timeout, path: `${path}.timeout` })),
  ];
  return written.flatMap(({ timeout, path }): Advice[] => {
    const ms = timeout === undefined ? undefined : parseDurationMs(timeout);
    if (ms === undefined || ms * plan.timeoutMultiplier <= endMs) return [];
    return [
      {
        code: 'TIMEOUT_BEYOND_END',
        severity: 'suggestion',
        topic: 'reliability',
        message: `choose a timeout below the ${formatWhole(endMs / 1000)} s that the test lasts`,
        reason: `a timeout of ${formatWhole((ms * plan.timeoutMultiplier) / 1000)} s never strikes: a request that hangs is cut off with the test, and counts as interrupted, not as failed`,
        path,
      },
    ];
  });
}
