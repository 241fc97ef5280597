import type { Endpoint } from '../endpoint.ts';
import { entriesOf, mixProblems } from '../mix.ts';
import { option } from '../option.ts';
import { group, think as pause, set } from '../steps.ts';
import { defineTemplate, type TemplateSpec } from '../template.ts';

const call = (name: string, json: unknown, expect: Endpoint['expect']): Endpoint => ({
  method: 'POST',
  path: `/functions/${name}`,
  json,
  expect: [{ status: 200, contentType: 'json' }, ...[expect ?? []].flat()],
});

const endpoints = {
  prepare: {
    method: 'POST',
    path: '/collections',
    json: { name: '{{ run }}', documents: 500, size: 'small' },
    expect: { status: 201 },
  },
  calculation: call(
    'loanSchedule',
    { amount: '{{ amount }}', ratePercent: '{{ rate }}', months: '{{ months }}' },
    { json: { '$.result.months': '{{ months }}', '$.result.payment': /^\d/, '$.result.schedule[0].month': 1 } },
  ),
  business: call(
    'priceQuote',
    { items: [{ id: '{{ item }}', quantity: '{{ quantity }}' }], coupon: 'HARBOUR10', country: 'DE' },
    { json: { '$.result.lines[0].quantity': '{{ quantity }}', '$.result.taxPercent': 19, '$.result.total': /^\d/ } },
  ),
  transformation: call(
    'reshape',
    {
      rows: [
        { id: '{{ item }}', kind: 'a' },
        { id: '{{ quantity }}', kind: 'b' },
      ],
      pick: ['id'],
      groupBy: 'kind',
    },
    {
      json: {
        '$.result.count': 2,
        '$.result.groups.a[0].id': '{{ item }}',
        '$.result.groups.b[0].id': '{{ quantity }}',
      },
    },
  ),
  aggregation: call(
    'collectionSummary',
    { collection: '{{ run }}', measure: 'price', group: 'category' },
    { json: '$.result' },
  ),
  'wrong parameters': {
    method: 'POST',
    path: '/functions/loanSchedule',
    json: { amount: -1, ratePercent: 5, months: 12 },
    expect: { status: 400, json: { '$.problems[0].parameter': 'amount' } },
  },
  cleanup: { method: 'DELETE', path: '/collections/{{ run }}', expect: { status: [204, 404] } },
} satisfies Record<string, Endpoint>;

const options = {
  mix: option.mix(
    { calculation: 40, business: 30, transformation: 15, aggregation: 10, 'wrong parameters': 5 },
    'Share of each kind of function, and of calls with parameters that must be refused.',
  ),
};

export const functionsSpec: TemplateSpec<typeof options, keyof typeof endpoints> = {
  name: 'functions',
  about:
    'stored functions are called, for calculation, business logic, transformation and aggregation, and check their parameters',
  options,
  endpoints,
  variables: '`amount`, `rate`, `months`, `item`, `quantity`; `run` is a name that only this run has',
  load: { users: 50, duration: '5m' },
  limits: [
    'http_req_failed rate < 1%',
    'checks rate > 99%',
    'http_req_duration{name:calculation} p95 < 200ms',
    'http_req_duration{name:aggregation} p95 < 500ms',
  ],
  check: ({ mix }) => mixProblems(mix, 'mix'),
  build({ mix, think }, { send }) {
    const choosing = set({
      amount: '{{ $randomNumber(1000, 500000) }}',
      rate: '{{ $randomFloat(0.5, 12, 2) }}',
      months: '{{ $randomNumber(12, 360) }}',
      item: '{{ $randomNumber(1, 1000) }}',
      quantity: '{{ $randomNumber(1, 20) }}',
    });
    return {
      setup: send('prepare'),
      scenarios: entriesOf(mix).map(([name, weight]) => ({
        name,
        weight,
        tags: { type: name === 'aggregation' ? 'database' : 'api' },
        steps: [choosing, pause(think), group(name, send(name))],
      })),
      teardown: send('cleanup'),
    };
  },
};

export const functions = defineTemplate(functionsSpec);
