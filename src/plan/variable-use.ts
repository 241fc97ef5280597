import type { Step } from '../model/steps.ts';
import type { TestSpec } from '../model/test-spec.ts';
import { type Expression, parseExpression } from '../users/expressions/parse.ts';
import { splitTemplate } from '../users/templates/template.ts';
import { functionsOf, type Part, type PlacedStep, partsOf, stepsOfPart, textsOf } from './step-walk.ts';

/** The variables of one scenario or hook. */
export interface PartVariables {
  /** Those that have a value at some time. */
  readonly set: ReadonlySet<string>;
  /** Those set by a capture, and where. */
  readonly captured: ReadonlyMap<string, string>;
  /** Those that templates and conditions name, and where first. */
  readonly used: ReadonlyMap<string, string>;
  /** Of these, the ones without which a template has no value. */
  readonly needed: ReadonlySet<string>;
  /** No function or table can set or read any others. */
  readonly complete: boolean;
  readonly isSetup: boolean;
}

export function partVariables(spec: TestSpec): PartVariables[] {
  const fromSetup =
    (spec.setup?.steps ?? []).length === 0
      ? []
      : setInSetup(stepsOfPart({ path: 'setup', spec: spec.setup ?? {}, scenario: undefined }));
  const setupFunction = spec.setup?.function !== undefined;
  return partsOf(spec).map((part) => {
    const placed = stepsOfPart(part);
    const captured = new Map(capturesOf(placed));
    const hasFunctions = part.spec.function !== undefined || placed.some((each) => functionsOf(each).length > 0);
    const columnsUnknown = (spec.data ?? []).some(({ name, fields }) => name === undefined && fields === undefined);
    return {
      set: new Set(['target', ...sharedNames(spec, part), ...fromSetup, ...captured.keys(), ...setBy(placed)]),
      captured,
      ...usedIn(part, placed),
      complete: !hasFunctions && !columnsUnknown && !setupFunction,
      isSetup: part.path === 'setup',
    };
  });
}

function setInSetup(placed: readonly PlacedStep[]): string[] {
  return [...capturesOf(placed).map(([name]) => name), ...setBy(placed)];
}

function sharedNames(spec: TestSpec, part: Part): string[] {
  const columns = (spec.data ?? []).flatMap(({ name, fields }) => (name === undefined ? (fields ?? []) : [name]));
  return [...Object.keys(spec.variables ?? {}), ...Object.keys(part.scenario?.variables ?? {}), ...columns];
}

function capturesOf(placed: readonly PlacedStep[]): [name: string, path: string][] {
  return placed.flatMap(({ step, path }) => {
    if (step.kind !== 'request' && step.kind !== 'receive') return [];
    return (step.capture ?? []).map(({ as }, index): [string, string] => [rootName(as), `${path}.capture[${index}]`]);
  });
}

function setBy(placed: readonly PlacedStep[]): string[] {
  return placed.flatMap(({ step }) => {
    if (step.kind === 'set') return Object.keys(step.variables).map(rootName);
    return step.kind === 'loop' && step.as !== undefined ? [rootName(step.as)] : [];
  });
}

function usedIn(part: Part, placed: readonly PlacedStep[]): Pick<PartVariables, 'used' | 'needed'> {
  const used = new Map<string, string>();
  const needed = new Set<string>();
  const use = (names: readonly string[], path: string): void => {
    for (const name of names) if (!used.has(name)) used.set(name, path);
  };
  const settings = [
    part.scenario?.measure?.input,
    part.scenario?.variables,
    part.scenario?.http?.headers,
    part.scenario?.http?.cookies,
  ];
  const texts = [
    ...settings.map((value) => ({ value, path: part.path })),
    ...placed.map(({ step, path }) => ({ value: step, path })),
  ];
  for (const { text, path } of texts.flatMap(({ value, path }) => [...textsOf(value, path)])) {
    for (const source of templatesIn(text)) {
      use(inExpression(source), path);
      for (const name of neededBy(source)) needed.add(name);
    }
  }
  for (const { step, path } of placed) {
    for (const condition of conditionsOf(step)) use(inExpression(condition), path);
    if (step.kind === 'loop' && typeof step.over === 'string' && !step.over.includes('{{'))
      use([rootName(step.over)], `${path}.over`);
  }
  return { used, needed };
}

function conditionsOf(step: Step): string[] {
  const conditions =
    step.kind === 'request' || step.kind === 'subscribe'
      ? [step.when]
      : step.kind === 'loop'
        ? [step.while]
        : step.kind === 'if' || step.kind === 'check'
          ? [step.condition]
          : [];
  return conditions.filter((condition) => typeof condition === 'string');
}

function templatesIn(text: string): string[] {
  if (!text.includes('{{')) return [];
  try {
    return splitTemplate(text).flatMap((part) => (typeof part === 'string' ? [] : [part.source]));
  } catch {
    return [];
  }
}

/** What offers a default, or asks whether there is a value, needs none. */
function neededBy(source: string): string[] {
  return /\?|\bor\b|\|\||\bexists\b|\bempty\b/.test(source) ? [] : inExpression(source);
}

function inExpression(source: string): string[] {
  if (/^[\p{L}_][\p{L}\p{N}_]*(?:-[\p{L}\p{N}_]+)+$/u.test(source)) return [source];
  try {
    return namesIn(parseExpression(source)).filter((name) => !name.startsWith('$'));
  } catch {
    return [];
  }
}

function namesIn(expression: Expression): string[] {
  switch (expression.kind) {
    case 'literal':
      return [];
    case 'variable':
      return [expression.name];
    case 'member':
      return [...namesIn(expression.object), ...namesIn(expression.key)];
    case 'call':
      return expression.args.flatMap(namesIn);
    case 'list':
      return expression.items.flatMap(namesIn);
    case 'not':
    case 'minus':
      return namesIn(expression.operand);
    case 'binary':
      return [...namesIn(expression.left), ...namesIn(expression.right)];
    case 'choice':
      return [...namesIn(expression.test), ...namesIn(expression.yes), ...namesIn(expression.no)];
  }
}

/** A capture as `cart.id` sets a part of `cart`. */
function rootName(name: string): string {
  return name.split(/[.[]/)[0] ?? name;
}
