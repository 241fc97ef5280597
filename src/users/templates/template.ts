import { UserError } from '../../errors/user-error.ts';
import { type Compiled, Compiler, type Evaluate, missing } from '../expressions/compile.ts';
import { textOf } from '../expressions/operators.ts';
import { type Expression, parseExpression } from '../expressions/parse.ts';
import type { Names, Scope } from '../expressions/scope.ts';

/** A value to be filled in for each iteration; a constant one is the same always. */
export interface Template<T = unknown> {
  readonly constant: boolean;
  render(scope: Scope): T;
}

/** Whether a text holds a template at all. */
export function holdsTemplate(text: string): boolean {
  return text.includes('{{');
}

export function constantTemplate<T>(value: T): Template<T> {
  return { constant: true, render: () => value };
}

/**
 * Compiles a text with `{{ … }}` or `{{{ … }}}` in it. What stands between is an expression: a variable (`cart.items[0].id`),
 * a generator (`$uuid()`, `$randomNumber(1, 10)`), `$env.NAME`, `$loopCount`, … A text that is nothing but one template
 * keeps the type of its value; within other text objects become JSON. What has no value ends the iteration: 'undefined'
 * is never sent.
 */
export function compileTemplate(text: string, names: Names): Template {
  const parts = splitTemplate(text);
  if (parts.every((part) => typeof part === 'string')) return constantTemplate(parts.join(''));
  const compiled = parts.map((part) => (typeof part === 'string' ? part : compilePart(part.source, names)));
  const [only] = compiled;
  if (compiled.length === 1 && only !== undefined && typeof only !== 'string') return fromCompiled(only);
  return joined(compiled);
}

/** As `compileTemplate`, always a text. */
export function compileText(text: string, names: Names): Template<string> {
  const template = compileTemplate(text, names);
  if (template.constant) return constantTemplate(textOf(template.render(NOWHERE)));
  return { constant: false, render: (scope) => textOf(template.render(scope)) };
}

/** What a template of the parts reads: the texts as they are, the expressions without their braces. */
export function splitTemplate(text: string): readonly (string | { readonly source: string })[] {
  const parts: (string | { source: string })[] = [];
  let at = 0;
  for (let open = text.indexOf('{{'); open !== -1; open = text.indexOf('{{', at)) {
    const triple = text.startsWith('{{{', open) && text.indexOf('}}}', open) !== -1;
    const braces = triple ? 3 : 2;
    const close = findClose(text, open + braces, '}'.repeat(braces));
    if (open > at) parts.push(text.slice(at, open));
    parts.push({ source: text.slice(open + braces, close).trim() });
    at = close + braces;
  }
  if (at < text.length || parts.length === 0) parts.push(text.slice(at));
  return parts;
}

/** Where the braces close, those in quoted texts apart. */
function findClose(text: string, from: number, braces: string): number {
  let quote = '';
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at);
    if (quote !== '') {
      if (char === '\\') at++;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (text.startsWith(braces, at)) return at;
  }
  throw new UserError(`the template in '${shortened(text)}' is not closed: '${braces}' is missing`, {
    code: 'TEMPLATE_SYNTAX',
    hint: `to send two braces as they are, write {{ "{{" }}`,
  });
}

/** Names with hyphens, as columns of files have them, are no subtractions when they stand alone. */
const HYPHENATED = /^[\p{L}_][\p{L}\p{N}_]*(?:-[\p{L}\p{N}_]+)+$/u;

function compilePart(source: string, names: Names): Compiled {
  if (source === '') {
    throw new UserError('a template is empty: {{ }}', {
      code: 'TEMPLATE_SYNTAX',
      hint: 'put the name of a variable in it',
    });
  }
  const expression: Expression = HYPHENATED.test(source) ? { kind: 'variable', name: source } : parseExpression(source);
  const compiled = new Compiler(source, names).compile(expression);
  if (compiled.constant) {
    if (compiled.value === undefined) throw unknownConstant(source, expression, names);
    return compiled;
  }
  return { constant: false, evaluate: present({ expression, source, evaluate: compiled.evaluate }) };
}

function present(part: { expression: Expression; source: string; evaluate: Evaluate }): Evaluate {
  const { expression, source, evaluate } = part;
  return (scope) => {
    const value = evaluate(scope);
    if (value === undefined) throw missing(expression, source, scope);
    return value;
  };
}

/** Only members of what is known beforehand, such as the environment, can be known to be missing. */
function unknownConstant(source: string, expression: Expression, names: Names): UserError {
  const scope = { variable: (name: string) => names.constants[name], variableNames: () => [] };
  const fromEnvironment = /^\$(?:env|processEnvironment)\b/.test(source);
  const reason = missing(expression, source, {
    ...scope,
    loopCount: undefined,
    loopElement: undefined,
    chance: NO_CHANCE,
  });
  return new UserError(
    fromEnvironment
      ? `the environment has no ${source.replace(/^\$\w+\.?/, '')}, which {{ ${source} }} needs`
      : reason.message,
    {
      code: fromEnvironment ? 'ENV_MISSING' : 'TEMPLATE_NO_VALUE',
      hint: fromEnvironment ? `set it, pass -e NAME=value, or give a default: {{ ${source} or "default" }}` : undefined,
    },
  );
}

const NO_CHANCE = undefined as never;
const NOWHERE = undefined as never;

function fromCompiled(compiled: Compiled): Template {
  return compiled.constant ? constantTemplate(compiled.value) : { constant: false, render: compiled.evaluate };
}

function joined(parts: readonly (string | Compiled)[]): Template {
  const merged = mergeTexts(parts);
  const [first, second, third] = merged;
  if (merged.length === 1 && typeof first === 'string') return constantTemplate(first);
  if (merged.length === 2 && typeof first === 'string' && typeof second === 'function') {
    return { constant: false, render: (scope) => first + textOf(second(scope)) };
  }
  if (merged.length === 3 && typeof first === 'string' && typeof second === 'function' && typeof third === 'string') {
    return { constant: false, render: (scope) => first + textOf(second(scope)) + third };
  }
  return {
    constant: false,
    render: (scope) => {
      let text = '';
      for (const part of merged) text += typeof part === 'string' ? part : textOf(part(scope));
      return text;
    },
  };
}

/** Constant parts become text, and neighbouring texts one. */
function mergeTexts(parts: readonly (string | Compiled)[]): readonly (string | Evaluate)[] {
  const merged: (string | Evaluate)[] = [];
  for (const part of parts) {
    if (typeof part !== 'string' && !part.constant) {
      merged.push(part.evaluate);
      continue;
    }
    const text = typeof part === 'string' ? part : textOf(part.value);
    const last = merged.at(-1);
    if (typeof last === 'string') merged[merged.length - 1] = last + text;
    else merged.push(text);
  }
  return merged;
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
