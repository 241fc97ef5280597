import type { Expectation, Step } from '../../../model/steps.ts';
import type { StatusSet } from '../../../model/test-spec.ts';
import { isObject, type PathProblem } from '../../shape/check-shape.ts';
import { amount, anything, choice, flag, nonEmptyText, scalar, statusSet } from '../../shape/leaves.ts';
import { list, object, record } from '../../shape/shape.ts';
import { requestStep, type SendOptions } from '../endpoint.ts';
import { option } from '../option.ts';
import { group, think as pause, set } from '../steps.ts';
import { defineTemplate, type TemplateScenario, type TemplateSpec } from '../template.ts';

/** A list of things at one path: `POST path` creates one, `path/ID` is one. */
export interface CrudEndpoint {
  readonly path: string;
  /** Name of the scenario; by the path unless told otherwise. */
  readonly name?: string;
  /** Body that creates a thing. Texts may hold templates. */
  readonly create: Readonly<Record<string, unknown>>;
  /** Fields that are changed; nothing is changed without. */
  readonly update?: Readonly<Record<string, unknown>>;
  /** PATCH unless told otherwise; PUT sends the whole thing. */
  readonly updateMethod?: 'PATCH' | 'PUT';
  /** Where the answer says the id: `$.id` unless told otherwise. */
  readonly id?: string;
  /** Whether the list is asked for, one thing is read, and it is deleted: all true unless told otherwise. */
  readonly list?: boolean;
  readonly read?: boolean;
  readonly delete?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  /** Statuses: 201 or 200 for creating, 200 or 204 for changing and deleting, 404 or 410 for what is gone, unless told otherwise. */
  readonly createStatus?: StatusSet;
  readonly updateStatus?: StatusSet;
  readonly deleteStatus?: StatusSet;
  readonly goneStatus?: StatusSet;
  /** Share among the endpoints. */
  readonly weight?: number;
}

const endpointShape = object(
  {
    path: nonEmptyText,
    name: nonEmptyText,
    create: record(anything),
    update: record(anything),
    updateMethod: choice('PATCH', 'PUT'),
    id: nonEmptyText,
    list: flag,
    read: flag,
    delete: flag,
    headers: record(scalar),
    createStatus: statusSet,
    updateStatus: statusSet,
    deleteStatus: statusSet,
    goneStatus: statusSet,
    weight: amount,
  },
  { required: ['path', 'create'] },
);

const items: CrudEndpoint = {
  path: '/items',
  create: { name: '{{ $productName() }}', price: '{{ $randomNumber(1, 500) }}' },
  update: { price: '{{ $randomNumber(1, 500) }}' },
};

const options = {
  endpoints: option.of<readonly CrudEndpoint[]>(
    list(endpointShape),
    [items],
    'Paths with what is created there: each thing is created, read, listed, changed, deleted, and must then be gone.',
  ),
};

const crudSpec: TemplateSpec<typeof options, never> = {
  name: 'crud',
  about: 'things are created, read, listed, changed and deleted, at each of a list of endpoints',
  options,
  endpoints: {},
  load: { users: 20, duration: '3m' },
  limits: ['http_req_failed rate < 1%', 'checks rate > 99%', 'http_req_duration{type:api} p95 < 500ms'],
  check: ({ endpoints }) => endpointProblems(endpoints),
  build({ endpoints, think }) {
    return { scenarios: endpoints.map((endpoint) => scenarioOf(endpoint, think)) };
  },
};

export const crud = defineTemplate(crudSpec);

function scenarioOf(endpoint: CrudEndpoint, think: string | number): TemplateScenario {
  const { weight = 1 } = endpoint;
  const name = nameOf(endpoint);
  return {
    name,
    weight,
    tags: { type: 'api' },
    steps: [set({ id: null, created: endpoint.create }), group(name, ...lifeOf(endpoint, think))],
  };
}

function nameOf({ name, path }: CrudEndpoint): string {
  return name ?? path;
}

