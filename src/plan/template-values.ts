import { textOf } from '../users/expressions/operators.ts';
import { parseExpression } from '../users/expressions/parse.ts';
import { holdsTemplate, splitTemplate } from '../users/templates/template.ts';

type Variables = Readonly<Record<string, unknown>>;
type Env = Readonly<Record<string, string | undefined>>;

/** More than this is not worth knowing. */
const MOST_TEXTS = 1000;

/** What templates stand for, as far as that is known before anything runs. */
export class TemplateValues {
  readonly #variables: Variables;
  readonly #env: Env;

  constructor(variables: Variables, env: Env) {
    this.#variables = variables;
    this.#env = env;
  }

  /** With the variables and environment of a scenario laid over them. */
  within(variables: Variables = {}, env: Env = {}): TemplateValues {
    return new TemplateValues({ ...this.#variables, ...variables }, { ...this.#env, ...env });
  }

  /** The text with its templates filled in, or undefined where one of them is not known yet, or has several values. */
  fill(text: string): string | undefined {
    const texts = this.fillAll(text);
    return texts?.length === 1 ? texts[0] : undefined;
  }

  /** Every text that it may become; a list as a variable stands for any of its values. Undefined where that is not known. */
  fillAll(text: string): readonly string[] | undefined {
    if (!holdsTemplate(text)) return [text];
    try {
      let texts = [''];
      for (const part of splitTemplate(text)) {
        const values = typeof part === 'string' ? [part] : this.#valuesOf(part.source);
        if (values === undefined || texts.length * values.length > MOST_TEXTS) return undefined;
        texts = texts.flatMap((before) => values.map((value) => before + value));
      }
      return texts;
    } catch {
      return undefined;
    }
  }

  #valuesOf(source: string): readonly string[] | undefined {
    const expression = parseExpression(source);
    if (expression.kind === 'variable') return plainValues(own(this.#variables, expression.name));
    if (expression.kind !== 'member' || expression.object.kind !== 'variable' || expression.key.kind !== 'literal') {
      return undefined;
    }
    const isEnvironment = ['$env', '$processEnvironment'].includes(expression.object.name);
    return isEnvironment ? plainValues(own(this.#env, String(expression.key.value))) : undefined;
  }
}

function plainValues(value: unknown): readonly string[] | undefined {
  const values = Array.isArray(value) ? value : [value];
  const known = values.every((each) => typeof each === 'number' || (typeof each === 'string' && !holdsTemplate(each)));
  return known && values.length > 0 ? values.map(textOf) : undefined;
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
