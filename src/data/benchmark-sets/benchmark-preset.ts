/**
 * benchmark-sets/ makes data to try readers on: pages, streams, JSON of all kinds and sizes, and files at the edges of what
 * formats allow. In go a seed and a scale, out come the data, what reading them has to find (`expected.json`), and tests that
 * read them (`plimsoll run`); `index.json` lists it all.
 */
import type { DataFile, DataSet, Preset, PresetOption } from '../sets/data-set.ts';
import { OptionValues } from '../sets/option-values.ts';
import {
  type BenchmarkOptions,
  type BenchmarkPart,
  type BenchmarkSettings,
  benchmarkParts,
  type PartSummary,
} from './benchmark-settings.ts';
import { edgeCaseFiles, edgeCasesSummary } from './edge-cases.ts';
import { memoryFiles, memorySummary } from './memory.ts';
import { pageFiles, pagesSummary } from './pages.ts';
import { streamFiles, streamsSummary } from './streams.ts';
import { jsonFile, textFile } from './text-file.ts';

const LARGEST_SCALE = 1000;

interface Part {
  files(settings: BenchmarkSettings): Iterable<DataFile>;
  summary(settings: BenchmarkSettings): PartSummary;
}

const makers: Readonly<Record<BenchmarkPart, Part>> = {
  pages: { files: pageFiles, summary: pagesSummary },
  streams: { files: streamFiles, summary: streamsSummary },
  memory: { files: memoryFiles, summary: memorySummary },
  'edge-cases': { files: edgeCaseFiles, summary: edgeCasesSummary },
};

const options: Readonly<Record<keyof BenchmarkOptions, PresetOption>> = {
  parts: { type: 'list', help: 'which parts', fallback: benchmarkParts.join(','), choices: benchmarkParts },
  scale: { type: 'integer', help: 'how many times as large as usual', fallback: '1' },
};

export const benchmarkPreset: Preset<BenchmarkOptions> = {
  name: 'benchmark',
  summary: 'pages, streams, values of all kinds and edge cases, each with expected results and a test',
  options,
  open: (seed, given) => openBenchmark(seed, readOptions(given)),
};

function openBenchmark(seed: number, chosen: BenchmarkOptions): DataSet {
  const settings = { ...chosen, seed };
  const expected = { files: 0, bytes: 0 };
  for (const { expectedBytes } of files(settings)) {
    expected.files++;
    expected.bytes += expectedBytes;
  }
  return {
    preset: benchmarkPreset.name,
    seed,
    options: { ...chosen },
    files: () => files(settings),
    expected,
  };
}

function* files(settings: BenchmarkSettings): Generator<DataFile> {
  for (const part of settings.parts) yield* makers[part].files(settings);
  yield textFile('README.md', () => readme(settings));
  yield jsonFile('index.json', () => ({
    preset: benchmarkPreset.name,
    seed: settings.seed,
    scale: settings.scale,
    parts: summaries(settings),
  }));
}

function summaries(settings: BenchmarkSettings): readonly PartSummary[] {
  return settings.parts.map((part) => makers[part].summary(settings));
}

function readme(settings: BenchmarkSettings): string {
  const rows = summaries(settings).map(({ name, about, expected, tests }) => {
    return `| ${name} | ${about} | [expected.json](${expected}) | [${tests.length} ${tests.length === 1 ? 'test' : 'tests'}](${tests[0]?.file}) |`;
  });
  return [
    '# Benchmark set',
    '',
    'Data to try readers on. Every part says what reading it has to find, and has tests that read it:',
    `\`plimsoll run ${summaries(settings)[0]?.tests[0]?.file}\`. [index.json](index.json) lists all files of tests with their limits.`,
    '',
    '| part | what it is | results | tests |',
    '|---|---|---|---|',
    ...rows,
    '',
    'To try a reader of your own, replace the function that the test calls.',
    '',
  ].join('\n');
}

function readOptions(given: Partial<BenchmarkOptions>): BenchmarkOptions {
  const values = new OptionValues('benchmark', given, options);
  return {
    parts: values.choices('parts', benchmarkParts),
    scale: values.integer('scale', 1, [1, LARGEST_SCALE]),
  };
}
