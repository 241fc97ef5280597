import type { LoadSpec, PhaseSpec } from '../../model/load-spec.ts';
import type { Duration } from '../../model/test-spec.ts';
import { parseDurationMs } from '../../model/units.ts';
import { asList, below, defined, from, invalid, missing, type Place, type Raw, unusable } from './read-context.ts';

type PhaseKind = PhaseSpec['kind'];

/** Keys of each kind of phase, the necessary ones first. */
const PHASE_KEYS: Readonly<Record<PhaseKind, { readonly needs: readonly string[]; readonly has: readonly string[] }>> =
  {
    ramp: { needs: ['to', 'duration'], has: ['from'] },
    hold: { needs: ['duration'], has: ['value'] },
    step: { needs: ['to', 'by', 'every'], has: ['from'] },
    pause: { needs: ['duration'], has: [] },
    spike: { needs: ['to', 'duration'], has: ['base'] },
  };

/** Plimsoll's own load: `{ users }`, `{ rate }` or `{ iterations }`, with phases in any of their forms. */
export function readLoad(place: Place): LoadSpec {
  const { raw } = place;
  const phases = (key: string): unknown => {
    const value = raw[key];
    if (!Array.isArray(value)) return value;
    if (raw.duration !== undefined)
      invalid(place, `'duration' belongs to a constant number; phases have their own`, 'duration');
    if (value.length === 0) invalid(place, 'needs at least one phase', key);
    return value.map((_, index) => readPhase(below(place, key, index)));
  };
  const key = 'users' in raw && !('iterations' in raw) ? 'users' : 'rate' in raw ? 'rate' : undefined;
  return from(place, (key === undefined ? { ...raw } : { ...raw, [key]: phases(key) }) as unknown as LoadSpec);
}

/** One phase; its kind is told by its keys where it isn't named. */
function readPhase(place: Place): PhaseSpec {
  const { raw } = place;
  const kind = (raw.kind as PhaseKind | undefined) ?? kindOf(raw);
  const { needs, has } = PHASE_KEYS[kind];
  const renamed = defined<Raw>({ ...raw, kind: undefined, target: undefined, pause: undefined });
  const phase: Raw = {
    ...renamed,
    ...(raw.target === undefined ? {} : { to: raw.target }),
    ...(raw.pause === undefined ? {} : { duration: raw.pause }),
  };
  for (const need of needs) {
    if (phase[need] === undefined) missing(place, need);
  }
  const known = ['name', 'maxUsers', ...needs, ...has];
  for (const key of Object.keys(phase)) {
    if (!known.includes(key)) unusable(place, `a phase that ${verb(kind)} has no '${key}'`, key);
  }
  return from(place, { kind, ...phase } as unknown as PhaseSpec);
}

function kindOf(raw: Raw): PhaseKind {
  if (raw.by !== undefined || raw.every !== undefined) return 'step';
  if (raw.base !== undefined) return 'spike';
  if (raw.to !== undefined || raw.target !== undefined) return 'ramp';
  return raw.pause === undefined ? 'hold' : 'pause';
}

function verb(kind: PhaseKind): string {
  return { ramp: 'ramps', hold: 'holds', step: 'steps', pause: 'pauses', spike: 'spikes' }[kind];
}

/** Artillery's `phases`: arrivals, each a new user. */
export function readArtilleryPhases(config: Place): LoadSpec | undefined {
  const phases = asList(config.raw.phases) as readonly Raw[];
  if (phases.length === 0) return undefined;
  const single = !Array.isArray(config.raw.phases);
  const rate = phases.map((_, index) =>
    readArtilleryPhase(single ? below(config, 'phases') : below(config, 'phases', index)),
  );
  const modes = new Set(phases.map((phase) => phase.mode ?? config.raw.mode ?? 'uniform'));
  if (modes.size > 1) unusable(config, 'all phases must have one mode', 'phases');
  const load: LoadSpec = { rate, newUsers: true, ...(modes.has('poisson') ? { arrivals: 'poisson' } : {}) };
  return from(below(config, 'phases'), load);
}

function readArtilleryPhase(place: Place): PhaseSpec {
  const { raw } = place;
  const common = defined<{ name?: string; maxUsers?: number }>({
    name: raw.name as string | undefined,
    maxUsers: raw.maxVusers as number | undefined,
  });
  if (raw.pause !== undefined) return from(place, { kind: 'pause', duration: raw.pause as Duration, ...common });
  if (raw.duration === undefined) missing(place, 'duration');
  const duration = (raw.duration ?? 1) as Duration;
  const arrivalRate = raw.arrivalRate as number | undefined;
  if (raw.rampTo !== undefined) {
    return from(place, { kind: 'ramp', from: arrivalRate ?? 0, to: Number(raw.rampTo), duration, ...common });
  }
  if (raw.arrivalCount !== undefined) {
    const value = (Number(raw.arrivalCount) * 1000) / (parseDurationMs(duration) || 1000);
    return from(place, { kind: 'hold', value, duration, ...common });
  }
  if (arrivalRate === undefined) missing(place, 'arrivalRate');
  return from(place, { kind: 'hold', value: arrivalRate ?? 0, duration, ...common });
}
