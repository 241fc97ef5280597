const text = { type: 'string', minLength: 1 };
const schema = { type: ['object', 'boolean'] };
const content = { type: 'object', minProperties: 1, additionalProperties: closed({ schema }) };

/** What of OpenAPI 3.1.0 the dashboard's document uses, stricter than the specification: nothing besides may be in it. */
export const openApiShape = closed(
  {
    openapi: { const: '3.1.0' },
    info: closed(
      { title: text, version: text, description: text, license: closed({ name: text, identifier: text }) },
      'title',
      'version',
    ),
    servers: { type: 'array', items: closed({ url: text }, 'url') },
    security: { type: 'array', items: { type: 'object', additionalProperties: { type: 'array', maxItems: 0 } } },
    paths: {
      type: 'object',
      patternProperties: { '^/': closed({ get: operation(), post: operation() }) },
      additionalProperties: false,
    },
    components: closed({
      securitySchemes: {
        type: 'object',
        additionalProperties: closed({ type: { const: 'http' }, scheme: { const: 'bearer' } }),
      },
      schemas: { type: 'object', additionalProperties: schema },
    }),
  },
  'openapi',
  'info',
  'paths',
);

function operation(): object {
  const parameter = {
    ...closed(
      {
        name: text,
        in: { enum: ['query', 'path', 'header'] },
        required: { type: 'boolean' },
        description: text,
        schema,
      },
      'name',
      'in',
      'schema',
    ),
    if: { properties: { in: { const: 'path' } } },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema calls it so
    then: { required: ['required'], properties: { required: { const: true } } },
  };
  return closed(
    {
      operationId: { type: 'string', pattern: '^[a-z][A-Za-z]+$' },
      summary: text,
      parameters: { type: 'array', minItems: 1, uniqueItems: true, items: parameter },
      requestBody: closed({ required: { type: 'boolean' }, content }, 'content'),
      responses: {
        type: 'object',
        minProperties: 1,
        patternProperties: { '^[1-5]\\d\\d$': closed({ description: text, content }, 'description') },
        additionalProperties: false,
      },
    },
    'operationId',
    'responses',
  );
}

function closed(properties: Readonly<Record<string, object>>, ...required: readonly string[]) {
  return { type: 'object', properties, required, additionalProperties: false };
}
