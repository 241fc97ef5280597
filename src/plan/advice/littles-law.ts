import { type Advice, type AdviceContext, formatWhole, loadPath } from './advice.ts';

/** Little's law: users busy = arrivals per second × seconds per iteration. Beyond the bound arrivals are dropped. */
export function littlesLaw(context: AdviceContext): Advice[] {
  const { plan, forecast, expectedLatencyMs } = context;
  return plan.streams.flatMap(({ load, name }, index): Advice[] => {
    const stream = forecast.streams[index];
    if (load.model !== 'arrivals' || stream === undefined) return [];
    const needed = Math.ceil((stream.peakRate * stream.iterationMs) / 1000);
    if (needed <= load.maxUsers) return [];
    const seconds = formatWhole(stream.iterationMs / 1000);
    return [
      {
        code: 'TOO_FEW_USERS',
        severity: 'warning',
        topic: 'reliability',
        message: `allow at least ${formatWhole(needed)} users with 'maxUsers', or lower the rate`,
        reason:
          `${formatWhole(stream.peakRate)} arrivals/s of '${name}', each ${seconds} s long (requests taken to last ${expectedLatencyMs} ms), ` +
          `keep ${formatWhole(needed)} users busy; only ${formatWhole(load.maxUsers)} are allowed, so arrivals will be dropped`,
        path: loadPath(context, index),
      },
    ];
  });
}
