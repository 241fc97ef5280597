import { UserError } from '../errors/user-error.ts';
import type { PhaseSpec } from '../model/load-spec.ts';
import type { Duration } from '../model/test-spec.ts';

type Kind<K extends PhaseSpec['kind']> = PhaseSpec & { readonly kind: K };

export interface PhaseOptions {
  readonly name?: string;
  /** Users allowed during this phase of an open model. */
  readonly maxUsers?: number;
}

export interface StepOptions extends PhaseOptions {
  /** Level of the first step; where the phase before ended when left away. */
  readonly from?: number;
  readonly to: number;
  readonly by: number;
  readonly every: Duration;
}

export interface SpikeOptions extends PhaseOptions {
  readonly duration: Duration;
  /** Level before and after. */
  readonly base?: number;
}

/**
 * The level rises or falls evenly, from where the phase before ended or from a level given.
 *
 * @example ramp(0, 200, '30s'), ramp(50, '1m')
 */
export function ramp(to: number, duration: Duration, options?: PhaseOptions): Kind<'ramp'>;
export function ramp(
  ...fromTo: readonly [from: number, to: number, duration: Duration, options?: PhaseOptions]
): Kind<'ramp'>;
export function ramp(...args: readonly unknown[]): Kind<'ramp'> {
  const [first, second, third, fourth] = args as [number, Duration, Duration | PhaseOptions | undefined, PhaseOptions?];
  if (typeof third === 'string' || typeof third === 'number') {
    return { kind: 'ramp', from: first, to: Number(second), duration: third, ...fourth };
  }
  return { kind: 'ramp', to: first, duration: second, ...third };
}

/**
 * The level stays, at a value given or where the phase before ended.
 *
 * @example hold(200, '2m'), hold('2m')
 */
export function hold(duration: Duration, options?: PhaseOptions): Kind<'hold'>;
export function hold(value: number, duration: Duration, options?: PhaseOptions): Kind<'hold'>;
export function hold(first: Duration, second?: Duration | PhaseOptions, options?: PhaseOptions): Kind<'hold'> {
  if (typeof second !== 'string' && typeof second !== 'number') return { kind: 'hold', duration: first, ...second };
  if (typeof first !== 'number') {
    throw new UserError(`hold('${first}', …): the level to hold must be a number`, {
      code: 'INVALID_VALUE',
      hint: "Write hold(200, '2m'), or hold('2m') to stay where the phase before ended.",
    });
  }
  return { kind: 'hold', value: first, duration: second, ...options };
}

/**
 * The level rises in steps and holds each of them, to find how much a system carries.
 *
 * @example step({ from: 100, to: 1000, by: 100, every: '30s' })
 */
export function step(options: StepOptions): Kind<'step'> {
  return { kind: 'step', ...options };
}

/** No load. */
export function pause(duration: Duration, options?: PhaseOptions): Kind<'pause'> {
  return { kind: 'pause', duration, ...options };
}

/**
 * The level jumps up and back.
 *
 * @example spike(1000, { duration: '10s', base: 100 })
 */
export function spike(to: number, options: SpikeOptions): Kind<'spike'> {
  return { kind: 'spike', to, ...options };
}
