import { UserError } from '../../errors/user-error.ts';
import { captureOf } from '../builder/captures.ts';
import { authShape } from '../format/request.ts';
import { retryShape } from '../format/retry.ts';
import { testOptionsShape } from '../format/test-options.ts';
import { isObject, type PathProblem } from '../shape/check-shape.ts';
import { anything, durationTemplate, nonEmptyText, scalar, statusSet, text, thinkTime } from '../shape/leaves.ts';
import { either, leaf, list, type ObjectShape, object, record, type Shape } from '../shape/shape.ts';
import { type Endpoint, expectationsIn } from './endpoint.ts';
import type { AnyTemplateSpec } from './template.ts';

const none = leaf('false', { const: false }, (value) => value === false);

const fieldShape = object(
  { name: nonEmptyText, value: text, file: nonEmptyText, filename: nonEmptyText, contentType: nonEmptyText },
  { required: ['name'] },
);

/** Where an operation goes, what it sends, and what must come back. */
const endpointKeys: Readonly<Record<string, Shape>> = {
  method: nonEmptyText,
  path: nonEmptyText,
  query: record(anything),
  headers: record(scalar),
  cookies: record(scalar),
  json: anything,
  form: record(anything),
  multipart: list(fieldShape),
  body: text,
  auth: authShape,
  timeout: durationTemplate,
  retry: retryShape,
  capture: record(anything),
  expect: either('an expectation, or a list of them', record(anything), list(record(anything))),
  expectedStatuses: statusSet,
  tags: record(scalar),
  name: nonEmptyText,
};

const endpointShape = either("an endpoint such as { path: '/items' }, or false", none, object(endpointKeys));

const HOOKS = 'the template sets up and tears down itself; its endpoints say how';

/** What the configuration of a template may be. */
export function configShape({ options, endpoints }: AnyTemplateSpec): ObjectShape {
  const { name: _name, ...refused } = testOptionsShape.refused;
  const own = Object.entries(options).map(([key, { shape }]) => [key, shape] as const);
  const named = Object.keys(endpoints).map((operation) => [operation, endpointShape] as const);
  return object(
    {
      ...testOptionsShape.keys,
      name: nonEmptyText,
      think: thinkTime,
      ...(named.length === 0 ? {} : { endpoints: object(Object.fromEntries(named)) }),
      ...Object.fromEntries(own),
    },
    { refused: { ...refused, setup: HOOKS, teardown: HOOKS, scenarios: 'the template makes the scenarios itself' } },
  );
}

/** What is wrong in endpoints whose form is right: captures and expectations that can't be read, two bodies. */
function endpointProblems(endpoint: Partial<Endpoint>, path: readonly (string | number)[]): PathProblem[] {
  const problems: PathProblem[] = [];
  const attempt = (key: string, read: () => unknown): void => {
    try {
      read();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const { code, message, hint } = error;
      problems.push({ code, message, path: [...path, key], ...(hint === undefined ? {} : { hint }) });
    }
  };
  const { capture, expect } = endpoint;
  for (const [as, input] of Object.entries(capture ?? {})) attempt('capture', () => captureOf(as, input));
  if (expect !== undefined) attempt('expect', () => expectationsIn(expect));
  const bodies = (['json', 'form', 'multipart', 'body'] as const).filter((key) => endpoint[key] !== undefined);
  if (bodies.length > 1) {
    const message = `both '${bodies[0]}' and '${bodies[1]}': a request has one body`;
    problems.push({ code: 'INVALID_STEP', message, path: [...path, bodies[1] ?? ''] });
  }
  return problems;
}

/** Those of all the endpoints of a configuration. */
export function allEndpointProblems(endpoints: unknown): PathProblem[] {
  if (!isObject(endpoints)) return [];
  return Object.entries(endpoints).flatMap(([operation, given]) =>
    isObject(given) ? endpointProblems(given, ['endpoints', operation]) : [],
  );
}
