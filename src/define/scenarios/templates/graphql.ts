import type { Step } from '../../../model/steps.ts';
import type { Endpoint } from '../endpoint.ts';
import { entriesOf, mixProblems } from '../mix.ts';
import { option } from '../option.ts';
import { group, think as pause, set } from '../steps.ts';
import { type BuildConfig, defineTemplate, type TemplateSpec } from '../template.ts';

const NO_ERRORS = { json: '$.errors', not: true, name: 'no errors' };

const query = (
  text: string,
  variables: Readonly<Record<string, unknown>>,
  json: Readonly<Record<string, unknown>>,
): Endpoint => ({
  method: 'POST',
  path: '/graphql',
  json: { query: text, variables },
  expect: [{ status: 200, contentType: 'json' }, NO_ERRORS, { json }],
});

const endpoints = {
  item: query(
    'query Item($id: Int!) { item(id: $id) { id name price category } }',
    { id: '{{ id }}' },
    { '$.data.item.id': '{{ id }}' },
  ),
  list: query(
    'query Items($first: Int!, $offset: Int!) { items(first: $first, offset: $offset) { id name price } itemCount }',
    { first: '{{ first }}', offset: '{{ offset }}' },
    { '$.data.items[0].id': /^\d/, '$.data.itemCount': /^\d/ },
  ),
  nested: query(
    'query Users($first: Int!, $offset: Int!) { users(first: $first, offset: $offset) { id fullName orders(first: 2) { total lines { quantity item { id name } } } } }',
    { first: 5, offset: '{{ offset }}' },
    { '$.data.users[0].id': /^\d/, '$.data.users[*].orders[*].total': /^\d/ },
  ),
  add: {
    ...query(
      'mutation Add($input: ItemInput!) { addItem(input: $input) { id name price } }',
      { input: { name: '{{ name }}', price: '{{ price }}' } },
      { '$.data.addItem.name': '{{ name }}', '$.data.addItem.price': '{{ price }}' },
    ),
    capture: { added: '$.data.addItem.id' },
  },
  remove: query(
    'mutation Remove($id: Int!) { removeItem(id: $id) }',
    { id: '{{ added }}' },
    { '$.data.removeItem': true },
  ),
} satisfies Record<string, Endpoint>;

const options = {
  mix: option.mix(
    { item: 40, list: 30, nested: 20, add: 10 },
    'Share of queries for one thing, for a list, for things within things, and of mutations; what is added is removed again.',
  ),
  ids: option.whole(1000, 'Ids that are asked for, from 1.'),
  first: option.whole(20, 'Things in a list.'),
};

type Config = BuildConfig<typeof options>;

const graphqlSpec: TemplateSpec<typeof options, keyof typeof endpoints> = {
  name: 'graphql',
  about: 'GraphQL queries for one thing, lists and nested things, and mutations',
  options,
  endpoints,
  variables: '`id`, `first`, `offset`, `name`, `price`; `added`, the id of what was added',
  load: { users: 30, duration: '5m' },
  limits: [
    'http_req_failed rate < 1%',
    'checks rate > 99%',
    'http_req_duration{name:item} p95 < 200ms',
    'http_req_duration{name:nested} p95 < 1s',
  ],
  check: ({ mix }) => mixProblems(mix, 'mix'),
  build({ mix, ids, first, think }, { send }) {
    const choosing = set({
      id: `{{ $randomNumber(1, ${ids}) }}`,
      first,
      offset: `{{ $randomNumber(0, ${Math.max(0, ids - first)}) }}`,
      name: '{{ $productName() }}',
      price: '{{ $randomNumber(1, 500) }}',
    });
    const steps = (name: keyof Config['mix']): readonly Step[] =>
      name === 'add' ? [...send('add'), ...send('remove', { needs: ['added'], name: 'clean up' })] : send(name);
    return {
      scenarios: entriesOf(mix).map(([name, weight]) => ({
        name,
        weight,
        tags: { type: 'api' },
        steps: [choosing, pause(think), group(name, steps(name))],
      })),
    };
  },
};

export const graphql = defineTemplate(graphqlSpec);
