import { atLeast, choice, duration, flag, nonEmptyText, thinkTime, wholeAtLeast } from '../shape/leaves.ts';
import { list, object, record, type Shape } from '../shape/shape.ts';

/** One setting of a template: what it is for, what it may be, and what it is unless told otherwise. */
export interface TemplateOption<V = unknown> {
  /** One line, for lists and for comments in written files. */
  readonly about: string;
  readonly otherwise: V;
  readonly shape: Shape;
  /** Not among the options that `init --list` names. */
  readonly minor?: boolean;
  /** Its numbers are shares of a whole. */
  readonly isMix?: boolean;
}

export type TemplateOptions = Readonly<Record<string, TemplateOption>>;

/** The values of a table of options. */
export type OptionValues<O> = { readonly [K in keyof O]: O[K] extends TemplateOption<infer V> ? V : never };

/**
 * Options of templates, each with what it is unless told otherwise and a line on what it is for.
 *
 * @example options: { items: option.whole(20, 'Items on a page.'), sort: option.choice(['name', 'price'], 'name', 'Order of the items.') }
 */
export const option = {
  /** A whole number. */
  whole: (otherwise: number, about: string, { min = 1 }: { readonly min?: number } = {}): TemplateOption<number> => ({
    about,
    otherwise,
    shape: wholeAtLeast(min),
  }),
  number: (otherwise: number, about: string, { min = 0 }: { readonly min?: number } = {}): TemplateOption<number> => ({
    about,
    otherwise,
    shape: atLeast(min),
  }),
  text: (otherwise: string, about: string): TemplateOption<string> => ({ about, otherwise, shape: nonEmptyText }),
  flag: (otherwise: boolean, about: string): TemplateOption<boolean> => ({ about, otherwise, shape: flag }),
  /** One of a few words. */
  choice: <const W extends string>(words: readonly W[], otherwise: NoInfer<W>, about: string): TemplateOption<W> => ({
    about,
    otherwise,
    shape: choice(...words),
  }),
  duration: (otherwise: string, about: string): TemplateOption<string | number> => ({
    about,
    otherwise,
    shape: duration,
  }),
  /** A pause: `'1s..3s'`. */
  think: (otherwise: string, about: string): TemplateOption<string | number> => ({
    about,
    otherwise,
    shape: thinkTime,
  }),
  texts: (otherwise: readonly string[], about: string): TemplateOption<readonly string[]> => ({
    about,
    otherwise,
    shape: list(nonEmptyText),
  }),
  /** Shares of the operations named; those left away are not done. */
  mix: <K extends string>(
    otherwise: Readonly<Record<K, number>>,
    about: string,
  ): TemplateOption<Readonly<Partial<Record<K, number>>>> => ({
    about,
    otherwise,
    shape: object(Object.fromEntries(Object.keys(otherwise).map((key) => [key, atLeast(0)]))),
    isMix: true,
  }),
  /** Anything that a shape describes. */
  of: <V>(shape: Shape, otherwise: V, about: string): TemplateOption<V> => ({ about, otherwise, shape }),
  /** Settings by names of the user's own. */
  record: <V>(value: Shape, otherwise: Readonly<Record<string, V>>, about: string) =>
    option.of<Readonly<Record<string, V>>>(record(value), otherwise, about),
};

/** The option, left out of lists. */
export function minor<V>(given: TemplateOption<V>): TemplateOption<V> {
  return { ...given, minor: true };
}
