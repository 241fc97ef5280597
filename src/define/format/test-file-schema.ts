import { jsonSchema } from '../shape/json-schema.ts';
import { testFileShape } from './test-file.ts';

/** JSON Schema of a test in YAML or JSON, for editors and for `plimsoll schema`. */
export function testFileSchema(): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'urn:plimsoll:test:1',
    title: 'A Plimsoll test',
    ...jsonSchema(testFileShape),
  };
}
