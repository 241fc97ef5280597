import { TEST_TYPES } from '../../runs/ci/test-type.ts';
import { gateRuleOptions } from './gate-options.ts';
import { gateOutputOptions } from './gate-output-options.ts';
import { flag, value } from './option.ts';
import { choice, duration, text, texts, wholeNumber } from './readers.ts';
import { loadOptions, overrideOptions, reportOptions, startOptions } from './run-options.ts';

const { target, setEnv } = overrideOptions;
const { workers, seed, timeoutMultiplier, tag } = loadOptions;
const { json, junit, markdown, quiet, verbose, noStore } = reportOptions;
const { stepSummary, githubComment, checkRun, commentKey, sarif, gitlab } = gateOutputOptions;

export const ciOptions = {
  env: value(
    { ...text, takes: 'the name of an environment', example: 'staging' },
    {
      value: 'NAME',
      help: 'Where it runs: ci, staging, production, or one that the project has.',
      otherwise: 'ci',
    },
  ),
  budget: value(duration, {
    value: 'TIME',
    help: 'All of it takes no longer.',
    otherwise: "the environment's: 10m for ci, 30m for staging, 1h for production",
  }),
  profile: value(
    { ...text, takes: 'the name of a profile', example: 'light' },
    {
      value: 'NAME',
      help: "The load of every test that has one curve of load: light, moderate, stress, spike, or one of the project's.",
      otherwise: "the environment's, or each test's own load",
    },
  ),
  only: value(texts(['load', 'bench']), { value: 'WHAT', help: 'Only tests (load), or only benchmarks (bench).' }),
  testType: value(choice(['all', ...TEST_TYPES] as const), {
    value: 'TYPE',
    help: `Only tests of this type: all, ${TEST_TYPES.join(', ')}.`,
    otherwise: 'all',
  }),
  changeCount: value(wholeNumber({ min: 1 }), {
    value: 'N',
    help: "How many changes the project's data sets of the preset 'changes' have; tests see it as CHANGE_COUNT.",
  }),
  fileSizes: value(texts(), {
    value: 'SIZES',
    help: "Sizes of the project's data sets of the preset 'files', such as 1MB,5MB; tests see them as FILE_SIZES.",
  }),
  dryRun: flag('Print the plan with its times, and run nothing.'),
  ...gateRuleOptions,
  target,
  setEnv,
  workers,
  seed,
  timeoutMultiplier,
  tag,
  ...startOptions,
  json,
  junit,
  markdown,
  sarif,
  gitlab,
  stepSummary,
  githubComment,
  checkRun,
  commentKey,
  quiet,
  verbose,
  noStore,
} as const;
