/** Writes the JSON Schemas published in schema/ from the types they describe. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createGenerator } from 'ts-json-schema-generator';
import { root } from './setup.mjs';

const schemas = [
  {
    id: 'urn:plimsoll:run:1',
    title: 'A Plimsoll run',
    type: 'Run',
    path: 'src/model/run.ts',
    out: 'schema/run.schema.json',
  },
];

export function generateSchemas() {
  for (const { id, title, type, path, out } of schemas) {
    const generator = createGenerator({
      path: join(root, path),
      tsconfig: join(root, 'tsconfig.json'),
      type,
      schemaId: id,
      topRef: false,
      skipTypeCheck: true,
    });
    const { $schema, $id, ...rest } = generator.createSchema(type);
    writeIfChanged(join(root, out), `${JSON.stringify({ $schema, $id, title, ...rest }, null, 2)}\n`);
  }
}

function writeIfChanged(path, content) {
  if (existsSync(path) && readFileSync(path, 'utf8') === content) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
