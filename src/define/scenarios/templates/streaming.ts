import type { Step } from '../../../model/steps.ts';
import { parseBytes } from '../../../model/units.ts';
import { trafficAdvice } from '../advice/traffic.ts';
import type { Endpoint } from '../endpoint.ts';
import { meanSeconds } from '../load-facts.ts';
import { entriesOf, mixProblems } from '../mix.ts';
import { option } from '../option.ts';
import { group, think as pause, set } from '../steps.ts';
import { defineTemplate, type TemplateSpec } from '../template.ts';
import { sizeProblems } from './files.ts';
import { textSteps } from './text-content.ts';

const endpoints = {
  download: {
    path: '/bytes/{{ bytes }}',
    expect: [{ status: 200 }, { header: { 'content-length': '{{ bytes }}' } }],
  },
  chunked: {
    path: '/stream',
    query: { chunks: '{{ chunks }}', size: '{{ chunkBytes }}', ms: 1 },
    expect: { status: 200, header: { 'transfer-encoding': 'chunked' } },
  },
  upload: {
    method: 'PUT',
    path: '/upload',
    headers: { 'content-type': 'application/octet-stream' },
    body: '{{ content }}',
    expect: { status: 200, json: { '$.size': '{{ uploadBytes }}' } },
  },
} satisfies Record<string, Endpoint>;

const options = {
  mix: option.mix(
    { download: 70, chunked: 20, upload: 10 },
    'Share of downloads, of answers that come in chunks, and of uploads.',
  ),
  sizes: option.texts(['10MB', '50MB', '100MB'], 'Sizes of the downloads; each iteration takes one of them.'),
  uploadSize: option.text('10MB', 'Size of an upload.'),
  chunks: option.whole(100, 'Chunks of an answer that comes in chunks.'),
  chunkSize: option.text('64kB', 'Size of a chunk.'),
};

const streamingSpec: TemplateSpec<typeof options, keyof typeof endpoints> = {
  name: 'streaming',
  about: 'large files are streamed down, in one piece and in chunks, and up',
  options,
  endpoints,
  variables: '`bytes`, `chunks`, `chunkBytes`, `content`, `uploadBytes`',
  load: { users: 4, duration: '2m' },
  limits: [
    'http_req_failed rate < 1%',
    'checks rate > 99%',
    'http_req_waiting{name:download} p95 < 500ms',
    'data_received{name:download} rate > 10MB',
  ],
  check: ({ mix, sizes, uploadSize, chunkSize }) => [
    ...mixProblems(mix, 'mix'),
    ...sizeProblems(sizes, 'sizes', 1e9),
    ...sizeProblems([uploadSize], 'uploadSize', 60e6).map((each) => ({ ...each, path: ['uploadSize'] })),
    ...sizeProblems([chunkSize], 'chunkSize', 1e6).map((each) => ({ ...each, path: ['chunkSize'] })),
  ],
  advise({ load, think, sizes }) {
    const mean = sizes.reduce((sum, size) => sum + (parseBytes(size) ?? 0), 0) / Math.max(1, sizes.length);
    return trafficAdvice({
      load,
      iterationSeconds: meanSeconds(think) + mean / 100e6,
      iterationBytes: mean,
      path: 'sizes',
    });
  },
  build({ mix, sizes, uploadSize, chunks, chunkSize, think }, { send }) {
    const uploadBytes = parseBytes(uploadSize) ?? 0;
    const largest = Math.max(...sizes.map((size) => parseBytes(size) ?? 0));
    const content: Step[] =
      (mix.upload ?? 0) > 0 ? textSteps('content', { bytes: uploadBytes, compressible: false }) : [];
    return {
      setup: [set({ uploadBytes, chunks, chunkBytes: parseBytes(chunkSize) ?? 0 }), ...content],
      // Nothing reads the bodies, so that they are counted and let go piece by piece.
      http: { discardBodies: true, maxBodyBytes: largest * 2, timeout: '5m' },
      scenarios: entriesOf(mix).map(([name, weight]) => ({
        name,
        weight,
        tags: { type: 'data' },
        ...(name === 'download' ? { variables: { bytes: sizes.map((size) => parseBytes(size)) } } : {}),
        steps: [pause(think), group(name, send(name))],
      })),
    };
  },
};

export const streaming = defineTemplate(streamingSpec);
