import { didYouMean } from '../../errors/suggest.ts';
import { UserError } from '../../errors/user-error.ts';
import type { PresetOption } from './data-set.ts';

/** The options of one preset, read value by value: each is what was given or the default, or a UserError says why it can't be. */
export class OptionValues {
  private readonly preset: string;
  private readonly given: Readonly<Record<string, unknown>>;

  constructor(preset: string, given: object, known: Readonly<Record<string, PresetOption>>) {
    this.preset = preset;
    this.given = given as Readonly<Record<string, unknown>>;
    for (const name of Object.keys(given)) {
      if (Object.hasOwn(known, name)) continue;
      const hint = didYouMean(name, Object.keys(known)) ?? `there are ${Object.keys(known).join(', ')}`;
      throw new UserError(`${preset} has no option '${name}'`, { code: 'DATA_SET_OPTION', hint });
    }
  }

  integer(name: string, fallback: number, [min, max]: readonly [number, number]): number {
    const value = this.given[name] ?? fallback;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max) return value;
    throw this.error(name, value, `a whole number from ${min} to ${max}`);
  }

  choice<T extends string>(name: string, fallback: T, choices: readonly T[]): T {
    const value = this.given[name] ?? fallback;
    const found = choices.find((each) => each === value);
    if (found !== undefined) return found;
    throw this.error(name, value, `one of ${choices.join(', ')}`);
  }

  choices<T extends string>(name: string, choices: readonly T[]): readonly T[] {
    const value = this.given[name] ?? choices;
    const wanted = typeof value === 'string' ? value.split(',').map((each) => each.trim()) : value;
    if (Array.isArray(wanted) && wanted.length > 0 && wanted.every((each) => choices.includes(each))) {
      return choices.filter((each) => wanted.includes(each));
    }
    throw this.error(name, value, `some of ${choices.join(', ')}`);
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.given[name] ?? fallback;
    if (typeof value === 'boolean') return value;
    throw this.error(name, value, 'true or false');
  }

  text(name: string, fallback: string, allowed: { readonly pattern: RegExp; readonly what: string }): string {
    const value = this.given[name] ?? fallback;
    if (typeof value === 'string' && allowed.pattern.test(value)) return value;
    throw this.error(name, value, allowed.what);
  }

  /** For what only the preset can tell to be wrong. */
  error(name: string, value: unknown, expected: string): UserError {
    const shown = JSON.stringify(value) ?? String(value);
    const message = `${this.preset}: ${name} has to be ${expected}, not ${shown.length > 60 ? `${shown.slice(0, 60)}…` : shown}`;
    return new UserError(message, { code: 'DATA_SET_OPTION' });
  }
}
