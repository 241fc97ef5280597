import type { Step } from '../../../model/steps.ts';
import type { PathProblem } from '../../shape/check-shape.ts';
import { wholeAtLeast } from '../../shape/leaves.ts';
import { trafficAdvice } from '../advice/traffic.ts';
import type { Endpoint } from '../endpoint.ts';
import { meanSeconds } from '../load-facts.ts';
import { entriesOf, mixProblems, sumOf, wholeWeights } from '../mix.ts';
import { option } from '../option.ts';
import { group, think as pause, set } from '../steps.ts';
import {
  type BuildConfig,
  defineTemplate,
  type Operations,
  type TemplateScenario,
  type TemplateSpec,
} from '../template.ts';

/** Bytes of a record, and how many words of text make it so large. */
const RECORDS = {
  small: { bytes: 300, words: 20 },
  medium: { bytes: 2000, words: 320 },
  large: { bytes: 20_000, words: 3500 },
} as const;

const record = {
  run: '{{ run }}',
  name: '{{ $productName() }}',
  category: '{{ $randomPick("charts", "lights", "ropes") }}',
  score: '{{ $randomNumber(0, 999) }}',
  status: 'active',
  price: '{{ $price() }}',
  text: '{{ $words(words) }}',
};

const documents = '/collections/{{ collection }}/documents';
const ok = { status: 200, contentType: 'json' };

const endpoints = {
  prepare: {
    method: 'POST',
    path: '/collections',
    json: { name: '{{ collection }}', documents: '{{ documents }}', size: '{{ records }}' },
    expect: { status: 201 },
  },
  sample: {
    path: documents,
    query: { limit: 1000 },
    capture: { ids: { json: '$.documents[*].id', pick: 'all' } },
    expect: { status: 200 },
  },
  read: { path: `${documents}/{{ id }}`, expect: [ok, { json: { '$.id': '{{ id }}' } }] },
  'read by index': {
    path: documents,
    query: { category: '{{ category }}', 'score[gte]': '{{ score }}', sort: 'score', limit: 20 },
    expect: [ok, { json: '$.documents' }, { header: { 'x-query-plan': 'index' } }],
  },
  'read by scan': {
    path: documents,
    query: { 'price[gt]': '{{ score }}', limit: 20, indexed: false },
    expect: [ok, { json: '$.documents' }, { header: { 'x-query-plan': 'scan' } }],
  },
  write: {
    method: 'POST',
    path: documents,
    json: record,
    capture: { id: '$.id' },
    expect: { status: 201, json: { '$.id': /./, '$.run': '{{ run }}' } },
  },
  update: {
    method: 'PATCH',
    path: `${documents}/{{ id }}`,
    json: { score: '{{ score }}' },
    expect: [ok, { json: { '$.id': '{{ id }}', '$.score': '{{ score }}' } }],
  },
  delete: { method: 'DELETE', path: `${documents}/{{ id }}`, expect: { status: 204 } },
  aggregate: {
    path: '/collections/{{ collection }}/aggregate',
    query: { group: 'category', sum: 'price', avg: 'score' },
    expect: [ok, { json: { '$.groups[*].count': /^[1-9]/ } }],
  },
  cleanup: { method: 'DELETE', path: '/collections/{{ collection }}', expect: { status: [204, 404] } },
} satisfies Record<string, Endpoint>;

const options = {
  mix: option.mix(
    { read: 60, write: 20, update: 15, delete: 3, aggregate: 2 },
    'Share of each operation. A deletion first writes what it deletes.',
  ),
  reads: option.mix(
    { byId: 60, indexed: 30, unindexed: 10 },
    'Share of the reads by id, by a query that an index serves, and by one that reads all records.',
  ),
  collections: option.texts(
    ['orders', 'customers', 'products'],
    'Collections that are made for the test, and dropped after it.',
  ),
  records: option.choice(
    ['small', 'medium', 'large'],
    'medium',
    'Size of a record: small is 0.3 kB, medium 2 kB, large 20 kB.',
  ),
  documents: option.of(wholeAtLeast(1), 1000, 'Records in each collection when the test begins.'),
};

type Endpoints = keyof typeof endpoints;
type Config = BuildConfig<typeof options>;
type Operation = Exclude<Endpoints, 'prepare' | 'sample' | 'cleanup'>;

const READS = { byId: 'read', indexed: 'read by index', unindexed: 'read by scan' } as const;

