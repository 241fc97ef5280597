import { readFileSync } from 'node:fs';
import { VERSION } from '../plan/version.ts';
import type { QueryField } from './server/query.ts';
import type { AnswerKind, Route } from './server/route.ts';

type Schema = Readonly<Record<string, unknown>>;

const PROBLEMS: Readonly<Record<number, string>> = {
  400: 'Something in the request is wrong.',
  401: 'The token is missing or wrong.',
  403: "The request names a host that the server does not go by, or was sent by another site's page.",
  503: 'Too much is asked at once, or the store can not be read now.',
};

/** The routes as OpenAPI 3.1, with the schemas of what they answer. */
export function openApiOf(routes: readonly Route[]): Schema {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Plimsoll dashboard',
      version: VERSION,
      description:
        'What `plimsoll serve` answers: runs that are kept and under way, their history and comparisons, jobs and schedules.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{}, { token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: publishedSchemas(),
    },
  };
}

function operationOf({ operation, summary, path, query = {}, body, answer, errors = {}, method }: Route): Schema {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => {
    return { name, in: 'path', required: true, schema: { type: 'string' } };
  });
  const inQuery = Object.entries(query).map(([name, field]) => parameterOf(name, field));
  const parameters = [...inPath, ...inQuery, ...(method === 'POST' ? [PROGRAM] : [])];
  return {
    operationId: operation,
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: false,
            content: {
              'application/json': { schema: body.schema === undefined ? { type: 'object' } : refTo(body.schema) },
            },
          },
        }),
    responses: {
      [answer.status ?? 200]: { description: answer.description, content: contentOf(answer) },
      ...Object.fromEntries(
        Object.entries({ ...PROBLEMS, ...errors }).map(([status, description]) => [
          status,
          { description, content: { 'application/json': { schema: refTo('ApiError') } } },
        ]),
      ),
    },
  };
}

const PROGRAM = {
  name: 'x-plimsoll',
  in: 'header',
  description: 'Has to be `1` in requests of programs; pages of the dashboard send an origin instead.',
  schema: { const: '1' },
};

function parameterOf(name: string, field: QueryField): Schema {
  const { description, isRequired = false } = field;
  return { name, in: 'query', required: isRequired, description, schema: fieldSchema(field) };
}

function fieldSchema(field: QueryField): Schema {
  if (field.type === 'integer') return { type: 'integer', minimum: field.min, maximum: field.max };
  const text = { type: 'string', ...(field.choices === undefined ? {} : { enum: field.choices }) };
  return field.isList === true ? { type: 'array', items: text } : text;
}

function contentOf({ type = 'application/json', schema, isList = false }: AnswerKind): Schema {
  if (schema === undefined) return { [type]: type === 'application/json' ? {} : { schema: { type: 'string' } } };
  // What a stream carries has no place of its own in OpenAPI 3.1: the schema is that of each event's data.
  return { [type]: { schema: isList ? { type: 'array', items: refTo(schema) } : refTo(schema) } };
}

function refTo(schema: string): Schema {
  return { $ref: `#/components/schemas/${schema}` };
}

/** As published with the package, made from the types. */
function publishedSchemas(): Schema {
  const text = readFileSync(new URL('../../schema/dashboard-api.schema.json', import.meta.url), 'utf8');
  const { definitions }: { definitions: Schema } = JSON.parse(
    text.replaceAll('#/definitions/', '#/components/schemas/'),
  );
  return definitions;
}
