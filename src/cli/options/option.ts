import type { Reader } from './readers.ts';

/** What every option has: its flag and its `PLIMSOLL_*` variable follow from its key in the command's table. */
interface OptionBase {
  /** One letter. */
  readonly short?: string;
  readonly help: string;
}

export interface FlagOption extends OptionBase {
  readonly kind: 'flag';
}

export interface ValueOption<V> extends OptionBase {
  readonly kind: 'value';
  /** What stands for the value in the help: `URL`. */
  readonly value: string;
  readonly read: Reader<V>;
  /** What happens without it, in words. */
  readonly otherwise?: string;
}

/** May be given several times. */
export interface ListOption<V> extends OptionBase {
  readonly kind: 'list';
  readonly value: string;
  readonly read: Reader<V>;
}

export type Option = FlagOption | ValueOption<unknown> | ListOption<unknown>;

/** The options of a command, by their keys: `readyTimeout` is `--ready-timeout` and `PLIMSOLL_READY_TIMEOUT`. */
export type OptionTable = Readonly<Record<string, Option>>;

/** What a table's options are once read. */
export type OptionValues<T extends OptionTable> = {
  readonly [K in keyof T]: T[K] extends FlagOption
    ? boolean
    : T[K] extends ListOption<infer V>
      ? readonly V[]
      : T[K] extends ValueOption<infer V>
        ? V | undefined
        : never;
};

export function flag(help: string, more: { readonly short?: string } = {}): FlagOption {
  return { kind: 'flag', help, ...more };
}

export function value<V>(read: Reader<V>, about: Omit<ValueOption<V>, 'kind' | 'read'>): ValueOption<V> {
  return { kind: 'value', read, ...about };
}

export function list<V>(read: Reader<V>, about: Omit<ListOption<V>, 'kind' | 'read'>): ListOption<V> {
  return { kind: 'list', read, ...about };
}

/** `--ready-timeout` */
export function flagOf(key: string): string {
  return `--${nameOf(key)}`;
}

/** `ready-timeout` */
export function nameOf(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `PLIMSOLL_READY_TIMEOUT` */
export function variableOf(key: string): string {
  return `PLIMSOLL_${nameOf(key).replaceAll('-', '_').toUpperCase()}`;
}
