import { type Advice, type AdviceContext, formatWhole, loadPath } from './advice.ts';

/** Iterations that don't fit into their time are never started. */
export function cutIterations(context: AdviceContext): Advice[] {
  const { plan, forecast } = context;
  return plan.streams.flatMap(({ load, name }, index): Advice[] => {
    const stream = forecast.streams[index];
    if (load.model !== 'iterations' || stream === undefined) return [];
    const each = load.perUser ? load.iterations : Math.ceil(load.iterations / load.users);
    const lastsMs = each * stream.iterationMs;
    if (lastsMs <= load.maxDurationMs) return [];
    return [
      {
        code: 'ITERATIONS_CUT',
        severity: 'warning',
        topic: 'reliability',
        message: `raise maxDuration to ${formatWhole(Math.ceil(lastsMs / 1000))} s or more, or use more users`,
        reason:
          `the ${formatWhole(stream.iterations.value)} iterations of '${name}' by ${load.users} users take about ${formatWhole(lastsMs / 1000)} s ` +
          `at ${formatWhole(stream.iterationMs / 1000)} s each, but end after ${formatWhole(load.maxDurationMs / 1000)} s`,
        path: loadPath(context, index),
      },
    ];
  });
}
