import type { Kind, Scope } from '../compile/scope.ts';
import { samplerOf } from '../distributions/spread.ts';
import { compileExpression, roundTo } from '../expression.ts';
import type { Correlation, FieldOptions, NumberOptions } from '../schema.ts';

export const integer: Kind<NumberOptions> = {
  type: 'integer',
  make: (options, scope) => {
    const { min, max } = rangeOf(options, { min: 0, max: 1000 });
    const sampler = samplerOf(options, { min: Math.ceil(min), max: Math.floor(max), whole: true }, scope.fail);
    return scope.draw(sampler, options.correlate);
  },
  distinct: (options, scope) => countable(options, { min: 0, max: 2 ** 48, decimals: 0 }, scope),
};

export const number: Kind<NumberOptions> = decimal({ min: 0, max: 1, decimals: 6 });

export const money: Kind<NumberOptions> = decimal({ min: 1, max: 100, decimals: 2 });

export const boolean: Kind<FieldOptions & { readonly share?: number; readonly correlate?: Correlation }> = {
  type: 'boolean',
  make: ({ share = 0.5, correlate }, scope) => {
    const quantile = (u: number) => (u >= 1 - share ? 1 : 0);
    const draw = scope.draw({ quantile, sample: (random) => quantile(random.next()) }, correlate);
    return (random, row) => draw(random, row) === 1;
  },
};

export const compute: Kind<FieldOptions & { readonly expression: string; readonly decimals?: number }> = {
  type: 'number',
  make: ({ expression, decimals }, scope) => {
    const value = compileExpression(expression, { field: scope.value, fail: scope.fail });
    return (_, row) => {
      const made = value(row);
      if (typeof made !== 'number') return made;
      if (!Number.isFinite(made)) return null;
      return decimals === undefined ? made : roundTo(made, decimals);
    };
  },
};

interface Defaults {
  readonly min: number;
  readonly max: number;
  readonly decimals: number;
}

function decimal(defaults: Defaults): Kind<NumberOptions> {
  return {
    type: 'number',
    make: (options, scope) => {
      const range = rangeOf(options, defaults);
      const draw = scope.draw(samplerOf(options, { ...range, whole: false }, scope.fail), options.correlate);
      const factor = 10 ** (options.decimals ?? defaults.decimals);
      const { low, high } = steps(range, factor, scope);
      return (random, row) => Math.min(Math.max(Math.round(draw(random, row) * factor), low), high) / factor;
    },
    distinct: (options, scope) => countable(options, defaults, scope),
  };
}

/** Without a distribution there are ends; with one, only those that are given. */
function rangeOf({ min, max, distribution = 'uniform' }: NumberOptions, defaults: { min: number; max: number }) {
  const isOpen = distribution !== 'uniform' && distribution !== 'zipf';
  const low = min ?? (isOpen ? Number.NEGATIVE_INFINITY : Math.min(defaults.min, max ?? defaults.min));
  return { min: low, max: max ?? (isOpen ? Number.POSITIVE_INFINITY : Math.max(defaults.max, low + defaults.max)) };
}

/** The range in units of the last decimal. */
function steps(
  { min, max }: { min: number; max: number },
  factor: number,
  scope: Scope,
): { low: number; high: number } {
  const low = Math.ceil(min * factor - 1e-6);
  const high = Math.floor(max * factor + 1e-6);
  if (low > high) scope.fail(`there is no number with so few decimals between ${min} and ${max}`);
  return { low, high };
}

function countable(options: NumberOptions, defaults: Defaults, scope: Scope) {
  const { distribution = 'uniform', correlate } = options;
  if (distribution !== 'uniform' || correlate !== undefined) {
    return scope.fail('unique numbers are uniform: leave the distribution, the correlation or unique away');
  }
  const factor = 10 ** (options.decimals ?? defaults.decimals);
  const { low, high } = steps(rangeOf(options, defaults), factor, scope);
  return { size: high - low + 1, at: (place: number) => (low + place) / factor };
}
