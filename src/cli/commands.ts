import { baselineCommand } from './baseline-commands.ts';
import { benchCommand } from './bench-command.ts';
import { ciCommand } from './ci-command.ts';
import { type Command, command } from './command.ts';
import { compareCommand } from './compare-command.ts';
import { dataCommand } from './data-commands.ts';
import { doctorCommand } from './doctor-command.ts';
import { gateCommand } from './gate-command.ts';
import {
  capacityOptions,
  checkOptions,
  demoOptions,
  httpOptions,
  initOptions,
  runOptions,
  schemaOptions,
} from './options/tables.ts';
import { reportCommand } from './report-command.ts';
import { runsCommand } from './runs-commands.ts';
import { serveCommand } from './serve-command.ts';
import { trendCommand } from './trend-command.ts';

/** Every command. Its code is imported when it is run, and not before. */
export const commands: readonly Command[] = [
  command({
    name: 'http',
    summary: 'measure a URL, without writing a test',
    usage: 'http URL [options]',
    about: [
      'Loads one URL and prints what it found: 10 connections for 10 seconds unless told otherwise.',
      'Without --rate each connection sends its next request when the last one was answered. With --rate requests start at their time whether or not earlier ones were answered, and --connections bounds how many may be under way.',
      'URL, headers and the body given with -b may hold templates: {{ $randomNumber(1, 100) }}.',
    ],
    arguments: { name: 'URL', min: 0, max: 1 },
    options: httpOptions,
    examples: [
      { command: 'plimsoll http http://localhost:3000/', does: '10 connections for 10 s' },
      { command: 'plimsoll http http://localhost:3000/ -c 50 -d 30s', does: '50 connections for 30 s' },
      {
        command: "plimsoll http http://localhost:3000/ -R 200 --limit 'response_time p99 < 100ms'",
        does: '200 requests per second, and a limit',
      },
      {
        command: `plimsoll http http://localhost:3000/orders -m POST -H 'content-type: application/json' -b '{"id": 7}'`,
        does: 'a POST with a body; -b @FILE takes it from a file',
      },
    ],
    run: async (input) => (await import('./http.ts')).http(input),
  }),
  command({
    name: 'run',
    summary: 'run test files',
    usage: 'run FILE… [options]',
    about: [
      'Runs a test written in TypeScript, JavaScript, YAML or JSON. Several files make a suite: they run one after the other, with totals and one exit code.',
      'Everything is checked before anything is sent. Ctrl-C ends the load and lets running iterations finish; a second one stops at once; both report what was measured.',
    ],
    arguments: { name: 'FILE', min: 1, max: Number.POSITIVE_INFINITY },
    options: runOptions,
    examples: [
      { command: 'plimsoll run shop.ts', does: 'run a test' },
      { command: 'plimsoll run shop.ts --once', does: 'one iteration of each scenario, every request shown' },
      { command: 'plimsoll run shop.ts --users 50 --duration 1m --env ci', does: 'another load and environment' },
      {
        command: "plimsoll run shop.ts --start 'node server.js' --ready http://localhost:3000/health",
        does: 'start the target first, stop it afterwards',
      },
      { command: 'plimsoll run tests/*.ts --json results.json --junit junit.xml', does: 'a suite, with reports' },
    ],
    run: async (input) => (await import('./run.ts')).run(input),
  }),
  command({
    name: 'capacity',
    summary: 'find the highest load within all limits',
    usage: 'capacity FILE [options]',
    about: [
      'Finds the load line of a test: the highest arrival rate that stays within all its limits. Levels are played one after the other, each held until its limits are decided; first a coarse climb, then bisection, then the edges once more.',
      'Prints the line with its interval, the limit that breaks first above it, and the headroom over the load that is expected. A line below what is expected exits with 3.',
    ],
    arguments: { name: 'FILE', min: 1, max: 1 },
    options: capacityOptions,
    examples: [
      { command: 'plimsoll capacity shop.ts', does: "search within the test's own limits" },
      {
        command: "plimsoll capacity shop.ts --limit 'response_time p95 <= 60ms' --expected 300",
        does: 'another limit, and the load it has to carry',
      },
      { command: 'plimsoll capacity shop.ts --from 100 --to 2000 --max-time 5m', does: 'bounds on rate and time' },
    ],
    run: async (input) => (await import('./capacity.ts')).capacity(input),
  }),
  benchCommand,
  compareCommand,
  baselineCommand,
  trendCommand,
  gateCommand,
  ciCommand,
  runsCommand,
  serveCommand,
  reportCommand,
  command({
    name: 'check',
    summary: 'check test files and show what they would do',
    usage: 'check FILE… [options]',
    about: [
      'Prints every problem of a test with its place in the file, then advice, most important first, and the plan: requests, users, bytes, and the load drawn as a curve. Sends nothing.',
    ],
    arguments: { name: 'FILE', min: 1, max: Number.POSITIVE_INFINITY },
    options: checkOptions,
    examples: [{ command: 'plimsoll check shop.ts', does: 'problems, advice and the plan' }],
    run: async (input) => (await import('./check.ts')).check(input),
  }),
  command({
    name: 'init',
    summary: 'write a commented test to start from',
    usage: 'init [FILE] [options]',
    about: [
      'Writes a test to start from: load-test.ts, or load-test.yaml with --yaml. An existing file is kept.',
      'With --ci it is a workflow of GitHub, or a pipeline of GitLab, that runs all tests of the project, decides, and keeps baselines.',
      'With --template it is a whole test of one kind of use, such as a database or logging in, which runs as it is on the demo target and is pointed at yours by its endpoints: in TypeScript with every option spelled out, in YAML as the steps that the template makes.',
    ],
    arguments: { name: 'FILE', min: 0, max: 1 },
    options: initOptions,
    examples: [
      { command: 'plimsoll init', does: 'write load-test.ts' },
      { command: 'plimsoll init tests/shop.yaml', does: 'YAML, by the ending of the name' },
      { command: 'plimsoll init --list', does: 'all templates with their main options' },
      {
        command: 'plimsoll init --template database --target http://localhost:3000 --set records=large',
        does: 'write database.ts from a template',
      },
      {
        command: 'plimsoll init --ci github --services postgres,redis',
        does: 'write .github/workflows/performance.yml',
      },
    ],
    run: async (input) => (await import('./init.ts')).init(input),
  }),
  command({
    name: 'schema',
    summary: 'print a JSON Schema, for editors',
    usage: 'schema [--test | --run | --config]',
    about: [
      'Prints the JSON Schema of test files in YAML and JSON, with --run that of what --json writes, with --config that of plimsoll.config.json and .yaml.',
    ],
    arguments: { name: '', min: 0, max: 0 },
    options: schemaOptions,
    examples: [{ command: 'plimsoll schema > plimsoll.schema.json', does: 'a schema for an editor' }],
    run: async (input) => (await import('./schema.ts')).schema(input),
  }),
  dataCommand,
  command({
    name: 'demo',
    summary: 'start the embedded target to try things on',
    usage: 'demo [options]',
    about: ['Starts a small shop API that answers the same to the same seed, prints its URL, and serves until Ctrl-C.'],
    arguments: { name: '', min: 0, max: 0 },
    options: demoOptions,
    examples: [{ command: 'plimsoll demo --port 0', does: 'on any free port' }],
    run: async (input) => (await import('./demo.ts')).demo(input),
  }),
  doctorCommand,
  command({
    name: 'help',
    summary: 'explain a command',
    usage: 'help [COMMAND]',
    about: ['Prints what a command does, its options and examples.'],
    arguments: { name: 'COMMAND', min: 0, max: 2 },
    options: {},
    examples: [{ command: 'plimsoll help run', does: 'everything about run' }],
    run: async (input) => (await import('./help.ts')).help(input),
  }),
];
