import { initCiOptions } from './init-ci-options.ts';
import { flag, list, value } from './option.ts';
import { amount, duration, header, httpUrl, method, oneOf, pair, path, share, text, wholeNumber } from './readers.ts';
import {
  againstOptions,
  loadOptions,
  overrideOptions,
  profileOptions,
  reportOptions,
  startOptions,
  watchOptions,
} from './run-options.ts';

export const httpOptions = {
  connections: value(wholeNumber({ min: 1, max: 1_000_000 }), {
    short: 'c',
    value: 'N',
    help: 'Connections, each sending one request after the other; with --rate, how many there may be.',
    otherwise: '10; with --rate, as many as it takes up to 10,000',
  }),
  duration: value(duration, { short: 'd', value: 'TIME', help: 'How long.', otherwise: '10s' }),
  requests: value(wholeNumber({ min: 1 }), {
    short: 'n',
    value: 'N',
    help: 'This many requests instead of a duration.',
  }),
  rate: value(amount('100'), { short: 'R', value: 'N', help: 'Start this many requests per second (open model).' }),
  method: value(method, { short: 'm', value: 'METHOD', help: 'HTTP method.', otherwise: 'GET; POST with a body' }),
  header: list(header, { short: 'H', value: "'K: V'", help: 'A header of every request.' }),
  body: value(text, { short: 'b', value: 'TEXT|@FILE', help: 'The body of every request, or the file it is in.' }),
  timeout: value(duration, { value: 'TIME', help: 'A request that takes longer has failed.', otherwise: '60s' }),
  urls: value(path, { value: 'FILE', help: 'Replay a list, in order: a line each, [METHOD] URL [BODY].' }),
  insecure: flag('Accept any TLS certificate.', { short: 'k' }),
  ...loadOptions,
  ...reportOptions,
  ...profileOptions,
  ...startOptions,
} as const;

export const runOptions = {
  ...overrideOptions,
  ...loadOptions,
  ...againstOptions,
  failOn: value(oneOf(['info', 'minor', 'major', 'critical', 'never'], 'major'), {
    value: 'SEVERITY',
    help: 'With --against: exit with 3 when something is slower by as much: info, minor, major, critical; or never.',
    otherwise: 'critical',
  }),
  ...reportOptions,
  ...profileOptions,
  once: flag('Run one iteration of each scenario, and show every request and its answer.'),
  ...watchOptions,
  ...startOptions,
} as const;

const { target, env, profile, setEnv } = overrideOptions;
const { maxDuration: _, ...searchLoadOptions } = loadOptions;

export const capacityOptions = {
  from: value(amount('50'), {
    value: 'RATE',
    help: 'Arrivals per second to start with.',
    otherwise: 'a quarter of what is expected, or 10',
  }),
  to: value(amount('5000'), { value: 'RATE', help: 'Try nothing above this.', otherwise: '1,000,000' }),
  expected: value(amount('200'), {
    value: 'RATE',
    help: 'The load it has to carry: a line below it fails, and headroom counts from it.',
    otherwise: "the test's rate, where it has one",
  }),
  hold: value(duration, {
    value: 'TIME',
    help: 'How long a level is held; up to three times that where its limits are not decided by then.',
    otherwise: '12s',
  }),
  rest: value(duration, {
    value: 'TIME',
    help: 'Between levels, and thrice that after one that was crossed.',
    otherwise: '1s',
  }),
  precision: value(share, { value: 'SHARE', help: 'Know the line to within this share of it.', otherwise: '0.02' }),
  confidence: value(share, { value: 'SHARE', help: 'How sure each decision on a limit has to be.', otherwise: '0.95' }),
  maxTime: value(duration, { value: 'TIME', help: 'Search no longer than this.', otherwise: '10m' }),
  maxRequests: value(wholeNumber({ min: 1 }), { value: 'N', help: 'Send no more requests than this.' }),
  target,
  env,
  profile,
  setEnv,
  ...searchLoadOptions,
  ...reportOptions,
  ...profileOptions,
  ...startOptions,
} as const;

export const checkOptions = {
  ...overrideOptions,
  ...againstOptions,
  limit: loadOptions.limit,
  seed: loadOptions.seed,
  timeoutMultiplier: loadOptions.timeoutMultiplier,
  maxDuration: loadOptions.maxDuration,
  verbose: reportOptions.verbose,
} as const;

export const initOptions = {
  template: value(
    { ...text, takes: 'the name of a template', example: 'database' },
    { short: 't', value: 'NAME', help: 'Write a test from this template instead; --list names them.' },
  ),
  target: value(httpUrl, { value: 'URL', help: 'What is tested.', otherwise: 'with a template the demo target' }),
  set: list(pair('records=large'), {
    value: 'KEY=VALUE',
    help: 'An option of the template, or a part of one: records=large, mix.read=80, load.users=10.',
  }),
  from: list(
    { ...path, takes: 'a folder, a file or a package', example: 'templates' },
    { value: 'PLACE', help: 'Templates of your own, besides those in .plimsoll/templates: a folder, file or package.' },
  ),
  list: flag('List the templates: what each is for, and its main options.'),
  yaml: flag('Write YAML instead of TypeScript.'),
  ...initCiOptions,
  force: flag('Overwrite an existing file.', { short: 'f' }),
} as const;

export const schemaOptions = {
  test: flag('The schema of test files (what is printed anyway).'),
  run: flag('The schema of runs, as --json writes them.'),
  config: flag('The schema of plimsoll.config.json and .yaml.'),
} as const;

export const demoOptions = {
  port: value(wholeNumber({ max: 65_535 }), { value: 'PORT', help: '0 takes any free one.', otherwise: '1876' }),
  host: value(text, { value: 'HOST', help: 'The address to listen on.', otherwise: '127.0.0.1' }),
  seed: value(wholeNumber({ max: 0xffff_ffff }), {
    value: 'SEED',
    help: 'What the data are made from.',
    otherwise: '1',
  }),
  knob: list(
    { ...text, takes: 'a knob', example: "'GET /items slow=200ms share=0.1'" },
    { value: 'KNOB', help: "A trouble, such as 'GET /items slow=200ms share=0.1'; docs/demo.md lists them all." },
  ),
  instances: value(wholeNumber({ min: 1, max: 100 }), {
    value: 'N',
    help: 'Answer as by so many instances, each named in the header x-instance.',
    otherwise: '1',
  }),
  balance: value(text, {
    value: 'HOW',
    help: 'What decides which instance answers: connection, request (in turn) or port (one for each).',
    otherwise: 'connection',
  }),
} as const;
