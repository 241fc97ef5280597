import { SeededRandom } from '../../../load/random.ts';
import type { Maker } from '../compile/scope.ts';
import type { Field } from '../schema.ts';
import { SchemaCompiler } from './compiler.ts';
import { documentOf, schemaError } from './document.ts';
import { canFinish, type Plan, UNMADE } from './plan.ts';

/** Rows made beforehand, so that what cannot be made is told of before the first one. */
const TRIALS = 20;

export interface SchemaSource {
  readonly document: unknown;
  /** Where in the document the schema is. */
  readonly pointer: string;
  /** The name of what is made. */
  readonly name: string;
  /** Compiles what `x-plimsoll` describes. */
  field(field: Field, name: string): Maker;
}

/** Values that are valid under a JSON Schema. */
export function schemaMaker({ document: root, pointer, name, field }: SchemaSource): Maker {
  const document = documentOf(root);
  const at = document.at(pointer);
  if (at === undefined) throw schemaError(`#${pointer}`, 'there is no such part of the schema');
  const compiler = new SchemaCompiler(document, field);
  const plan = compiler.plan([document.node(at, `#${pointer}`)], name);
  if (!canFinish(plan)) throw contradiction(plan, `#${pointer}`);
  const make: Maker = (random, row) => {
    const value = plan.make({ random, row, depth: 0, parts: 0 });
    if (value === UNMADE) throw contradiction(plan, `#${pointer}`);
    return value;
  };
  const random = new SeededRandom();
  for (let trial = 0; trial < TRIALS; trial++) {
    random.reseed(trial, 0, trial);
    make(random, 0);
  }
  return make;
}

function contradiction({ problem }: Plan, pointer: string): Error {
  if (problem === undefined) {
    return schemaError(
      pointer,
      'nothing valid was found: its parts contradict each other, or it needs itself without an end',
      {
        code: 'JSON_SCHEMA_CONTRADICTION',
      },
    );
  }
  return schemaError(problem.pointer, problem.problem, { code: 'JSON_SCHEMA_CONTRADICTION' });
}
