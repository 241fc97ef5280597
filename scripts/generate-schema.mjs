/** Writes the JSON Schemas published in schema/ from the types they describe. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
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

/** What the dashboard answers, as its OpenAPI document has it: all types of the one file, and those that they lead to. */
const api = {
  id: 'urn:plimsoll:dashboard-api:1',
  title: "What Plimsoll's dashboard answers",
  paths: ['src/model/dashboard-api.ts', 'src/model/live-run.ts'],
  types: ['LiveMessage', 'Run', 'RunComparison'],
  out: 'schema/dashboard-api.schema.json',
};

export function generateSchemas() {
  generateApiSchema();
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

function generateApiSchema() {
  const { id, title, paths, out } = api;
  const [main] = paths;
  const declared = readFileSync(join(root, main), 'utf8').matchAll(/^export (?:interface|type) (\w+)/gm);
  const types = [...[...declared].map(([, name]) => name), ...api.types];
  const generator = createGenerator({
    path: join(root, `src/model/{${paths.map((path) => basename(path, '.ts')).join(',')}}.ts`),
    tsconfig: join(root, 'tsconfig.json'),
    type: '*',
    topRef: true,
    skipTypeCheck: true,
  });
  const found = Object.assign({}, ...types.map((type) => generator.createSchema(type).definitions));
  const definitions = Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)));
  const $schema = 'http://json-schema.org/draft-07/schema#';
  writeIfChanged(join(root, out), `${JSON.stringify({ $schema, $id: id, title, definitions }, null, 2)}\n`);
}

function writeIfChanged(path, content) {
  if (existsSync(path) && readFileSync(path, 'utf8') === content) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
