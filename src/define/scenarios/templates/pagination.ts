import type { Step } from '../../../model/steps.ts';
import { wholeAtLeast } from '../../shape/leaves.ts';
import { list } from '../../shape/shape.ts';
import type { Endpoint } from '../endpoint.ts';
import { entriesOf, mixProblems } from '../mix.ts';
import { option } from '../option.ts';
import { check, group, loop, think as pause, set, when } from '../steps.ts';
import { type BuildConfig, defineTemplate, type Operations, type TemplateSpec } from '../template.ts';

const walked = '/collections/{{ run }}/documents';

const cursorPage = {
  capture: { ids: { json: '$.documents[*].id', pick: 'all' }, cursor: { json: '$.next', default: null } },
  expect: [{ status: 200, contentType: 'json' }, { json: '$.documents' }],
} satisfies Partial<Endpoint>;

const endpoints = {
  prepare: {
    method: 'POST',
    path: '/collections',
    json: { name: '{{ run }}', documents: '{{ documents }}', size: 'small' },
    expect: { status: 201 },
  },
  page: {
    path: '/items',
    query: { page: '{{ page }}', size: '{{ size }}' },
    capture: { ids: { json: '$.items[*].id', pick: 'all' }, pages: '$.pages' },
    expect: [{ status: 200, contentType: 'json' }, { json: { '$.page': '{{ page }}' } }],
  },
  first: { path: walked, query: { limit: '{{ size }}' }, ...cursorPage },
  cursor: { path: walked, query: { limit: '{{ size }}', after: '{{ cursor }}' }, ...cursorPage },
  cleanup: { method: 'DELETE', path: '/collections/{{ run }}', expect: { status: [204, 404] } },
} satisfies Record<string, Endpoint>;

const options = {
  mix: option.mix(
    { page: 50, cursor: 50 },
    'Share of walks by the number of the page, and by a cursor that each page gives for the next.',
  ),
  sizes: option.of<readonly number[]>(
    list(wholeAtLeast(1)),
    [20, 100, 500],
    'Items on a page; each walk takes one of them.',
  ),
  pages: option.whole(10, 'Pages of a walk, where there are so many.'),
  documents: option.whole(2000, 'Documents that are made for the walks by cursor, and dropped after the test.'),
};

type Endpoints = keyof typeof endpoints;
type Config = BuildConfig<typeof options>;

const paginationSpec: TemplateSpec<typeof options, Endpoints> = {
  name: 'pagination',
  about: 'lists are walked page by page, by number and by cursor: no page is short and no item comes twice',
  options,
  endpoints,
  variables:
    '`page`, `pages`, `size`, `cursor`, `ids` (of the items on the page); `run` is a name that only this run has',
  load: { users: 20, duration: '3m' },
  think: '500ms..1500ms',
  limits: [
    'http_req_failed rate < 1%',
    'checks rate > 99%',
    'http_req_duration{name:page} p95 < 200ms',
    'http_req_duration{name:cursor} p95 < 200ms',
  ],
  check: ({ mix, sizes }) => [
    ...mixProblems(mix, 'mix'),
    ...(sizes.length > 0
      ? []
      : [{ code: 'INVALID_VALUE', message: 'no size is named', hint: 'name at least one: [20]', path: ['sizes'] }]),
  ],
  build(config, operations) {
    const { mix, documents, sizes } = config;
    const byCursor = (mix.cursor ?? 0) > 0;
    return {
      setup: byCursor ? [set({ documents }), ...operations.send('prepare')] : [],
      scenarios: entriesOf(mix).map(([name, weight]) => ({
        name: `by ${name}`,
        weight,
        tags: { type: 'api' },
        variables: { size: sizes },
        steps: [group('walk', name === 'page' ? byPage(config, operations) : byCursors(config, operations))],
      })),
      teardown: byCursor ? operations.send('cleanup') : [],
    };
  },
};

export const pagination = defineTemplate(paginationSpec);

function byPage({ pages, think }: Config, { send }: Operations<Endpoints>): Step[] {
  const turn = loop(
    { count: pages, while: 'page <= pages' },
    set({ ids: [] }),
    pause(think),
    send('page', { fallback: { pages: 1 } }),
    check('page is full', 'length(ids) == size or (page == pages and length(ids) > 0)'),
    noRepeats(),
    set({ page: '{{ page + 1 }}' }),
  );
  return [set({ page: 1, pages: 1, last: '' }), turn];
}

/** A list ends with the page that has no cursor for another. */
function byCursors({ pages, think }: Config, { send }: Operations<Endpoints>): Step[] {
  const checks = [check('page is full', 'length(ids) == size or cursor == null'), noRepeats()];
  const turn = loop(
    { count: pages - 1, while: 'cursor != null' },
    set({ ids: [] }),
    pause(think),
    send('cursor'),
    checks,
  );
  return [
    set({ cursor: null, last: '', ids: [] }),
    pause(think),
    ...send('first'),
    ...checks,
    ...(pages === 1 ? [] : [turn]),
  ];
}

function noRepeats(): Step {
  return when('length(ids) > 0', check('no item comes twice', 'last not in ids'), set({ last: '{{ ids[-1] }}' }));
}
