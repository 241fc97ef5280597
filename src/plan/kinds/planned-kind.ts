import { curveDurationMs, peakValue } from '../../load/curve.ts';
import type { LoadSpec } from '../../model/load-spec.ts';
import type { PlannedKind, PlannedLoad, PlannedStream } from '../../model/plan.ts';
import type { TestKind, TestSpec } from '../../model/test-spec.ts';
import { DEFAULTS } from '../defaults.ts';
import type { ProblemList } from '../problem-list.ts';
import type { KindSettings } from './kind-settings.ts';
import { LOAD_PEAK, SPIKE_PEAK, shapeOf, spikeRecoveryMs, stressRecoveryMs, USUAL_DURATION_MS } from './shapes.ts';

/** Percentiles of a baseline are to be known this well, after no less than so long. */
const STABLE = { precision: 0.05, leastMs: 30_000 };
/** Kinds that do with one user, whatever load is expected. */
const NEED_NO_LOAD: readonly TestKind[] = ['smoke', 'baseline', 'regression'];

export interface ShapedTest {
  readonly kind: PlannedKind;
  readonly streams: readonly PlannedStream[];
}

/** The load that a kind takes for nominal, with the kind's usual duration where the test gives none. */
export function withUsualLoad(spec: TestSpec, settings: KindSettings): TestSpec {
  const duration = `${USUAL_DURATION_MS[settings.type]}ms`;
  const lasting = (load: LoadSpec): LoadSpec => {
    if ('iterations' in load || load.duration !== undefined) return load;
    return Array.isArray('rate' in load ? load.rate : load.users) ? load : { ...load, duration };
  };
  const scenarios = spec.scenarios.map((scenario) => {
    return scenario.load === undefined ? scenario : { ...scenario, load: lasting(scenario.load) };
  });
  const hasLoad = spec.load !== undefined || spec.scenarios.some(({ load }) => load !== undefined);
  if (!hasLoad && NEED_NO_LOAD.includes(settings.type)) return { ...spec, load: { users: 1, duration } };
  return { ...spec, scenarios, ...(spec.load === undefined ? {} : { load: lasting(spec.load) }) };
}

/** Gives streams the shape of their kind. Curves that the test draws itself are kept, unless `always`. */
export function shaped(
  streams: readonly PlannedStream[],
  settings: KindSettings,
  context: { readonly problems: ProblemList; readonly always: boolean },
): ShapedTest {
  const { problems, always } = context;
  const counted = streams.filter(({ load }) => load.model === 'iterations');
  if (counted.length > 0 && settings.type !== 'smoke') {
    problems.add(
      'load',
      `a ${settings.type} test follows from a load of users or a rate, not from a number of iterations`,
      {
        code: 'INVALID_KIND',
        hint: "say what load is expected: load: { users: 50, duration: '5m' } or { rate: 100, duration: '5m' }",
      },
    );
  }
  const each = streams.map((stream) => shapedStream(stream, settings, always));
  const played = each.map(({ stream }) => stream);
  const isAlone = settings.type === 'baseline' || settings.type === 'regression';
  return { kind: plannedKind(settings, streams, each), streams: isAlone ? oneUser(played) : played };
}

interface ShapedStream {
  readonly stream: PlannedStream;
  readonly descent?: PlannedStream;
}

function shapedStream(stream: PlannedStream, settings: KindSettings, always: boolean): ShapedStream {
  const { load } = stream;
  const isDrawn = load.model !== 'iterations' && load.curve.length > 1;
  if (load.model === 'iterations' || (isDrawn && !always)) return { stream };
  const nominal = {
    load: peakValue(load.curve),
    durationMs: curveDurationMs(load.curve),
    whole: load.model === 'users',
  };
  const { curve, descent } = shapeOf(nominal, settings);
  const shapedLoad: PlannedLoad = { ...load, curve };
  return {
    stream: { ...stream, load: shapedLoad },
    ...(descent === undefined ? {} : { descent: { ...stream, load: { ...load, curve: descent } } }),
  };
}

/** Alone means one user, also where the test is of arrivals. */
function oneUser(streams: readonly PlannedStream[]): PlannedStream[] {
  return streams.map((stream): PlannedStream => {
    if (stream.load.model !== 'arrivals') return stream;
    const { curve } = stream.load;
    return { ...stream, load: { model: 'users', curve, gracefulRampDownMs: DEFAULTS.gracefulRampDownMs } };
  });
}

function plannedKind(
  settings: KindSettings,
  before: readonly PlannedStream[],
  after: readonly ShapedStream[],
): PlannedKind {
  const curves = before.flatMap(({ load }) => (load.model === 'iterations' ? [] : [load.curve]));
  const nominal = curves.reduce((sum, curve) => sum + peakValue(curve), 0);
  const durationMs = Math.max(0, ...curves.map(curveDurationMs));
  const { holdMs, variable, levels } = settings;
  switch (settings.type) {
    case 'baseline':
    case 'regression':
      return { type: settings.type, ...(holdMs === undefined ? { stable: STABLE } : {}) };
    case 'load':
      return { type: 'load', nominal, peak: nominal * (settings.peak ?? LOAD_PEAK) };
    case 'stress': {
      const descent = after.flatMap((each) => each.descent ?? []);
      return { type: 'stress', nominal, recoveryMs: stressRecoveryMs(settings, durationMs), descent };
    }
    case 'spike': {
      const recoveryMs = spikeRecoveryMs(settings, durationMs);
      const judged = settings.defaultLimits ? {} : { defaultLimits: false as const };
      return { type: 'spike', nominal, peak: nominal * (settings.peak ?? SPIKE_PEAK), recoveryMs, ...judged };
    }
    case 'scalability':
      return {
        type: 'scalability',
        ...(variable === undefined ? {} : { variable: { name: variable, values: levels ?? [] } }),
      };
    default:
      return { type: settings.type };
  }
}
