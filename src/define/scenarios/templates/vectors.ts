import type { Step } from '../../../model/steps.ts';
import type { PathProblem } from '../../shape/check-shape.ts';
import type { Endpoint } from '../endpoint.ts';
import { entriesOf, mixProblems } from '../mix.ts';
import { option } from '../option.ts';
import { group, think as pause, set } from '../steps.ts';
import { type BuildConfig, defineTemplate, type TemplateSpec } from '../template.ts';

/** Nothing is as near to a vector as itself. */
const itself = [
  { status: 200, contentType: 'json' },
  { json: { '$.hits[0].id': '{{ id }}', '$.hits[0].score': /^(1|0\.99)/ } },
];

const endpoints = {
  prepare: {
    method: 'POST',
    path: '/vectors',
    json: { name: '{{ run }}', dimension: '{{ dimension }}', vectors: '{{ vectors }}' },
    expect: { status: 201 },
  },
  sample: {
    path: '/vectors/{{ run }}/{{ id }}',
    capture: { vector: '$.vector' },
    expect: { status: 200, json: '$.vector[0]' },
  },
  'search by vector': {
    method: 'POST',
    path: '/vectors/search',
    json: { set: '{{ run }}', vector: '{{ vector }}', k: '{{ k }}' },
    expect: itself,
  },
  'search by id': {
    method: 'POST',
    path: '/vectors/search',
    json: { set: '{{ run }}', id: '{{ id }}', k: '{{ k }}' },
    expect: itself,
  },
  insert: {
    method: 'POST',
    path: '/vectors/{{ run }}',
    json: { vector: '{{ vector }}' },
    capture: { inserted: '$.id' },
    expect: { status: 201, json: '$.id' },
  },
  remove: { method: 'DELETE', path: '/vectors/{{ run }}/{{ inserted }}', expect: { status: 204 } },
  cleanup: { method: 'DELETE', path: '/vectors/{{ run }}', expect: { status: [204, 404] } },
} satisfies Record<string, Endpoint>;

const options = {
  mix: option.mix(
    { 'search by vector': 60, 'search by id': 30, insert: 10 },
    'Share of each operation. What is inserted is removed again in the same iteration.',
  ),
  vectors: option.whole(5000, 'Vectors in the set that is made for the test, and dropped after it.'),
  dimension: option.whole(128, 'Numbers in a vector.', { min: 2 }),
  nearest: option.whole(10, 'How many of the nearest a search asks for.'),
  probes: option.whole(20, 'Vectors of the set that searches begin from.'),
};

type Config = BuildConfig<typeof options>;

const vectorsSpec: TemplateSpec<typeof options, keyof typeof endpoints> = {
  name: 'vectors',
  about: 'the nearest vectors are searched for, by a vector and by the id of one, and vectors are inserted',
  options,
  endpoints,
  variables: '`id` and `vector` of one in the set, `k`, `dimension`, `vectors`; `run` is a name that only this run has',
  load: { users: 20, duration: '3m' },
  limits: ['http_req_failed rate < 1%', 'checks rate > 99%', 'http_req_duration{type:database} p95 < 500ms'],
  check: ({ mix, probes, vectors }) => [...mixProblems(mix, 'mix'), ...probeProblems(probes, vectors)],
  build(config, { send }) {
    const { mix, dimension, vectors, nearest, think } = config;
    const ids = probeIds(config);
    const sampling = ids.flatMap((id, index) => [
      set({ id }),
      ...send('sample', { fallback: { vector: [0] } }),
      set({ [`vector${index}`]: '{{ vector }}' }),
    ]);
    const probe = ids.map((id, index) => ({ id, vector: `{{ vector${index} }}` }));
    const steps = (name: keyof Config['mix']): readonly Step[] =>
      name === 'insert'
        ? [...send('insert'), ...send('remove', { needs: ['inserted'], name: 'clean up' })]
        : send(name);
    return {
      setup: [set({ dimension, vectors, k: nearest }), ...send('prepare'), ...sampling],
      scenarios: entriesOf(mix).map(([name, weight]) => ({
        name,
        weight,
        tags: { type: 'database' },
        variables: { probe },
        steps: [set({ id: '{{ probe.id }}', vector: '{{ probe.vector }}' }), pause(think), group(name, steps(name))],
      })),
      teardown: send('cleanup'),
    };
  },
};

export const vectors = defineTemplate(vectorsSpec);

/** Spread evenly over the set. */
function probeIds({ probes, vectors: count }: Config): number[] {
  return Array.from({ length: probes }, (_, index) => 1 + Math.floor((index * count) / probes));
}

function probeProblems(probes: number, count: number): PathProblem[] {
  const most = Math.min(count, 200);
  if (probes <= most) return [];
  return [{ code: 'INVALID_VALUE', message: `expected ${most} at most, got ${probes}`, path: ['probes'] }];
}