/** Each part of a thing's life as steps, a pause after each. */
function lifeOf(endpoint: CrudEndpoint, think: string | number): readonly (readonly Step[])[] {
  const {
    path,
    update,
    updateMethod = 'PATCH',
    headers,
    createStatus = [200, 201],
    updateStatus = [200, 204],
  } = endpoint;
  const { id = '$.id', deleteStatus = [200, 202, 204], goneStatus = [404, 410] } = endpoint;
  const one = `${path.replace(/\/+$/, '')}/{{ id }}`;
  const what = nameOf(endpoint);
  const send = (operation: string, to: { method?: string; path: string; json?: unknown }, more: Sent): Step[] => {
    const { status, expect = [], ...options } = more;
    const step = requestStep(
      `${operation} ${what}`,
      { ...to, ...(headers === undefined ? {} : { headers }), ...capture(more) },
      options,
    );
    return [pause(think), { ...step, expect: [{ kind: 'status', status }, ...expect] }];
  };
  const needs = ['id'];
  const changed = updateMethod === 'PUT' ? '{{ created }}' : update;
  return [
    send(
      'create',
      { method: 'POST', path, json: '{{ created }}' },
      { status: createStatus, expect: sameFields(endpoint.create), id },
    ),
    endpoint.read === false
      ? []
      : send('read', { path: one }, { status: 200, expect: sameFields(endpoint.create), needs }),
    endpoint.list === false ? [] : send('list', { path }, { status: 200 }),
    update === undefined
      ? []
      : [
          set({
            change: update,
            ...Object.fromEntries(Object.keys(update).map((key) => [`created.${key}`, `{{ change.${key} }}`])),
          }),
          ...send(
            'update',
            { method: updateMethod, path: one, json: changed === update ? '{{ change }}' : changed },
            { status: updateStatus, needs },
          ),
          ...(endpoint.read === false
            ? []
            : send(
                'read',
                { path: one },
                {
                  status: 200,
                  expect: sameFields({ ...endpoint.create, ...update }),
                  needs,
                  name: `read changed ${what}`,
                },
              )),
        ],
    endpoint.delete === false
      ? []
      : [
          ...send('delete', { method: 'DELETE', path: one }, { status: deleteStatus, needs }),
          ...(endpoint.read === false
            ? []
            : send('read', { path: one }, { status: goneStatus, needs, name: `read deleted ${what}` })),
        ],
  ];
}

interface Sent extends SendOptions {
  readonly status: StatusSet;
  readonly expect?: readonly Expectation[];
  /** Where the answer says the id. */
  readonly id?: string;
}

function capture({ id }: Sent): { capture?: Readonly<Record<string, string>> } {
  return id === undefined ? {} : { capture: { id } };
}

/** What was sent must come back: texts, numbers and truths; things within things are left to the target. */
function sameFields(fields: Readonly<Record<string, unknown>>): Expectation[] {
  return Object.keys(fields).flatMap((key): Expectation[] => {
    if (isObject(fields[key]) || Array.isArray(fields[key]) || !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(key)) return [];
    return [{ kind: 'json', path: `$.${key}`, equals: `{{ created.${key} }}`, name: `${key} is as sent` }];
  });
}

function endpointProblems(endpoints: readonly CrudEndpoint[]): PathProblem[] {
  if (endpoints.length === 0) {
    const hint = "name at least one: [{ path: '/items', create: { name: 'a' } }]";
    return [{ code: 'INVALID_VALUE', message: 'no endpoint is named', hint, path: ['endpoints'] }];
  }
  const names = endpoints.map(nameOf);
  return endpoints.flatMap((endpoint, index): PathProblem[] => {
    if (names.indexOf(nameOf(endpoint)) < index) {
      const message = `two endpoints are called '${nameOf(endpoint)}'`;
      return [{ code: 'DUPLICATE_NAME', message, hint: "give one of them a 'name'", path: ['endpoints', index] }];
    }
    if (endpoint.path.startsWith('/') || /^https?:\/\//.test(endpoint.path)) return [];
    const message = `expected a path that begins with /, or a URL, got '${endpoint.path}'`;
    return [{ code: 'INVALID_VALUE', message, path: ['endpoints', index, 'path'] }];
  });
}
