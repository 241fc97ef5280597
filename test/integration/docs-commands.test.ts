import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpKeys } from '../../src/define/format/http.ts';
import { type Demo, startDemo } from '../../src/demo/demo.ts';
import { BUILT_IN_METRICS, ERROR_KINDS } from '../../src/model/metrics.ts';
import { formatDuration } from '../../src/model/units.ts';
import { DEFAULTS } from '../../src/plan/defaults.ts';
import { type Ended, plimsoll, startPlimsoll } from './command-line.ts';

/**
 * README.md and the pages of docs/ say what to type, and every `plimsoll` command of their `sh` and `console` blocks is carried
 * out here, page by page, in a folder with the files that the page shows. A first line such as `// shop.ts` names a file;
 * `# exits with 3` behind a command says so; a block that a reader alone can carry out is marked: three backticks, `sh no-run`.
 */

const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'bin', 'plimsoll.js');
const DURATION = '1s';
const SECRETS = { API_TOKEN: '4f2a9c77', SHOP_PASSWORD: 'tr0ub4dor', TOKEN: 'a-token' };
const SHOWN_TARGETS = /(?:http:\/\/)?(?:localhost:3000|127\.0\.0\.1:1876)/g;
/** `run FILE…`: how a command is called, not what to type. */
const PLACEHOLDER = /^\[?[A-Z]{3,}…?\]?$/;

interface Block {
  readonly language: string;
  readonly marks: readonly string[];
  readonly text: string;
}

interface Command {
  readonly line: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly code: number;
  /** What the page shows of its output. */
  readonly shown: readonly string[];
}

const pages = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)]
  .filter((name) => name.endsWith('.md') && existsSync(join(root, name)))
  .map((name) => ({ name, blocks: blocksOf(readFileSync(join(root, name), 'utf8')) }))
  .map((page) => ({ ...page, commands: page.blocks.filter(isRun).flatMap(commandsOf) }));
const readme = pages[0]?.blocks ?? [];

