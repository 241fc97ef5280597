import { textOf } from '../users/expressions/operators.ts';
import { parseExpression } from '../users/expressions/parse.ts';
import { holdsTemplate, splitTemplate } from '../users/templates/template.ts';

/** What templates stand for, as far as that is known before anything runs. */
export class TemplateValues {
  readonly #variables: Readonly<Record<string, unknown>>;
  readonly #env: Readonly<Record<string, string | undefined>>;

  constructor(variables: Readonly<Record<string, unknown>>, env: Readonly<Record<string, string | undefined>>) {
    this.#variables = variables;
    this.#env = env;
  }

  /** The text with its templates filled in, or undefined where one of them is not known yet. */
  fill(text: string): string | undefined {
    if (!holdsTemplate(text)) return text;
    try {
      const parts = splitTemplate(text).map((part) => (typeof part === 'string' ? part : this.#valueOf(part.source)));
      return parts.includes(undefined) ? undefined : parts.join('');
    } catch {
      return undefined;
    }
  }

  #valueOf(source: string): string | undefined {
    const expression = parseExpression(source);
    if (expression.kind === 'variable') return plain(own(this.#variables, expression.name));
    if (expression.kind !== 'member' || expression.object.kind !== 'variable' || expression.key.kind !== 'literal') {
      return undefined;
    }
    const isEnvironment = ['$env', '$processEnvironment'].includes(expression.object.name);
    return isEnvironment ? own(this.#env, String(expression.key.value)) : undefined;
  }
}

/** A list means one of its values at random, which is not known. */
function plain(value: unknown): string | undefined {
  if (typeof value === 'string') return holdsTemplate(value) ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? textOf(value) : undefined;
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
