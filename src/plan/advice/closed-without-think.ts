import { stepsWithin } from '../step-walk.ts';
import { type Advice, type AdviceContext, formatWhole, loadPath, scenariosOf } from './advice.ts';

/** A closed model without think time sends as fast as the target answers: it measures saturation and nothing else. */
export function closedWithoutThink(context: AdviceContext): Advice[] {
  const { plan, forecast, expectedLatencyMs } = context;
  return plan.streams.flatMap((stream, index): Advice[] => {
    const users = forecast.streams[index]?.users.value ?? 0;
    if (stream.load.model !== 'users' || users < 2 || thinks(context, index)) return [];
    const perSecond = formatWhole((users * 1000) / expectedLatencyMs);
    return [
      {
        code: 'CLOSED_WITHOUT_THINK',
        severity: users >= 10 ? 'warning' : 'suggestion',
        topic: 'realism',
        message: "add think time (think: '1s..3s'), or ask for arrivals per second with 'rate'",
        reason:
          `the ${users} users of '${stream.name}' never pause, so they send as fast as the target answers ` +
          `(${perSecond} requests/s at ${expectedLatencyMs} ms each) and slow down with it: latencies tell of saturation only`,
        path: loadPath(context, index),
      },
    ];
  });
}

/** Steps that wait, or a script whose text waits; a script without text is given the benefit of the doubt. */
function thinks(context: AdviceContext, streamIndex: number): boolean {
  const { code } = context.plan;
  return scenariosOf(context, streamIndex).some(({ steps, measure }) => {
    // Calls of a function one right after the other are what tells how fast it is.
    if (measure !== undefined) return true;
    if (steps === undefined) return code === undefined || /\.\s*(?:think|pace)\s*\(|setTimeout/.test(code.text);
    return [...stepsWithin(steps, '')].some(
      ({ step }) => step.kind === 'think' || step.kind === 'pace' || step.kind === 'call',
    );
  });
}
