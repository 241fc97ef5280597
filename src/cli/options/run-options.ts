import { TEST_KINDS } from '../../model/test-kinds.ts';
import { flag, list, value } from './option.ts';
import { amount, duration, httpUrl, limit, oneOf, output, pair, path, share, text, wholeNumber } from './readers.ts';

/** What every command that puts load on something has in common. */
export const loadOptions = {
  workers: value(wholeNumber({ min: 1, max: 1024 }), {
    short: 'w',
    value: 'N',
    help: 'Worker threads that generate the load.',
    otherwise: 'cores minus one',
  }),
  limit: list(limit, { value: 'RULE', help: "A limit to add, such as 'http_req_duration p95 < 200ms'." }),
  seed: value(text, { value: 'SEED', help: 'All chance comes from it: the same seed makes the same requests.' }),
  timeoutMultiplier: value(amount('2'), {
    value: 'FACTOR',
    help: 'Stretches every timeout, for slow machines.',
    otherwise: '1',
  }),
  maxDuration: value(duration, { value: 'TIME', help: 'Stops the load after this, whatever it was asked to be.' }),
  tag: list(pair('commit=4f2a'), { value: 'K=V', help: 'A tag of the run, to find and compare it by.' }),
} as const;

/** Where the time and memory of the threads that do the work go. */
export const profileOptions = {
  cpuProfile: value(path, {
    value: 'DIR',
    help: 'Write a CPU profile of each worker into this folder, for Chrome DevTools (Performance).',
  }),
  heapProfile: value(path, {
    value: 'DIR',
    help: 'Write an allocation profile of each worker into this folder, for Chrome DevTools (Memory).',
  }),
} as const;

/** Where results go, and how much is said meanwhile. */
export const reportOptions = {
  json: value(output, { value: 'FILE', help: 'Write the run as JSON; - for standard output.' }),
  junit: value(output, { value: 'FILE', help: 'Write limits and checks as JUnit XML; - for standard output.' }),
  markdown: value(output, { value: 'FILE', help: 'Write a summary as Markdown; - for standard output.' }),
  html: value(output, { value: 'FILE', help: 'Write a page that needs nothing beside itself; - for standard output.' }),
  csv: value(output, { value: 'FILE', help: 'Write the values of every second as CSV; - for standard output.' }),
  quiet: flag('Say nothing but the summary at the end.', { short: 'q' }),
  verbose: flag('Log decisions, connections, and the first failures of each kind.', { short: 'v' }),
  log: value(path, { value: 'FILE', help: 'Write every request and its answer as a line of JSON.' }),
  logSample: value(share, {
    value: 'SHARE',
    help: 'Log only this share of the requests, by the seed.',
    otherwise: '1',
  }),
  strict: flag('Exit with 3 when the run is inconclusive.'),
  noStore: flag('Do not keep the run.'),
} as const;

/** The dashboard beside a run. */
export const watchOptions = {
  watch: flag('Serve the dashboard for this run, and open it; it stays until Ctrl-C.'),
} as const;

/** A target that is started for the run and stopped after it. */
export const startOptions = {
  start: value(
    { ...text, takes: 'a command', example: "'node server.js'" },
    {
      value: 'COMMAND',
      help: 'Start the target with this shell command, and stop it and its children afterwards.',
    },
  ),
  ready: value(httpUrl, {
    value: 'URL',
    help: 'The started target is ready when this URL answers with a status below 500.',
    otherwise: 'the target',
  }),
  readyTimeout: value(duration, {
    value: 'TIME',
    help: 'How long the started target may take to be ready.',
    otherwise: '60s',
  }),
} as const;

/** A second target, played in turns with the test's own. */
export const againstOptions = {
  against: value(
    { ...text, takes: 'a URL', example: httpUrl.example },
    { value: 'URL', help: 'Play the load against this target too, in turns, and tell which of the two is slower.' },
  ),
  slice: value(duration, {
    value: 'TIME',
    help: 'How long one of the two is under load at a time.',
    otherwise: 'a four hundredth of the load, 150ms to 1s; five iterations',
  }),
} as const;

/** What is laid over a test file. */
export const overrideOptions = {
  target: value(
    { ...text, takes: 'a URL', example: httpUrl.example },
    { short: 't', value: 'URL', help: "In place of the test's target." },
  ),
  users: value(wholeNumber({ min: 1 }), { short: 'u', value: 'N', help: 'Load with this many users.' }),
  rate: value(amount('100'), { short: 'r', value: 'N', help: 'Load with this many iterations started per second.' }),
  duration: value(duration, { short: 'd', value: 'TIME', help: 'Stretch or shorten the load to this.' }),
  iterations: value(wholeNumber({ min: 1 }), {
    short: 'n',
    value: 'N',
    help: 'Load with this many iterations in all.',
  }),
  kind: value(oneOf([...TEST_KINDS, 'endurance'], 'stress'), {
    short: 'k',
    value: 'KIND',
    help: `Give the load the shape of this kind of test, and judge it so: ${TEST_KINDS.join(', ')}.`,
  }),
  env: value(text, { value: 'NAME', help: 'One of the environments of the test, or of the project.' }),
  profile: value(text, {
    value: 'NAME',
    help: "One of the test's profiles, or of the project's: light, moderate, stress, spike.",
  }),
  setEnv: list(pair('TOKEN=abc'), {
    short: 'e',
    value: 'K=V',
    help: 'An environment variable, as the test sees it.',
  }),
} as const;
