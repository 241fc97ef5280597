import type { Step } from '../../../model/steps.ts';
import { parseBytes } from '../../../model/units.ts';
import type { RequestDraft } from '../../../users/user.ts';
import type { PathProblem } from '../../shape/check-shape.ts';
import { nonEmptyText, nothing } from '../../shape/leaves.ts';
import { either } from '../../shape/shape.ts';
import { trafficAdvice } from '../advice/traffic.ts';
import type { Endpoint } from '../endpoint.ts';
import { meanSeconds } from '../load-facts.ts';
import { entriesOf, mixProblems } from '../mix.ts';
import { option } from '../option.ts';
import { check, group, loop, think as pause, set, when } from '../steps.ts';
import { type BuildConfig, defineTemplate, type Operations, type TemplateSpec } from '../template.ts';
import { testPicture } from './test-picture.ts';
import { textSteps } from './text-content.ts';

const text = { 'content-type': 'text/plain' };
const stored = {
  capture: { id: '$.id', size: '$.size', storedBytes: '$.storedBytes' },
  expect: { status: 201, json: { '$.name': '{{ name }}', '$.size': '{{ bytes }}' } },
};

const endpoints = {
  upload: {
    method: 'POST',
    path: '/files',
    query: { name: '{{ name }}' },
    headers: text,
    body: '{{ content }}',
    ...stored,
  },
  download: {
    path: '/files/{{ id }}',
    expect: [{ status: 200 }, { header: { 'content-length': '{{ bytes }}' } }, { body: '{{ run }}' }],
  },
  list: {
    path: '/files',
    query: { name: '{{ run }}', size: 20 },
    expect: [{ status: 200, contentType: 'json' }, { json: { '$.files[0].name': /^plimsoll-/ } }],
  },
  delete: { method: 'DELETE', path: '/files/{{ id }}', expect: { status: 204 } },
  'upload picture': {
    method: 'POST',
    path: '/files',
    query: { name: '{{ name }}' },
    headers: { 'content-type': 'image/png' },
    capture: { id: '$..id' },
    expect: { status: 201, json: '$..id' },
  },
  thumbnail: {
    path: '/files/{{ id }}/thumbnail',
    query: { width: 64 },
    expect: { status: 200, contentType: 'image/png', body: /^.PNG/ },
  },
  'upload compressed': {
    method: 'POST',
    path: '/files',
    query: { name: '{{ name }}', store: 'gzip' },
    headers: text,
    body: '{{ content }}',
    ...stored,
  },
  'download compressed': {
    path: '/files/{{ id }}',
    query: { compress: 'gzip' },
    headers: { 'accept-encoding': 'gzip' },
    expect: [{ status: 200 }, { header: { 'content-encoding': 'gzip' } }, { body: '{{ run }}' }],
  },
  leftovers: {
    path: '/files',
    query: { name: '{{ run }}', size: 1000 },
    capture: { left: { json: '$.files[*].id', pick: 'all', default: [] } },
    expect: { status: 200 },
  },
} satisfies Record<string, Endpoint>;

const options = {
  mix: option.mix(
    { upload: 30, download: 40, list: 15, delete: 5, thumbnail: 5, compress: 5 },
    'Share of each operation. Uploads are deleted again in their own iteration, so that storage stays as it is.',
  ),
  sizes: option.texts(['10kB', '100kB', '1MB'], 'Sizes of the files; each iteration takes one of them.'),
  compressible: option.flag(false, 'Whether what the files hold can be compressed well.'),
  picture: option.of<string | null>(
    either('the path of a PNG picture, or nothing', nonEmptyText, nothing),
    null,
    'PNG picture beside the test to make thumbnails of; without one, a picture is made by a function.',
  ),
};

type Endpoints = keyof typeof endpoints;
type Config = BuildConfig<typeof options>;
type Operation = keyof Config['mix'];

/** Steps that are sent as texts are made in memory. */
const LARGEST = 50e6;

