import { type Advice, type AdviceContext, formatWhole } from './advice.ts';

/** Iterations still running when the grace is over are interrupted, and tell nothing. */
export function graceTooShort({ plan, forecast }: AdviceContext): Advice[] {
  return plan.streams.flatMap((stream, index): Advice[] => {
    const iterationMs = forecast.streams[index]?.iterationMs ?? 0;
    if (stream.load.model === 'iterations' || stream.gracefulStopMs >= iterationMs) return [];
    const seconds = formatWhole(Math.ceil(iterationMs / 1000));
    return [
      {
        code: 'GRACE_TOO_SHORT',
        severity: 'warning',
        topic: 'reliability',
        message: `set gracefulStop to ${seconds} s or more`,
        reason: `an iteration of '${stream.name}' lasts about ${seconds} s, and those still running ${formatWhole(stream.gracefulStopMs / 1000)} s after the load's end are interrupted`,
        path: 'gracefulStop',
      },
    ];
  });
}
