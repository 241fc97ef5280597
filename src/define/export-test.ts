import { UserError } from '../errors/user-error.ts';
import type { TestSpec } from '../model/test-spec.ts';
import type { Functions } from './function-names.ts';
import { functionReferences } from './function-references.ts';
import { toJson, toYaml } from './yaml/write-test.ts';

/** A test with the functions it names. */
export interface Exportable {
  readonly spec: TestSpec;
  readonly functions: Functions;
}

/** A test as YAML, if it holds no functions. */
export function exportYaml(test: Exportable): string {
  rejectFunctions(test);
  return toYaml(test.spec);
}

/** A test as JSON, if it holds no functions. */
export function exportJson(test: Exportable): string {
  rejectFunctions(test);
  return toJson(test.spec);
}

function rejectFunctions({ spec, functions }: Exportable): void {
  const held = functionReferences(spec).find(({ name }) => Object.hasOwn(functions, name));
  if (held === undefined || spec.processor !== undefined) return;
  throw new UserError(`'${spec.name}' can't be written as a file: ${held.path} is the function '${held.name}'`, {
    code: 'HOLDS_FUNCTIONS',
    hint: 'Steps as data can be written: requests, captures, expectations, expressions. Keep functions in a TypeScript test.',
  });
}
