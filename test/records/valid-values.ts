import { Ajv2020 } from 'ajv/dist/2020.js';
import { schemaMaker } from '../../src/data/records/json-schema/schema-maker.ts';
import { SeededRandom } from '../../src/load/random.ts';

const ajv = new Ajv2020({ strict: false, validateFormats: false });

/** Makes the value of a row by a JSON Schema. */
export function makerOf(schema: unknown): (row: number) => unknown {
  const make = schemaMaker({ document: schema, pointer: '', name: '', field: () => () => null });
  const random = new SeededRandom();
  return (row) => {
    random.reseed(7, 1, row);
    return make(random, row);
  };
}

/** What is made by a JSON Schema for as many rows. */
export function valuesOf(schema: unknown, count = 60): unknown[] {
  const make = makerOf(schema);
  return Array.from({ length: count }, (_, row) => make(row));
}

/** By a validator that is none of ours. */
export function expectValid(schema: object, made: readonly unknown[]): void {
  const validate = ajv.compile(schema);
  for (const value of made) {
    if (validate(value)) continue;
    throw new Error(
      `${JSON.stringify(value)} is not valid under ${JSON.stringify(schema)}: ${ajv.errorsText(validate.errors)}`,
    );
  }
}
