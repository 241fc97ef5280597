import type { Kind, Scope } from '../compile/scope.ts';
import { enumerated } from '../pattern/enumerate.ts';
import { type Pattern, patternOf } from '../pattern/pattern.ts';
import type { FieldOptions } from '../schema.ts';

export const pattern: Kind<FieldOptions & { readonly pattern: string }> = {
  type: 'text',
  make: (options, scope) => {
    const made = read(options.pattern, scope);
    return (random) =>
      made.make(random, { min: 0, max: Number.POSITIVE_INFINITY }) ??
      scope.fail(`nothing was found that matches /${options.pattern}/`);
  },
  distinct: (options, scope) => {
    const { node } = read(options.pattern, scope);
    return (
      enumerated(node) ??
      scope.fail(`/${options.pattern}/ cannot be counted through, so it cannot be made unique`, {
        hint: 'use characters, classes and groups that are always of the same length, like [A-Z]{3}-\\d{6}',
      })
    );
  },
};

function read(text: string, scope: Scope): Pattern {
  return patternOf(text, (problem) => scope.fail(problem));
}
