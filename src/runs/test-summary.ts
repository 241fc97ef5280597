import { phaseBounds } from '../load/curve.ts';
import type { Plan, PlannedStream } from '../model/plan.ts';
import type { LoadSummary, RunPhase, TestSummary } from '../model/run.ts';
import { maskUrl } from '../protocols/http/url.ts';

/** What a run keeps of the plan it carried out. */
export function summariseTest(plan: Plan, load: readonly LoadSummary[], workers: number): TestSummary {
  return {
    ...(plan.kind === undefined ? {} : { kind: plan.kind.type }),
    source: plan.source,
    ...(plan.target === undefined ? {} : { target: maskUrl(plan.target) }),
    scenarios: [...new Set(plan.scenarios.map(({ name }) => name))],
    load,
    limits: plan.limits.map(({ rule }) => rule.text),
    seed: plan.seed,
    workers,
  };
}

export function summariseLoad({ name, startMs, load }: PlannedStream): LoadSummary {
  if (load.model === 'iterations') {
    const { iterations, users, perUser } = load;
    return {
      name,
      model: 'iterations',
      startMs,
      curve: [],
      iterations: perUser ? iterations * users : iterations,
      users,
    };
  }
  const curve = load.curve.map(({ fromValue, toValue, durationMs, name: phase }) => {
    return { fromValue, toValue, durationMs, ...(phase === undefined ? {} : { name: phase }) };
  });
  const bound = load.model === 'arrivals' ? { maxUsers: load.maxUsers } : {};
  return { name, model: load.model, startMs, curve, ...bound };
}

/** The named stretches of every load curve, cut off where the run ended. */
export function phasesOf(streams: readonly PlannedStream[], endMs: number): RunPhase[] {
  const isOne = new Set(streams.map(({ name }) => name)).size <= 1;
  return streams.flatMap(({ name, startMs, load }) => {
    if (load.model === 'iterations') return [];
    return phaseBounds(load.curve)
      .map((phase) => {
        return {
          name: phase.name,
          scenario: isOne ? '' : name,
          startMs: startMs + phase.startMs,
          endMs: Math.min(startMs + phase.endMs, endMs),
        };
      })
      .filter((phase) => phase.startMs < endMs);
  });
}