export const databaseSpec: TemplateSpec<typeof options, Endpoints> = {
  name: 'database',
  about:
    'records are read, written, updated, deleted and aggregated, in several collections, with and without an index',
  options,
  endpoints,
  variables:
    '`collection`, `id` of a record in it, `category`, `score`, `words` (as many as make a record of the size), `documents` and `records`; `run` is a name that only this run has',
  load: { users: 50, duration: '5m' },
  limits: [
    'http_req_failed rate < 1%',
    'checks rate > 99%',
    'http_req_duration{type:database} p95 < 500ms',
    'http_req_duration{name:read} p95 < 200ms',
  ],
  check: ({ mix, reads, collections }) => [
    ...mixProblems(mix, 'mix'),
    ...mixProblems(reads, 'reads'),
    ...collectionProblems(collections),
  ],
  advise({ load, think, records, mix }) {
    const { bytes } = RECORDS[records];
    const { read = 0, write = 0 } = mix;
    const share = sumOf(mix);
    return trafficAdvice({
      load,
      iterationSeconds: meanSeconds(think) + 0.1,
      iterationBytes: (bytes * (share + (read / share) * 10 * read)) / share,
      keptBytes: (bytes * write) / share,
      path: 'records',
    });
  },
  build(config, operations) {
    const { collections, records, documents: count } = config;
    const { send } = operations;
    const preparing = collections.flatMap((name, index) => [
      set({ collection: `{{ run }}-${name}` }),
      ...send('prepare'),
      ...renamed(send('sample', { fallback: { ids: [0] } }), `ids${index}`),
    ]);
    const dropping = collections.flatMap((name) => [set({ collection: `{{ run }}-${name}` }), ...send('cleanup')]);
    return {
      setup: [set({ words: RECORDS[records].words, documents: count, records }), ...preparing],
      scenarios: databaseScenarios(config, operations),
      teardown: dropping,
    };
  },
};

export const database = defineTemplate(databaseSpec);

export const databaseStress = defineTemplate({
  ...databaseSpec,
  name: 'database-stress',
  about: 'the same with 500 users for 10 minutes',
  load: {
    users: [
      { kind: 'ramp', from: 0, to: 500, duration: '1m' },
      { kind: 'hold', value: 500, duration: '9m' },
    ],
  },
  think: '500ms..1500ms',
});

/** Ids are captured under the name of their own collection. */
function renamed(steps: readonly Step[], as: string): Step[] {
  return steps.map((step) => {
    if (step.kind !== 'request') return step;
    return { ...step, capture: (step.capture ?? []).map((each) => (each.as === 'ids' ? { ...each, as } : each)) };
  });
}

function databaseScenarios(config: Config, operations: Operations<Endpoints>): TemplateScenario[] {
  const { mix, reads, collections, think } = config;
  const entries = entriesOf(mix);
  const weights = wholeWeights(
    entries.map(([name, share]) => ({
      share,
      parts: name === 'read' ? entriesOf(reads).map(([, part]) => part) : [1],
    })),
  );
  const place = collections.map((name, index) => ({ collection: `{{ run }}-${name}`, ids: `{{ ids${index} }}` }));
  const choosing = set({
    collection: '{{ place.collection }}',
    id: '{{ $randomPick(place.ids) }}',
    category: '{{ $randomPick("charts", "lights", "ropes") }}',
    score: '{{ $randomNumber(0, 999) }}',
  });
  const scenario = (name: Operation, weight: number): TemplateScenario => ({
    name,
    weight,
    tags: { type: 'database' },
    variables: { place },
    steps: [choosing, pause(think), group(name, stepsOf(name, operations))],
  });
  return entries.flatMap(([name, _share], index) => {
    const own = weights[index] ?? [];
    if (name !== 'read') return [scenario(name, own[0] ?? 0)];
    return entriesOf(reads).map(([kind], part) => scenario(READS[kind], own[part] ?? 0));
  });
}

/** What is deleted is written first, so that no other user misses it. */
function stepsOf(name: Operation, { send }: Operations<Endpoints>): readonly Step[] {
  if (name !== 'delete') return send(name);
  return [set({ id: null }), ...send('write', { name: 'write what is deleted' }), ...send('delete', { needs: ['id'] })];
}

function collectionProblems(collections: readonly string[]): PathProblem[] {
  const wrong = collections.findIndex((name) => !/^[\w-]{1,20}$/.test(name));
  if (collections.length === 0) {
    const hint = "name at least one: ['orders']";
    return [{ code: 'INVALID_VALUE', message: 'no collection is named', hint, path: ['collections'] }];
  }
  if (wrong < 0) return [];
  const hint = 'letters, digits, _ and -, at most 20: the name of the run stands before it';
  return [
    {
      code: 'INVALID_VALUE',
      message: `'${collections[wrong]}' can't name a collection`,
      hint,
      path: ['collections', wrong],
    },
  ];
}
