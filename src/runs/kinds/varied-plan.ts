import { curveDurationMs } from '../../load/curve.ts';
import type { Plan, PlannedLevel, PlannedScenario, PlannedStream } from '../../model/plan.ts';

/**
 * A scalability test that varies a variable runs its load once for each value, one after the other: each with scenarios of its own,
 * the same but for the value. Any other plan stays as it is.
 */
export function variedPlan(plan: Plan): Plan {
  const { kind } = plan;
  if (kind?.type !== 'scalability' || kind.variable === undefined) return plan;
  const { name, values } = kind.variable;
  const onceMs = Math.max(0, ...plan.streams.map(endMs));
  return {
    ...plan,
    scenarios: values.flatMap((value) => plan.scenarios.map((scenario) => withVariable(scenario, name, value))),
    streams: values.flatMap((_, round) => plan.streams.map((stream) => inRound(stream, round, { plan, onceMs }))),
    levels: values.flatMap((value, round) => {
      return plan.levels.map((level) => levelOf(level, { name, value, atMs: round * onceMs }));
    }),
  };
}

function endMs({ startMs, load }: PlannedStream): number {
  return startMs + (load.model === 'iterations' ? load.maxDurationMs : curveDurationMs(load.curve));
}

function withVariable(scenario: PlannedScenario, name: string, value: number): PlannedScenario {
  return { ...scenario, variables: { ...scenario.variables, [name]: value } };
}

interface Rounds {
  readonly plan: Plan;
  readonly onceMs: number;
}

function inRound(stream: PlannedStream, round: number, { plan, onceMs }: Rounds): PlannedStream {
  const first = round * plan.scenarios.length;
  return {
    ...stream,
    startMs: stream.startMs + round * onceMs,
    mix: stream.mix.map((each) => ({ ...each, scenario: first + each.scenario })),
  };
}

function levelOf(
  level: PlannedLevel,
  { name, value, atMs }: { readonly name: string; readonly value: number; readonly atMs: number },
): PlannedLevel {
  return {
    ...level,
    name: `${name} ${value}`,
    load: value,
    unit: name,
    startMs: level.startMs + atMs,
    endMs: level.endMs + atMs,
  };
}