export const filesSpec: TemplateSpec<typeof options, Endpoints> = {
  name: 'files',
  about: 'files are uploaded, downloaded, listed, deleted, compressed and shrunk to thumbnails',
  options,
  endpoints,
  variables: '`name`, `content`, `bytes` of a file, `id` once there is one; `run` is a name that only this run has',
  load: { users: 20, duration: '5m' },
  limits: [
    'http_req_failed rate < 1%',
    'checks rate > 99%',
    'http_req_duration{name:upload} p95 < 2s',
    'http_req_duration{name:download} p95 < 1s',
    'http_req_duration{name:thumbnail} p95 < 2s',
  ],
  holdsFunctions: true,
  check: ({ mix, sizes }) => [...mixProblems(mix, 'mix'), ...sizeProblems(sizes, 'sizes', LARGEST)],
  advise({ load, think, sizes }) {
    const mean = sizes.reduce((sum, size) => sum + (parseBytes(size) ?? 0), 0) / Math.max(1, sizes.length);
    return trafficAdvice({ load, iterationSeconds: meanSeconds(think) + 0.2, iterationBytes: mean, path: 'sizes' });
  },
  forYaml: (config) => ({ ...config, picture: config.picture ?? 'picture.png' }),
  companions: async ({ picture }) => (picture === null ? [] : [{ name: picture, bytes: await testPicture() }]),
  build(config, operations) {
    const { mix, sizes, compressible, picture, think } = config;
    const { send } = operations;
    const file = sizes.map((size, index) => ({
      bytes: parseBytes(size) ?? 0,
      content: `{{ content${index} }}`,
      stored: `{{ stored${index} }}`,
    }));
    const preparing = file.flatMap(({ bytes }, index) => [
      ...textSteps(`content${index}`, { bytes, compressible }),
      set({ content: `{{ content${index} }}`, bytes, name: `{{ run }}-${index}.txt` }),
      ...send('upload', { fallback: { id: '0' } }),
      set({ [`stored${index}`]: '{{ id }}' }),
    ]);
    const choosing = set({
      bytes: '{{ file.bytes }}',
      content: '{{ file.content }}',
      name: '{{ run }}-{{ $uuid() }}.txt',
      id: null,
    });
    const withFunction = picture === null && (mix.thumbnail ?? 0) > 0;
    return {
      setup: [...preparing, set({ content: '' })],
      scenarios: entriesOf(mix).map(([name, weight]) => ({
        name,
        weight,
        tags: { type: 'file' },
        variables: { file },
        steps: [choosing, pause(think), group(name, stepsOf(name, config, operations))],
      })),
      teardown: leftovers(operations),
      ...(withFunction ? { functions: { [PICTURE]: attachPicture } } : {}),
    };
  },
};

export const files = defineTemplate(filesSpec);

const PICTURE = 'attachPicture';

async function attachPicture(request: RequestDraft): Promise<void> {
  request.body = await testPicture();
}

function stepsOf(name: Operation, { picture }: Config, { send, endpoint }: Operations<Endpoints>): readonly Step[] {
  const needs = ['id'];
  const remove = send('delete', { needs, name: 'clean up' });
  switch (name) {
    case 'upload':
      return [...send('upload'), ...remove];
    case 'download':
      return [set({ id: '{{ file.stored }}' }), ...send('download')];
    case 'list':
      return send('list');
    case 'delete':
      return [...send('upload', { name: 'upload what is deleted' }), ...send('delete', { needs })];
    case 'compress': {
      const smaller = when('exists(storedBytes)', check('is stored smaller', 'storedBytes < size'));
      return [...send('upload compressed'), smaller, ...send('download compressed', { needs }), ...remove];
    }
    case 'thumbnail': {
      const upload = endpoint('upload picture');
      const sending = send('upload picture', picture === null ? { beforeRequest: [PICTURE] } : {});
      const withFile =
        picture === null || upload?.multipart !== undefined ? sending : sending.map((step) => asForm(step, picture));
      return [...withFile, ...send('thumbnail', { needs }), ...remove];
    }
  }
}

/** The picture as the one file of a form, whose boundary goes into the header. */
function asForm(step: Step, picture: string): Step {
  if (step.kind !== 'request') return step;
  const { headers: _headers, ...rest } = step;
  return { ...rest, multipart: [{ name: 'picture', file: picture, filename: '{{ name }}', contentType: 'image/png' }] };
}

/** Iterations that were interrupted leave files behind; rounds are bounded, since a target may refuse to delete. */
function leftovers({ send }: Operations<Endpoints>): Step[] {
  const list = send('leftovers');
  const remove = send('delete', { name: 'clean up' });
  if (list.length + remove.length < 2) return [];
  return [
    set({ left: ['first'] }),
    loop({ count: 100, while: 'length(left) > 0' }, list, loop({ over: 'left', as: 'id' }, remove)),
  ];
}

/** Sizes that can't be read, or are larger than is possible here. */
export function sizeProblems(sizes: readonly string[], key: string, largest: number): PathProblem[] {
  if (sizes.length === 0) {
    return [{ code: 'INVALID_VALUE', message: 'no size is named', hint: "name at least one: ['100kB']", path: [key] }];
  }
  return sizes.flatMap((size, index): PathProblem[] => {
    const bytes = parseBytes(size);
    if (bytes !== undefined && bytes >= 100 && bytes <= largest) return [];
    const message = `expected a size from 100 bytes to ${largest / 1e6} MB, got '${size}'`;
    return [{ code: 'INVALID_VALUE', message, hint: "sizes are written '10kB', '1MB'", path: [key, index] }];
  });
}
