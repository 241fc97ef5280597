import { textOf } from '../expressions/operators.ts';
import type { Names, Scope } from '../expressions/scope.ts';
import { compileTemplate, compileText, constantTemplate, holdsTemplate, type Template } from './template.ts';

/** Compiles templates at any depth of a value, in keys too; parts without any are kept as they are. */
export function compileValue(value: unknown, names: Names): Template {
  if (typeof value === 'string') return compileTemplate(value, names);
  if (typeof value !== 'object' || value === null || isOpaque(value)) return constantTemplate(value);
  return Array.isArray(value) ? compileList(value, names) : compileObject(value as Record<string, unknown>, names);
}

/** Bytes, dates and the like are not looked into. */
function isOpaque(value: object): boolean {
  if (Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype !== Object.prototype && prototype !== null;
}

function compileList(list: readonly unknown[], names: Names): Template {
  const items = list.map((item) => compileValue(item, names));
  if (items.every((item) => item.constant)) return constantTemplate(items.map((item) => item.render(NOWHERE)));
  return {
    constant: false,
    render: (scope) => {
      const rendered = new Array<unknown>(items.length);
      for (let index = 0; index < items.length; index++) rendered[index] = items[index]?.render(scope);
      return rendered;
    },
  };
}

interface Member {
  readonly key: string | Template<string>;
  readonly value: Template;
}

function compileObject(object: Readonly<Record<string, unknown>>, names: Names): Template {
  const members = Object.entries(object).map(([key, value]): Member => {
    const template = holdsTemplate(key) ? compileText(key, names) : undefined;
    return {
      key: template === undefined ? key : template.constant ? template.render(NOWHERE) : template,
      value: compileValue(value, names),
    };
  });
  const build = (scope: Scope) => {
    const rendered: Record<string, unknown> = {};
    for (const { key, value } of members)
      put(rendered, typeof key === 'string' ? key : key.render(scope), value.render(scope));
    return rendered;
  };
  const isConstant = members.every((member) => typeof member.key === 'string' && member.value.constant);
  return isConstant ? constantTemplate(build(NOWHERE)) : { constant: false, render: build };
}

function put(object: Record<string, unknown>, key: string, value: unknown): void {
  // An assignment would set the prototype.
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}

const NOWHERE = undefined as never;

/** Every member of a record as a text, for headers and the like. */
export function compileTexts(
  record: Readonly<Record<string, unknown>>,
  names: Names,
): Template<Record<string, string>> {
  const template = compileValue(record, names) as Template<Record<string, unknown>>;
  const texts = (values: Record<string, unknown>) => {
    const rendered: Record<string, string> = {};
    for (const key of Object.keys(values)) if (values[key] !== undefined) put(rendered, key, textOf(values[key]));
    return rendered;
  };
  if (template.constant) return constantTemplate(texts(template.render(NOWHERE)));
  return { constant: false, render: (scope) => texts(template.render(scope)) };
}
