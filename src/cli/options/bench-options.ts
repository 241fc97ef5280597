import { flag, list, value } from './option.ts';
import { amount, choice, duration, path, text, wholeNumber } from './readers.ts';
import { loadOptions, reportOptions } from './run-options.ts';

export const FAIL_ON = ['info', 'minor', 'major', 'critical', 'never'] as const;

const { log: _, logSample: __, ...reports } = reportOptions;

export const benchOptions = {
  filter: value(
    { ...text, takes: 'a part of a name, or a regular expression between slashes', example: 'parse' },
    {
      short: 'f',
      value: 'TEXT',
      help: 'Measure only benchmarks with this in their name; /…/ is a regular expression.',
    },
  ),
  quick: flag('Five processes and shorter batches: a first look.'),
  processes: value(wholeNumber({ min: 1, max: 1000 }), {
    value: 'N',
    help: 'Fresh processes that each benchmark is measured in.',
    otherwise: '10, and up to 30 until comparisons are clear',
  }),
  time: value(duration, {
    value: 'TIME',
    help: 'How long each benchmark is timed in each process.',
    otherwise: '100ms',
  }),
  budget: value(duration, { short: 'b', value: 'TIME', help: 'All of it may take so long.' }),
  compare: value(
    { ...text, takes: 'BEFORE or BEFORE..AFTER', example: 'main' },
    {
      short: 'c',
      value: 'BEFORE[..AFTER]',
      help: 'Measure two builds side by side: revisions, folders, or versions of a package; AFTER is this folder unless named.',
    },
  ),
  build: value(
    { ...text, takes: 'a command', example: "'npm run build'" },
    { value: 'COMMAND', help: "How a build is made in its folder, in place of the project's build script." },
  ),
  noBuild: flag('Measure the builds as they are.'),
  apart: flag('Measure each build in processes of its own, in turn, even where one process could hold both.'),
  margin: value(amount('0.01'), {
    value: 'SHARE',
    help: 'Changes smaller than this share matter to nobody.',
    otherwise: "the project's, or 0.01",
  }),
  failOn: value(choice(FAIL_ON), {
    value: 'SEVERITY',
    help: 'Exit with 3 when something is slower by this severity or more: info, minor, major or critical.',
    otherwise: 'never',
  }),
  nodeFlag: list(
    { ...text, takes: 'a flag of Node', example: '--max-semi-space-size=64' },
    { value: 'FLAG', help: 'A flag of Node for the processes that measure.' },
  ),
  cpuProfile: value(path, {
    value: 'DIR',
    help: 'Write a CPU profile of each process into this folder, for Chrome DevTools; one process unless told otherwise.',
  }),
  heapProfile: value(path, {
    value: 'DIR',
    help: 'Write an allocation profile of each process into this folder; one process unless told otherwise.',
  }),
  seed: value(text, { value: 'SEED', help: 'The order of everything follows from it.' }),
  tag: loadOptions.tag,
  ...reports,
} as const;
