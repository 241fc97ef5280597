import { didYouMean } from '../../errors/suggest.ts';
import { TEST_KINDS } from '../../model/test-kinds.ts';
import type { KindSpec, TestKind, TestSpec } from '../../model/test-spec.ts';
import { type ProblemList, shown } from '../problem-list.ts';

/** A kind as written, checked; durations in milliseconds. */
export interface KindSettings {
  readonly type: TestKind;
  readonly peak?: number;
  readonly base?: number;
  readonly steps?: number;
  readonly levels?: readonly number[];
  readonly variable?: string;
  readonly holdMs?: number;
  readonly spikes?: number;
  readonly recoveryMs?: number;
  readonly defaultLimits: boolean;
}

type Setting = Exclude<keyof KindSpec, 'type'>;

/** Which settings mean something for which kind. */
const USED_BY: Readonly<Record<Setting, readonly TestKind[]>> = {
  peak: ['load', 'stress', 'spike'],
  base: ['spike'],
  steps: ['stress', 'scalability'],
  levels: ['scalability'],
  variable: ['scalability'],
  hold: TEST_KINDS,
  spikes: ['spike'],
  recovery: ['stress', 'spike'],
  defaultLimits: TEST_KINDS,
};

const MOST_STEPS = 100;

/** Undefined where there is no kind, or a wrong one, which is noted. */
export function kindSettings(kind: TestSpec['kind'], problems: ProblemList): KindSettings | undefined {
  if (kind === undefined) return undefined;
  const spec: KindSpec = typeof kind === 'object' && kind !== null ? kind : { type: kind };
  const type = typeOf(spec.type, problems);
  return type === undefined ? undefined : settingsOf(spec, type, problems);
}

function typeOf(type: unknown, problems: ProblemList): TestKind | undefined {
  if (type === 'endurance') return 'soak';
  const found = TEST_KINDS.find((known) => known === type);
  if (found !== undefined) return found;
  const hint = typeof type === 'string' ? didYouMean(type, TEST_KINDS) : undefined;
  const kinds = `kinds are ${TEST_KINDS.join(', ')}`;
  return problems.add('kind', `${shown(type)} is not a kind of test`, {
    code: 'INVALID_KIND',
    hint: hint === undefined ? kinds : `${hint} ${kinds}`,
  });
}

function settingsOf(spec: KindSpec, type: TestKind, problems: ProblemList): KindSettings {
  for (const [setting, kinds] of Object.entries(USED_BY)) {
    if (spec[setting as Setting] === undefined || kinds.includes(type)) continue;
    problems.add(`kind.${setting}`, `'${setting}' means nothing for the kind ${type}`, {
      code: 'INVALID_KIND',
      hint: `it is for ${kinds.join(', ')}`,
    });
  }
  const number = (
    key: 'peak' | 'base' | 'steps' | 'spikes',
    bounds: { min: number; max?: number; whole?: boolean },
  ) => {
    return problems.number(spec[key], `kind.${key}`, { what: key, ...bounds });
  };
  const holdMs = problems.duration(spec.hold, 'kind.hold', { what: 'hold', min: 1000 });
  const recoveryMs = problems.duration(spec.recovery, 'kind.recovery', { what: 'recovery', min: 1000 });
  const peak = number('peak', { min: type === 'load' ? 1 : 1.01 });
  const base = number('base', { min: 0 });
  const steps = number('steps', { min: 2, max: MOST_STEPS, whole: true });
  const spikes = number('spikes', { min: 1, max: MOST_STEPS, whole: true });
  const levels = levelsOf(spec, problems);
  return {
    type,
    defaultLimits: spec.defaultLimits ?? true,
    ...(peak === undefined ? {} : { peak }),
    ...(base === undefined ? {} : { base }),
    ...(steps === undefined ? {} : { steps }),
    ...(spikes === undefined ? {} : { spikes }),
    ...(levels === undefined ? {} : { levels }),
    ...(spec.variable === undefined ? {} : { variable: spec.variable }),
    ...(holdMs === undefined ? {} : { holdMs }),
    ...(recoveryMs === undefined ? {} : { recoveryMs }),
  };
}

function levelsOf({ levels, variable }: KindSpec, problems: ProblemList): readonly number[] | undefined {
  if (levels === undefined) {
    if (variable === undefined) return undefined;
    return problems.add('kind.variable', `'variable' says what is varied, but not by which values`, {
      code: 'INVALID_KIND',
      hint: `add 'levels': { variable: '${variable}', levels: [100, 1000, 10000] }`,
    });
  }
  const isRising = levels.every((level, index) => level > (levels[index - 1] ?? 0));
  if (levels.length >= 2 && levels.length <= MOST_STEPS && isRising) return levels;
  return problems.add('kind.levels', `${shown(levels)} are not levels that rise`, {
    code: 'INVALID_KIND',
    hint: `write 2 to ${MOST_STEPS} numbers, each above the one before; 6 or more are needed to tell how a system scales`,
  });
}