describe('commands that only a reader can carry out', () => {
  const marked = pages.flatMap(({ name, blocks }) =>
    blocks.filter(({ marks }) => marks.includes('no-run')).map(({ text }) => `${name}: ${text.trim().split('\n')[0]}`),
  );

  it(`are ${marked.length}: ${marked.join('; ')}`, () => {
    expect(marked).toEqual([
      'README.md: npm install --save-dev plimsoll',
      "docs/demo.md: curl -N '127.0.0.1:1876/events?channel=news&presence=1' &",
      "docs/findings.md: plimsoll demo --knob '/hello limited=4 time=20ms'      # and in another terminal:",
      'docs/getting-started.md: npm install --save-dev plimsoll',
    ]);
  });

  it("are marked, unless they are scripts of this repository or curl's on this machine", () => {
    const others = pages.flatMap(({ name, blocks }) =>
      blocks.filter(isRun).flatMap((block) => linesOf(block).map((line) => `${name}: ${line}`)),
    );
    const known =
      /: (?:\w+=\S+ )*(?:(?:npx )?plimsoll |npm (?:start|test|run )|curl -s (?:-X \w+ )?'?127\.0\.0\.1|apt-get |#|$)/;
    expect(others.filter((line) => !known.test(line))).toEqual([]);
  });
});

describe.concurrent('every command and every whole test of', () => {
  let demo: Demo;
  let folder = '';
  beforeAll(async () => {
    demo = await startDemo({ port: 0 });
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-docs-'));
  });
  afterAll(async () => {
    await demo.close();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [index, page] of pages.entries()) {
    const files = [...filesOf(readme), ...filesOf(page.blocks)];
    const own = filesOf(page.blocks);
    if (page.commands.length + own.length === 0) continue;
    it(`${page.name}: ${page.commands.length} commands, ${own.length} files`, { timeout: 90_000 }, async () => {
      const cwd = join(folder, String(index));
      const run = { cwd, url: demo.url };
      furnish(cwd);
      for (const { name, text } of files) write(cwd, name, pointedAt(text, demo.url));
      await checkTests(own, cwd);
      for (const { name } of own) if (name.endsWith('.mjs')) await runProgram(name, cwd);
      for (const command of page.commands) await carryOut(command, run);
    });
  }
});

describe('docs/results.md', () => {
  const text = readFileSync(join(root, 'docs/results.md'), 'utf8');

  it('lists the metrics as they are', () => {
    const listed = rowsUnder(text, 'Metrics').map((cells) => cells.join(' | '));
    const are = Object.entries(BUILT_IN_METRICS).map(([name, { type, unit, description }]) =>
      [`\`${name}\``, type, unit, description].join(' | '),
    );
    expect(listed).toEqual(are);
  });

  it('lists every kind of finding that judging makes, and no other', () => {
    const listed = rowsUnder(text, 'Findings').flatMap(([kinds = '']) => codesIn(kinds));
    expect(listed.sort()).toEqual(findingKinds().sort());
  });
});

describe('docs/http.md', () => {
  const text = readFileSync(join(root, 'docs/http.md'), 'utf8');
  const settings = rowsUnder(text, 'HTTP').map(([name = '', value = '']) => [codesIn(name)[0], value] as const);

  it('lists every setting', () => {
    const listed = settings.map(([name = '']) => name.split('.')[0]);
    expect([...new Set(listed)].sort()).toEqual(Object.keys(httpKeys).sort());
  });

  it('gives their defaults as they are', () => {
    const given = new Map(settings);
    expect(given.get('timeout')).toBe(inSeconds(DEFAULTS.timeoutMs));
    expect(given.get('connectTimeout')).toBe(inSeconds(DEFAULTS.connectTimeoutMs));
    expect(given.get('maxRedirects')).toBe(String(DEFAULTS.maxRedirects));
    expect(given.get('connectionsPerHost')).toBe(String(DEFAULTS.connectionsPerHost));
    expect(given.get('expectedStatuses')).toBe(DEFAULTS.expectedStatuses[0].join('–'));
    expect(given.get('dns.ttl')).toBe(formatDuration(DEFAULTS.dns.ttlMs));
    expect(given.get('dns.select')).toBe(`\`${DEFAULTS.dns.select}\``);
    expect(given.get('dns.policy')).toBe(`\`${DEFAULTS.dns.policy}\``);
    expect(given.get('maxHeaderBytes')).toBe(`${DEFAULTS.maxHeaderBytes / 2 ** 10} KiB`);
    expect(given.get('maxBodyBytes')).toBe(`${DEFAULTS.maxBodyBytes / 2 ** 20} MiB`);
  });

  it('lists every kind of failed request', () => {
    const listed = rowsUnder(text, 'When there is no answer').flatMap(([kind = '']) => codesIn(kind));
    expect(listed).toEqual([...ERROR_KINDS]);
  });
});

function blocksOf(page: string): Block[] {
  return [...page.matchAll(/^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm)].map(([, language = '', marks = '', text = '']) => ({
    language,
    marks: marks.trim().split(/\s+/),
    text,
  }));
}

function isRun({ language, marks }: Block): boolean {
  return (language === 'sh' || language === 'console') && !marks.includes('no-run');
}

/** The lines of a block that are typed, those that go on after a backslash joined. */
function linesOf({ language, text }: Block): string[] {
  const lines = text.replace(/\\\n\s*/g, '').split('\n');
  return language === 'sh' ? lines : lines.filter((line) => line.startsWith('$ ')).map((line) => line.slice(2));
}

function commandsOf(block: Block): Command[] {
  return linesOf(block).flatMap((line) => {
    const [, assigned = '', typed] = /^((?:\w+=\S+ )*)(?:npx )?plimsoll (.*)$/.exec(line) ?? [];
    if (typed === undefined) return [];
    const args = wordsOf(typed);
    if (args.some((arg) => PLACEHOLDER.test(arg))) return [];
    const env = Object.fromEntries([...assigned.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]));
    const code = Number(/# exits with (\d+)/.exec(line)?.[1] ?? 0);
    const shown = block.language === 'console' ? outputAfter(line, block.text) : [];
    return [{ line, args, env, code, shown }];
  });
}

function outputAfter(line: string, text: string): string[] {
  const after = text.slice(text.indexOf(line) + line.length + 1).split('\n');
  const end = after.findIndex((each) => each.startsWith('$ '));
  return (end === -1 ? after : after.slice(0, end)).filter((each) => each.trim() !== '');
}

/** The words of a shell command, up to where it is piped or redirected, or a comment begins. */
function wordsOf(typed: string): string[] {
  const words: string[] = [];
  for (const [word] of typed.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)) {
    if (/^(?:#|[|<>&;]|\d>)/.test(word)) break;
    words.push(word.replace(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double));
  }
  return words;
}

/** Whole tests, and whatever else a page gives a name. */
function filesOf(blocks: readonly Block[]): { name: string; text: string }[] {
  return blocks.flatMap(({ language, text }, index) => {
    const isTest = /^export default (?:test|scenario)\(/m.test(text) || /^config:[\s\S]*^scenarios:/m.test(text);
    const name = /^(?:\/\/|#) ([\w./-]+\.(?:ts|mjs|ya?ml|json|csv))\n/.exec(text)?.[1];
    if (!/^(?:ts|js|yaml|json)$/.test(language) || (!isTest && name === undefined)) return [];
    return [{ name: name ?? `block-${index}.${language}`, text }];
  });
}

/** What pages take for granted: the package is installed, and the tables and lists that they name are there. */
function furnish(cwd: string): void {
  mkdirSync(join(cwd, 'node_modules'), { recursive: true });
  symlinkSync(root, join(cwd, 'node_modules', 'plimsoll'), 'junction');
  copyFileSync(join(root, 'examples/users.csv'), join(cwd, 'users.csv'));
  writeFileSync(join(cwd, 'urls.txt'), '/items\n/hello\n');
}

function write(cwd: string, name: string, text: string): void {
  mkdirSync(dirname(join(cwd, name)), { recursive: true });
  writeFileSync(join(cwd, name), text);
}

async function checkTests(files: readonly { name: string; text: string }[], cwd: string): Promise<void> {
  const tests = files.filter(({ name, text }) => !name.endsWith('.mjs') && /export default|^scenarios:/m.test(text));
  if (tests.length === 0) return;
  const { code, stderr } = await plimsoll(['check', ...tests.map(({ name }) => name)], { cwd, env: SECRETS });
  expect(code, stderr).toBe(0);
}

async function runProgram(name: string, cwd: string): Promise<void> {
  const child = spawn(process.execPath, [name], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  const [code] = await once(child, 'close');
  expect(code, `${name}: ${stderr}`).toBe(0);
}

async function carryOut(command: Command, { cwd, url }: { cwd: string; url: string }): Promise<void> {
  const { line, args, code, shown } = command;
  const attempt = () =>
    args[0] === 'demo' || args[0] === 'serve' ? tryServer(args, cwd) : start(command, { cwd, url });
  const first = await attempt();
  // In so short a run one pause of a busy machine crosses a limit on a high percentile. Twice is no accident.
  const ended = first.code === 3 && code === 0 ? await attempt() : first;
  const output = ended.stdout + ended.stderr;
  expect(ended.code, `${line}\n${output}`).toBe(code);
  if (code === 2) for (const text of shown) expect(output, line).toContain(text);
  if (args[0] === 'init') {
    for (const name of readdirSync(cwd).filter((each) => /\.(ts|ya?ml)$/.test(each))) {
      writeFileSync(join(cwd, name), pointedAt(readFileSync(join(cwd, name), 'utf8'), url));
    }
  }
}

/** On a port of its own, and until it answers where it says that it listens. */
async function tryServer(args: readonly string[], cwd: string): Promise<Ended> {
  const started = startPlimsoll(args.includes('--port') ? args : [...args, '--port', '0'], { cwd });
  await started.wrote(/listening on http\S+\s/);
  const [url = ''] = /http:\S+/.exec(started.output()) ?? [];
  const path = args[0] === 'demo' ? '/health' : '/api/info';
  expect((await fetch(new URL(path, url))).status).toBe(200);
  started.child.kill('SIGTERM');
  return started.ended;
}

async function start({ args, env }: Command, { cwd, url }: { cwd: string; url: string }): Promise<Ended> {
  const at = args.indexOf('--start');
  if (at === -1) return plimsoll(bounded(args.map((arg) => pointedAt(arg, url))), { cwd, env });
  const own = `http://127.0.0.1:${await freePort()}`;
  const command = `"${process.execPath}" "${bin}" demo --port ${new URL(own).port}`;
  const replaced = args.map((arg, index) => (index === at + 1 ? command : pointedAt(arg, own)));
  return plimsoll(bounded(replaced), { cwd, env });
}

/** A second of load where the page has more. */
function bounded(args: readonly string[]): string[] {
  const [command] = args;
  if (command !== 'run' && command !== 'http') return [...args];
  const at = args.findIndex((arg) => arg === '-d' || arg === '--duration');
  if (at !== -1) return args.map((arg, index) => (index === at + 1 ? DURATION : arg));
  const isBounded = args.some((arg) => ['--once', '-n', '--iterations', '--requests'].includes(arg));
  return isBounded ? [...args] : [...args, '--duration', DURATION];
}

function pointedAt(text: string, url: string): string {
  return text.replace(SHOWN_TARGETS, url);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** The cells of the first table under a heading, without its head. */
function rowsUnder(page: string, heading: string): string[][] {
  const section = page.slice(page.search(new RegExp(`^#+ ${heading}$`, 'm')));
  const [table = ''] = /(?:^\|.*\n)+/m.exec(section) ?? [];
  const rows = table.trim().split('\n').slice(2);
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

function codesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

/** As the source writes them: a `kind` right before a `severity`. */
function findingKinds(): string[] {
  const folder = join(root, 'src/judge');
  const isSource = (name: string) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.includes('fixtures');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(isSource);
  const source = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  const constants = new Map([...source.matchAll(/^export const ([A-Z_]+) = '([^']+)'/gm)].map(([, k, v]) => [k, v]));
  const written = [...source.matchAll(/\bkind: ([^\n]+?),\s+severity\b/g)].map(([, expression = '']) => expression);
  const kinds = written.flatMap((expression) => {
    if (expression.startsWith('`requests-')) return ERROR_KINDS.map((kind) => `requests-${kind}`);
    if (expression.startsWith('`drift-')) return DRIFTS.map((family) => `drift-${family}`);
    if (expression.endsWith('-failed`')) return ['setup-failed', 'teardown-failed', 'worker-failed'];
    return constants.get(expression) ?? [...expression.matchAll(/'([^']+)'/g)].map(([, kind = '']) => kind);
  });
  return [...new Set(kinds)];
}

const DRIFTS = ['latency', 'throughput', 'failures', 'monitored', 'generator-memory'];

function inSeconds(ms: number): string {
  return `${ms / 1000}s`;
}
