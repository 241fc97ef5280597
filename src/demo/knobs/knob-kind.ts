import type { Random } from '../../load/random.ts';
import type { Exchange } from '../exchange.ts';
import type { PreciseTimer } from '../precise-timer.ts';
import type { Reader } from './readers.ts';

/** One request that a knob applies to. */
export interface Visit {
  readonly exchange: Exchange;
  /** How many requests the knob has applied to before, and how long ago the first of them came. */
  readonly before: number;
  readonly elapsedMs: number;
  /** The same draws for the same request of a route in every run; to be used at once. */
  readonly random: Random;
}

/** What a knob does to requests. */
export interface Trouble {
  /** Lets the request go on, now or later, or answers it. What is thrown becomes the answer. */
  meet(visit: Visit, goOn: () => void): void;
  /** Requests wait in it before the server counts them. */
  readonly unseen?: boolean;
  /** The share of all requests that one instance gets. */
  readonly traffic?: { readonly instance: number; readonly share: number };
  /** What it has come to, for `GET /knobs`. */
  state?(): Readonly<Record<string, number>>;
  /** The knob is taken away: whoever waits in it goes on. */
  remove?(): void;
}

export interface Setting<V> {
  readonly reader: Reader<V>;
  readonly fallback: V;
}

export type Settings = Readonly<Record<string, Setting<unknown>>>;

export type Values<S extends Settings> = { readonly [K in keyof S]: S[K] extends Setting<infer V> ? V : never };

/** A kind of knob, `slow=20ms max=1s`: the name with its main value, and further settings. */
export interface KnobKind {
  readonly name: string;
  readonly main: Reader<unknown>;
  readonly settings: Settings;
  /** Where the main value says which share of requests it applies to. */
  share?(main: unknown): number | undefined;
  /** Where the main value says which instance it applies to. */
  instance?(main: unknown): number | undefined;
  create(main: unknown, values: Readonly<Record<string, unknown>>, timer: PreciseTimer): Trouble;
}

export function setting<V>(reader: Reader<V>, fallback: V): Setting<V> {
  return { reader, fallback };
}

/** Ties the readers of a kind to the function that is given what they read. */
export function knobKind<M, const S extends Settings>(definition: {
  readonly name: string;
  readonly main: Reader<M>;
  readonly settings: S;
  share?(main: M): number | undefined;
  instance?(main: M): number | undefined;
  create(main: M, values: Values<S>, timer: PreciseTimer): Trouble;
}): KnobKind {
  return definition as unknown as KnobKind;
}
