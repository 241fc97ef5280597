import { generators } from '../data/generators/generators.ts';
import { UserError } from '../errors/user-error.ts';
import type { Condition } from '../model/steps.ts';
import type { TestSpec } from '../model/test-spec.ts';
import { compileExpression } from '../users/expressions/compile.ts';
import type { Names } from '../users/expressions/scope.ts';
import { compileTemplate } from '../users/templates/template.ts';
import type { PlanInput } from './plan-input.ts';
import type { ProblemList } from './problem-list.ts';
import { type PlacedStep, partsOf, stepsOfPart, textsOf } from './step-walk.ts';

/** Notes templates and expressions that can't be read, and generators and environment variables that don't exist. */
export function checkTemplates(input: PlanInput, env: Readonly<Record<string, string>>, problems: ProblemList): void {
  const { spec } = input;
  for (const part of partsOf(spec)) {
    const names = namesFor(input, { ...env, ...part.scenario?.env }, part.scenario?.name ?? '');
    for (const placed of stepsOfPart(part)) checkStep(placed, names, problems);
    checkTexts(part.scenario?.measure?.input, `${part.path}.measure.input`, { names, problems });
    checkTexts(part.scenario?.variables, `${part.path}.variables`, { names, problems });
    checkTexts(part.scenario?.http?.headers, `${part.path}.http.headers`, { names, problems });
  }
  checkShared(spec, { names: namesFor(input, env, ''), problems });
}

interface Checking {
  readonly names: Names;
  readonly problems: ProblemList;
}

function checkShared(spec: TestSpec, checking: Checking): void {
  checkTexts(spec.variables, 'variables', checking);
  checkTexts(spec.http?.headers, 'http.headers', checking);
  checkTexts(spec.http?.cookies, 'http.cookies', checking);
}

/** The names that the users' own compiler knows. */
function namesFor({ file, baseDir }: PlanInput, env: Readonly<Record<string, string>>, scenario: string): Names {
  return {
    generators,
    constants: {
      $env: env,
      $processEnvironment: env,
      $scenario: scenario,
      $scenarioFile: file,
      $dirname: baseDir,
    },
  };
}

function checkStep({ step, path }: PlacedStep, names: Names, problems: ProblemList): void {
  checkTexts(step, path, { names, problems });
  const conditions: [Condition | undefined, string][] = [];
  if (step.kind === 'request' || step.kind === 'subscribe') conditions.push([step.when, `${path}.when`]);
  if (step.kind === 'loop') conditions.push([step.while, `${path}.while`]);
  if (step.kind === 'if' || step.kind === 'check') conditions.push([step.condition, `${path}.condition`]);
  for (const [condition, at] of conditions) {
    if (typeof condition !== 'string' || condition.includes('{{')) continue;
    attempt(() => compileExpression(condition, names), at, problems);
  }
}

function checkTexts(value: unknown, path: string, { names, problems }: Checking): void {
  for (const { text, path: at } of textsOf(value, path)) {
    if (text.includes('{{')) attempt(() => compileTemplate(text, names), at, problems);
  }
}

function attempt(compile: () => unknown, path: string, problems: ProblemList): void {
  try {
    compile();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.add(path, error.message, { code: error.code, hint: error.hint });
  }
}
