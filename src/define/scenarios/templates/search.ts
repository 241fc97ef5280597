import type { Endpoint } from '../endpoint.ts';
import { entriesOf, mixProblems } from '../mix.ts';
import { option } from '../option.ts';
import { group, think as pause, set } from '../steps.ts';
import { defineTemplate, type TemplateSpec } from '../template.ts';

const path = '/collections/{{ run }}/search';
const found = [{ status: 200, contentType: 'json' }, { json: { '$.total': /^[1-9]/, '$.documents[0].id': /./ } }];

const endpoints = {
  prepare: {
    method: 'POST',
    path: '/collections',
    json: { name: '{{ run }}', documents: '{{ documents }}', size: 'medium' },
    expect: { status: 201 },
  },
  term: { path, query: { q: '{{ term }}', limit: 20 }, expect: found },
  terms: { path, query: { q: '{{ term }} {{ other }}', any: 1, limit: 20 }, expect: found },
  beginning: { path, query: { q: '{{ beginning }}', limit: 20 }, expect: found },
  page: {
    path,
    query: { q: '{{ term }}', limit: 20, offset: '{{ offset }}' },
    expect: { status: 200, json: '$.total' },
  },
  nothing: { path, query: { q: 'zzqxj{{ $randomNumber(1, 9) }}' }, expect: { status: 200, json: { '$.total': 0 } } },
  cleanup: { method: 'DELETE', path: '/collections/{{ run }}', expect: { status: [204, 404] } },
} satisfies Record<string, Endpoint>;

const options = {
  mix: option.mix(
    { term: 50, terms: 20, beginning: 15, page: 10, nothing: 5 },
    'Share of searches for a word, for one of two words, for the beginning of a word, of further pages, and of searches that find nothing.',
  ),
  terms: option.texts(
    ['lighthouse', 'harbour', 'anchor', 'compass', 'lantern', 'storm'],
    'Words that are searched for and must be found.',
  ),
  beginnings: option.texts(['light*', 'anch*', 'comp*'], 'Beginnings of words that must be found.'),
  documents: option.whole(2000, 'Documents that are made for the test, and dropped after it.'),
};

const searchSpec: TemplateSpec<typeof options, keyof typeof endpoints> = {
  name: 'search',
  about: 'texts are searched for words, beginnings of words and what is not there',
  options,
  endpoints,
  variables: '`term`, `other`, `beginning`, `offset`, `documents`; `run` is a name that only this run has',
  load: { users: 30, duration: '5m' },
  limits: ['http_req_failed rate < 1%', 'checks rate > 99%', 'http_req_duration{type:database} p95 < 500ms'],
  check: ({ mix, terms, beginnings }) => [
    ...mixProblems(mix, 'mix'),
    ...Object.entries({ terms, beginnings }).flatMap(([key, texts]) =>
      texts.length > 0
        ? []
        : [{ code: 'INVALID_VALUE', message: 'no text is named', hint: 'name at least one', path: [key] }],
    ),
  ],
  build({ mix, terms, beginnings, documents, think }, { send }) {
    const choosing = set({ offset: '{{ $randomNumber(1, 5) * 20 }}' });
    return {
      setup: [set({ documents }), ...send('prepare')],
      scenarios: entriesOf(mix).map(([name, weight]) => ({
        name,
        weight,
        tags: { type: 'database' },
        variables: { term: terms, other: terms, beginning: beginnings },
        steps: [choosing, pause(think), group(name, send(name))],
      })),
      teardown: send('cleanup'),
    };
  },
};

export const search = defineTemplate(searchSpec);
