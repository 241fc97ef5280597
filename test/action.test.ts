import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

/** The GitHub Action of this repository, its scripts carried out as a runner would. */

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const text = readFileSync(join(root, 'action.yml'), 'utf8');
const action = parse(text) as { inputs: Record<string, { default?: string }>; runs: { steps: readonly Step[] } };
const { steps } = action.runs;

describe('action.yml', () => {
  it('keeps to the published schema', () => {
    const schema = JSON.parse(readFileSync(join(root, 'test/fixtures/schemas/github-action.json'), 'utf8'));
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    expect(validate(action), JSON.stringify(validate.errors)).toBe(true);
  });

  it('gives scripts what it was given as variables alone, never as part of their text', () => {
    expect(steps.filter(({ run }) => run?.includes('${{'))).toEqual([]);
  });

  it('pins every action to a commit', () => {
    const used = steps.flatMap(({ uses }) => uses ?? []);
    expect(used.filter((each) => !/^actions\/[\w/-]+@[0-9a-f]{40}$/.test(each))).toEqual([]);
  });

  it('names only inputs and steps that it has', () => {
    const inputs = [...text.matchAll(/inputs\.([\w-]+)/g)].map(([, name = '']) => name);
    expect([...new Set(inputs)].filter((name) => action.inputs[name] === undefined)).toEqual([]);
    expect(new Set([...text.matchAll(/steps\.([\w-]+)\./g)].map(([, id]) => id))).toEqual(new Set(['measure']));
  });
});

describe('the scripts of the action', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll action-'));
    for (const name of ['runner', 'project', 'bin']) mkdirSync(join(folder, name));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const at = (...parts: string[]) => join(folder, ...parts);

  /** Notes what it was called with, writes what `--json` asks for, and ends with the code in a file, or with 0. */
  function fakeCommand(path: string): void {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(
      path,
      `#!/usr/bin/env bash
printf '%s\\n' "$(basename "$0")" "$@" '---' >> '${at('calls')}'
while [ $# -gt 0 ]; do
  if [ "$1" = --json ]; then echo '{"verdict":"failed"}' > "$2"; fi
  shift
done
exit "$(cat '${at('code')}' 2> /dev/null || echo 0)"
`,
    );
    chmodSync(path, 0o755);
  }

  function carryOut(name: string, env: Readonly<Record<string, string>> = {}) {
    const script = steps.find((step) => step.name === name)?.run ?? '';
    writeFileSync(at('script.sh'), script);
    writeFileSync(at('output'), '');
    const { PATH = '' } = process.env;
    const ended = spawnSync('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', at('script.sh')], {
      cwd: at('project'),
      encoding: 'utf8',
      env: {
        PATH: `${at('bin')}${delimiter}${PATH}`,
        RUNNER_TEMP: at('runner'),
        GITHUB_OUTPUT: at('output'),
        GITHUB_WORKFLOW: 'performance',
        ...env,
      },
    });
    const output = readFileSync(at('output'), 'utf8');
    return { ...ended, outputs: Object.fromEntries(output.split('\n').map((line) => line.split(/=(.*)/s))) };
  }

  const inputs = {
    INPUT_FILES: '',
    INPUT_ENV: 'ci',
    INPUT_VERSION: 'latest',
    INPUT_COMMENT: 'true',
    INPUT_CHECK_RUN: 'false',
    INPUT_COMMENT_KEY: 'gate',
  };
  const calls = () => {
    const list = readFileSync(at('calls'), 'utf8').split('\n---\n');
    return list.slice(0, -1).map((call) => call.split('\n'));
  };

  it('run all of a project with what it has installed, and tell verdict and exit code', () => {
    fakeCommand(at('project/node_modules/.bin/plimsoll'));
    writeFileSync(at('code'), '3');
    const { status, outputs } = carryOut('Measure and decide', inputs);
    expect(status).toBe(0);
    expect(outputs).toMatchObject({ verdict: 'failed', 'exit-code': '3', reports: at('runner/plimsoll-reports') });
    const [call = []] = calls();
    expect(call.slice(0, 4)).toEqual(['plimsoll', 'ci', '--env', 'ci']);
    expect(call).toContain('--github-comment');
    expect(call).not.toContain('--check-run');
  });

  it('run files and patterns, whatever is in their names, and decide about them', () => {
    fakeCommand(at('project/node_modules/.bin/plimsoll'));
    for (const name of ['a b.ts', 'c.ts', '-x.ts']) writeFileSync(at('project', name), '');
    const hostile = '$(touch owned).ts; touch owned';
    const files = `  *.ts\n\n${hostile}\r\n`;
    expect(carryOut('Measure and decide', { ...inputs, INPUT_FILES: files }).status).toBe(0);
    const [run, gate] = calls();
    expect(run?.slice(1).sort()).toEqual([`./${hostile}`, './-x.ts', './a b.ts', './c.ts', '--quiet', 'run'].sort());
    expect(gate?.[1]).toBe('gate');
    expect(() => readFileSync(at('project/owned'))).toThrow();
  });

  it('decide nothing where the tests could not be run', () => {
    fakeCommand(at('project/node_modules/.bin/plimsoll'));
    writeFileSync(at('code'), '4');
    const { outputs } = carryOut('Measure and decide', { ...inputs, INPUT_FILES: 'a.ts' });
    expect(outputs).toMatchObject({ verdict: '', 'exit-code': '4' });
    expect(calls()).toHaveLength(1);
  });

  it('fetch the version asked for where the project has none, and nothing that is no version', () => {
    fakeCommand(at('bin/npx'));
    carryOut('Measure and decide', { ...inputs, INPUT_VERSION: '1.2.3' });
    expect(calls()[0]?.slice(0, 4)).toEqual(['npx', '--yes', 'plimsoll@1.2.3', 'ci']);
    const { outputs } = carryOut('Measure and decide', { ...inputs, INPUT_VERSION: 'x@npm:evil; touch owned' });
    expect(outputs['exit-code']).toBe('2');
    expect(calls()).toHaveLength(1);
  });

  it('say when no file is meant', () => {
    fakeCommand(at('project/node_modules/.bin/plimsoll'));
    const { outputs, stdout } = carryOut('Measure and decide', { ...inputs, INPUT_FILES: 'none/*.ts' });
    expect(outputs['exit-code']).toBe('2');
    expect(stdout).toContain('::error::');
  });

  it('install by the lock file there is, once', () => {
    fakeCommand(at('bin/npm'));
    expect(carryOut('Install').stdout).toContain('no lock file');
    writeFileSync(at('project/package-lock.json'), '{}');
    carryOut('Install');
    mkdirSync(at('project/node_modules'));
    expect(carryOut('Install').stdout).toContain('there already');
    expect(calls()).toEqual([['npm', 'ci']]);
  });

  it('do without a baseline where there is none', () => {
    writeFileSync(at('code'), '1');
    fakeCommand(at('bin/gh'));
    const ended = carryOut('Restore runs and baselines from an artifact', { ARTIFACT: 'plimsoll-baseline-gate' });
    expect(ended.status).toBe(0);
    expect(ended.stdout).toContain('no baseline yet');
  });

  it.each([
    ['0', 0],
    ['3', 3],
    ['', 1],
    ['0; exit 0', 1],
  ])('end with what Plimsoll ended with: %j is %d', (code, status) => {
    expect(carryOut('Verdict', { CODE: code }).status).toBe(status);
  });
});
