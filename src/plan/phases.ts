import type { Curve, CurveSegment } from '../model/curve.ts';
import type { PhaseSpec } from '../model/load-spec.ts';
import { type ProblemList, shown } from './problem-list.ts';

interface PhaseContext {
  readonly problems: ProblemList;
  readonly path: string;
  /** Users come in whole numbers, arrivals per second need not. */
  readonly whole: boolean;
}

type Of<Kind extends PhaseSpec['kind']> = Extract<PhaseSpec, { kind: Kind }>;
type Stretch = readonly (readonly [from: number, to: number, durationMs: number])[];

/** The straight stretches of a phase, and the value that a phase after it starts from. */
interface Piece {
  readonly stretch: Stretch;
  readonly last: number;
}

const MOST_LEVELS = 10_000;

/**
 * The curve of a list of phases. Where a phase doesn't say its first value it goes on from where the last one ended; a
 * pause and a spike come back to the value before them.
 */
export function curveOfPhases(phases: readonly PhaseSpec[], context: PhaseContext): Curve {
  const curve: CurveSegment[] = [];
  let last = 0;
  for (const [index, phase] of phases.entries()) {
    const path = `${context.path}[${index}]`;
    const piece = pieceOf(phase, last, { ...context, path });
    if (piece === undefined) continue;
    const maxUsers = context.problems.number(phase.maxUsers, `${path}.maxUsers`, {
      what: 'maxUsers',
      min: 1,
      whole: true,
    });
    for (const [fromValue, toValue, durationMs] of piece.stretch) {
      if (durationMs === 0) continue;
      curve.push({
        fromValue,
        toValue,
        durationMs,
        ...(phase.name === undefined ? {} : { name: phase.name }),
        ...(maxUsers === undefined ? {} : { maxUsers }),
      });
    }
    last = piece.last;
  }
  return curve;
}

function pieceOf(phase: PhaseSpec, last: number, context: PhaseContext): Piece | undefined {
  switch (phase.kind) {
    case 'ramp':
      return ramp(phase, last, context);
    case 'hold':
      return hold(phase, last, context);
    case 'step':
      return step(phase, last, context);
    case 'pause': {
      const durationMs = durationOf(phase, context);
      return durationMs === undefined ? undefined : { stretch: [[0, 0, durationMs]], last };
    }
    case 'spike':
      return spike(phase, last, context);
    default:
      return context.problems.add(context.path, `${shown(phase)} is not a phase`, {
        code: 'INVALID_LOAD',
        hint: 'phases are ramp, hold, step, pause and spike',
      });
  }
}

function ramp(phase: Of<'ramp'>, last: number, context: PhaseContext): Piece | undefined {
  const from = phase.from === undefined ? last : levelOf(phase.from, 'from', context);
  const to = levelOf(phase.to, 'to', context);
  const durationMs = durationOf(phase, context);
  if (from === undefined || to === undefined || durationMs === undefined) return undefined;
  return { stretch: [[from, to, durationMs]], last: to };
}

function hold(phase: Of<'hold'>, last: number, context: PhaseContext): Piece | undefined {
  const value = phase.value === undefined ? last : levelOf(phase.value, 'value', context);
  const durationMs = durationOf(phase, context);
  if (value === undefined || durationMs === undefined) return undefined;
  return { stretch: [[value, value, durationMs]], last: value };
}

/** Levels from the first to `to`, both included; without `from` the first is one step from where the last phase ended. */
function step(phase: Of<'step'>, last: number, context: PhaseContext): Piece | undefined {
  const { problems, path } = context;
  const given = phase.from === undefined ? undefined : levelOf(phase.from, 'from', context);
  const to = levelOf(phase.to, 'to', context);
  const by = levelOf(phase.by, 'by', context);
  const everyMs = problems.duration(required(phase.every), `${path}.every`, { what: 'every', min: 1 });
  if (to === undefined || by === undefined || everyMs === undefined) return undefined;
  if (phase.from !== undefined && given === undefined) return undefined;
  if (by === 0) {
    return problems.add(`${path}.by`, 'steps of 0 never arrive', { code: 'INVALID_LOAD', hint: "write 'by' above 0" });
  }
  const start = given ?? last;
  const direction = Math.sign(to - start);
  const distance = Math.abs(to - start);
  const steps = Math.ceil(distance / by - 1e-9);
  if (steps > MOST_LEVELS) {
    const hint = `a step has at most ${MOST_LEVELS} levels; use ramp for a smooth rise`;
    return problems.add(path, `this step has ${steps} levels`, { code: 'INVALID_LOAD', hint });
  }
  const levels = Array.from({ length: steps + 1 }, (_, index) =>
    index === steps ? to : Number((start + direction * index * by).toPrecision(12)),
  );
  const held = given === undefined && steps > 0 ? levels.slice(1) : levels;
  return { stretch: held.map((level) => [level, level, everyMs] as const), last: to };
}

function spike(phase: Of<'spike'>, last: number, context: PhaseContext): Piece | undefined {
  const to = levelOf(phase.to, 'to', context);
  const base = phase.base === undefined ? last : levelOf(phase.base, 'base', context);
  const durationMs = durationOf(phase, context);
  if (to === undefined || base === undefined || durationMs === undefined) return undefined;
  return { stretch: [[to, to, durationMs]], last: base };
}

function levelOf(value: unknown, key: string, context: PhaseContext): number | undefined {
  const { problems, path, whole } = context;
  return problems.number(required(value), `${path}.${key}`, { what: key, whole });
}

function durationOf(phase: { readonly duration?: unknown }, { problems, path }: PhaseContext): number | undefined {
  return problems.duration(required(phase.duration), `${path}.duration`, { what: 'duration' });
}

/** So that a missing value is reported, not skipped. */
function required(value: unknown): unknown {
  return value === undefined ? null : value;
}
