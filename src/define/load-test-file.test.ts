import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProblemsError } from '../errors/problems.ts';
import { UserError } from '../errors/user-error.ts';
import { loadFunctions } from './bundle/load-functions.ts';
import { loadDefinition, loadTestFile } from './load-test-file.ts';
import { starterTest } from './templates/starter-test.ts';
import { test } from './test-definition.ts';

let cwd = '';

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'define-test-'));
});

afterAll(() => {
  rmSync(cwd, { recursive: true });
});

function write(file: string, text: string | Buffer): string {
  mkdirSync(dirname(join(cwd, file)), { recursive: true });
  writeFileSync(join(cwd, file), text);
  return file;
}

async function failure(file: string, text?: string | Buffer): Promise<UserError> {
  if (text !== undefined) write(file, text);
  const error = await loadTestFile(file, { cwd }).then(
    ({ problems }) => (problems.length === 0 ? undefined : new ProblemsError(problems)),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
}

describe('a test in TypeScript', () => {
  it('is bundled with what it imports and hands over its spec and functions', async () => {
    write('lib/paths.ts', `export const path = (n: number): string => '/items/' + n;`);
    write('lib/users.json', '{ "names": ["ann"] }');
    const file = write(
      'shop.ts',
      `import { test, hold } from 'plimsoll';
      import { path } from './lib/paths';
      import users from './lib/users.json';
      interface Cart { items: unknown[] }
      export default test('shop', { load: { rate: [hold(5, '1s')] } }, async (user) => user.get(path(users.names.length)));`,
    );
    const loaded = await loadTestFile(file, { cwd });
    expect(loaded.spec).toEqual({
      name: 'shop',
      load: { rate: [{ kind: 'hold', value: 5, duration: '1s' }] },
      scenarios: [{ name: 'shop', function: 'shop' }],
    });
    expect(loaded.file).toBe('shop.ts');
    expect(loaded.baseDir).toBe(cwd);
    expect(loaded.code?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(await loaded.functions.shop?.({ get: (url: string) => url })).toBe('/items/1');
  });

  it('is the same bundle each time, whatever the machine that evaluates it', async () => {
    const file = write('same.ts', `import { test } from 'plimsoll';\nexport default test('a', {}, () => 1);`);
    const [first, second] = [await loadTestFile(file, { cwd }), await loadTestFile(file, { cwd })];
    expect(first.code).toEqual(second.code);
    expect(first.code?.text).not.toContain('/src/define');
  });

  it('throws errors that show its own lines', async () => {
    const file = write(
      'throws.ts',
      `import { test } from 'plimsoll';

interface Long { type: string }

function fail(): never {
  throw new Error('on line 6');
}
export default test('a', {}, () => fail());`,
    );
    const { functions } = await loadTestFile(file, { cwd });
    const stack = stackOf(() => functions.a?.());
    expect(stack).toContain(`${join(cwd, 'throws.ts')}:6:9`);
    expect(stack).toContain('throws.ts:8:');
  });

  it('sees its own import.meta.url, __dirname and __filename, and each file it imports its own', async () => {
    write(
      'deep/where.ts',
      `export const url = import.meta.url;\nexport const throwing = () => { throw new Error('x'); };`,
    );
    write(
      'deep/old.cjs',
      `const { cpus } = require('os'); const name = 'path'; module.exports = [__dirname, __filename, typeof cpus, typeof require(name).join];`,
    );
    const file = write(
      'where.mts',
      `import { test } from 'plimsoll';
      import { url, throwing } from './deep/where.ts';
      import old from './deep/old.cjs';
      export default test('a', { variables: { url, old, own: import.meta.url, dir: __dirname, meta: import.meta.dirname } }, throwing);`,
    );
    const { spec, functions } = await loadTestFile(file, { cwd });
    expect(spec.variables).toEqual({
      url: pathToFileURL(join(cwd, 'deep/where.ts')).href,
      old: [join(cwd, 'deep'), join(cwd, 'deep/old.cjs'), 'function', 'function'],
      own: pathToFileURL(join(cwd, 'where.mts')).href,
      dir: cwd,
      meta: cwd,
    });
    expect(stackOf(() => functions.a?.())).toContain(`${join(cwd, 'deep/where.ts')}:2:`);
  });

  it('may import npm packages and use the paths of its tsconfig.json', async () => {
    write('node_modules/left/package.json', '{ "name": "left", "main": "index.js" }');
    write('node_modules/left/index.js', `module.exports = { left: require('node:path').sep };`);
    write('tsconfig.json', '{ "compilerOptions": { "paths": { "@lib/*": ["./lib/*"] } } }');
    write('lib/number.ts', 'export const number = 7;');
    const file = write(
      'packages.ts',
      `import { left } from 'left'; import { number } from '@lib/number'; import { test } from 'plimsoll';
      export default test('a', { variables: { left, number } }, () => 1);`,
    );
    expect((await loadTestFile(file, { cwd })).spec.variables).toEqual({ left: '/', number: 7 });
    rmSync(join(cwd, 'tsconfig.json'));
  });

  it('leaves packages with compiled parts where they are installed', async () => {
    write('node_modules/native/package.json', '{ "name": "native", "main": "index.js", "gypfile": true }');
    write('node_modules/native/index.js', 'module.exports = { dir: __dirname };');
    const file = write(
      'native.ts',
      `import native from 'native'; import { test } from 'plimsoll';
      export default test('a', { variables: { dir: native.dir } }, () => 1);`,
    );
    const { spec, code } = await loadTestFile(file, { cwd });
    expect(spec.variables).toEqual({ dir: join(cwd, 'node_modules/native') });
    expect(code?.text).toContain(pathToFileURL(join(cwd, 'node_modules/native/index.js')).href);
  });

  it('may be CommonJS, or a scenario alone', async () => {
    const common = write(
      'common.cjs',
      `const { test } = require('plimsoll'); module.exports = test('a', {}, () => 1);`,
    );
    expect((await loadTestFile(common, { cwd })).spec.name).toBe('a');
    const alone = write(
      'alone.js',
      `import { scenario } from 'plimsoll'; export default scenario('b').get('/').call(() => 1);`,
    );
    const loaded = await loadTestFile(alone, { cwd });
    expect(loaded.spec.scenarios[0]?.steps).toHaveLength(2);
    expect(Object.keys(loaded.functions)).toEqual(['b/call']);
  });

  it('is evaluated once in a thread, and leaves nothing in the temporary folder', async () => {
    const file = write(
      'once.ts',
      `import { test } from 'plimsoll';\nexport default test('a', { variables: { at: Math.random() } }, () => 1);`,
    );
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('plimsoll-'));
    const { code, spec } = await loadTestFile(file, { cwd });
    const [one, two] = await Promise.all([loadFunctions(code!), loadFunctions(code!)]);
    expect(one).toBe(two);
    expect(one.definition?.spec.variables).toEqual(spec.variables);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('plimsoll-') && !before.includes(name))).toEqual([]);
  });

  it.each([
    ['syntax.ts', 'const a = 1;\nconst b = ;\n', 'SCRIPT_SYNTAX', /syntax\.ts:2:11: Unexpected ";"/],
    [
      'missing.ts',
      `import x from './nowhere';\nexport default x;`,
      'MISSING_MODULE',
      /missing\.ts:1:\d+: can't find '\.\/nowhere'/,
    ],
    [
      'package.ts',
      `import x from 'no-such-package/deep';\nexport default x;`,
      'MISSING_MODULE',
      /npm install no-such-package/,
    ],
    ['nothing.ts', 'export const a = 1;', 'NO_TEST', /no test as its default export/],
    ['other.ts', 'export default { scenarios: [] };', 'NO_TEST', /no test as its default export/],
    [
      'threw.ts',
      `const a = 1;\nthrow new TypeError('boom');\nexport default a;`,
      'SCRIPT_THREW',
      /threw\.ts:2:7: the file threw while it was being loaded: TypeError: boom/,
    ],
    [
      'badopts.ts',
      `import { test } from 'plimsoll';\n\nexport default test('a', { targt: 'x' }, () => 1);`,
      'UNKNOWN_KEY',
      /badopts\.ts:3:28 {2}targt: unknown key 'targt'\n {4}did you mean 'target'/,
    ],
    [
      'badstep.ts',
      `import { scenario } from 'plimsoll';\nexport default scenario('a').capture('x', '$.x');`,
      'INVALID_STEP',
      /badstep\.ts:2:30: capture\('x', …\) must follow a request/,
    ],
    [
      'k6.js',
      `import http from 'k6/http';\nexport default function () { http.get('x'); }`,
      'FOREIGN_FILE',
      /is a script for k6/,
    ],
    ['empty.ts', ' \n', 'EMPTY_FILE', /is empty/],
  ])('%s is refused', async (...[file, text, code, message]) => {
    const error = await failure(file, text);
    expect([error.code, error.message + (error.hint ?? '')]).toEqual([code, expect.stringMatching(message)]);
  });

  it('that plimsoll init writes loads', async () => {
    const file = write(
      'starter.ts',
      starterTest({ format: 'typescript', target: 'http://a/', name: `O'Hara "x" \\ ` }),
    );
    expect((await loadTestFile(file, { cwd })).spec).toMatchObject({ name: `O'Hara "x" \\ `, target: 'http://a/' });
  });
});

describe('a test in YAML', () => {
  it('finds its functions in its processor, in conditions too', async () => {
    write(
      'functions.ts',
      `export function login(user: unknown) { return user; }\nexport const isAdmin = () => true;\nexport const level = 3;`,
    );
    const file = write(
      'flow.yml',
      `config:
  target: http://localhost
  processor: ./functions.ts
scenarios:
  - flow:
      - function: login
      - get: { url: /, ifTrue: isAdmin }
      - get: { url: /, ifTrue: level > 3 }
`,
    );
    const loaded = await loadTestFile(file, { cwd });
    expect(loaded.spec.name).toBe('flow');
    expect(loaded.spec.scenarios[0]?.steps).toEqual([
      { kind: 'call', function: 'login' },
      { kind: 'request', method: 'GET', url: '/', when: { function: 'isAdmin' } },
      { kind: 'request', method: 'GET', url: '/', when: 'level > 3' },
    ]);
    expect(Object.keys(loaded.functions).sort()).toEqual(['isAdmin', 'login']);
    expect(loaded.locate('scenarios[0].steps[1].url')).toEqual({ line: 7, column: 16 });
    expect(loaded.locate('target')).toEqual({ line: 2, column: 3 });
  });

  it('must be there, and is wrong together with the rest of the file', async () => {
    const error = await failure(
      'several.yml',
      'config:\n  limts: []\n  processor: ./gone/away.ts\nscenarios:\n  - flow: [{ gte: / }, { get: { url: /, capture: { css: "a[", as: x } } }]\n',
    );
    expect(error.message.split('\n').filter((line) => !line.startsWith(' '))).toEqual([
      "several.yml:2:3  config.limts: unknown key 'limts'",
      'several.yml:3:3  config.processor: no file ./gone/away.ts',
      "several.yml:5:14  scenarios[0].flow[0].gte: no step has the key 'gte'",
      expect.stringMatching(/^several\.yml:5:41 {2}scenarios\[0\]\.steps\[1\]\.capture\[0\]\.expression: 'a\[' is not/),
    ]);
  });

  it('is looked for beside the test', async () => {
    const nowhere = await failure('nowhere.yml', 'config:\n  processor: ./function.ts\nscenarios:\n  - flow: []\n');
    expect(nowhere.message).toBe(
      "nowhere.yml:2:3  config.processor: no file ./function.ts\n    did you mean 'functions.ts'?",
    );
  });

  it('takes its target and its load from the environment', async () => {
    const file = write(
      'env.yml',
      `config:
  target: "http://{{ $processEnvironment.HOST }}:{{ $env.PORT }}"
  phases:
    - { duration: 10, arrivalRate: "{{ $env.RATE }}", name: "{{ $env.RATE }}" }
  http: { timeout: '{{ $env.TIMEOUT or 7 }}', headers: { x: "{{ $env.RATE }}" } }
scenarios:
  - flow: [{ get: "/{{ $env.RATE }}" }]
`,
    );
    const { spec } = await loadTestFile(file, { cwd, env: { HOST: 'shop', PORT: '81', RATE: '7' } });
    expect([spec.target, spec.load]).toEqual([
      'http://shop:81',
      { rate: [{ kind: 'hold', value: 7, duration: 10, name: '7' }], newUsers: true },
    ]);
    expect(spec.http).toMatchObject({ timeout: 7, headers: { x: '{{ $env.RATE }}' } });
    const error = await failure('env.yml');
    expect(error.message).toContain(
      "env.yml:4:23  config.phases[0].arrivalRate: the environment variable 'RATE' is not set",
    );
  });

  it('that plimsoll init writes loads', async () => {
    const file = write('starter.yml', starterTest({ format: 'yaml', target: 'http://a/', name: 'it: "is"' }));
    const { spec, notes } = await loadTestFile(file, { cwd });
    expect(spec).toMatchObject({ name: 'it: "is"', target: 'http://a/', load: { rate: [{ to: 10 }, { value: 10 }] } });
    expect(notes).toEqual([]);
  });
});

describe('a file that holds no test', () => {
  it.each([
    ['shoop.ts', undefined, 'TEST_NOT_FOUND', /no file shoop\.ts.*did you mean 'shop\.ts'/],
    ['lib', undefined, 'UNREADABLE_TEST', /lib is a folder/],
    ['a.txt', 'x', 'UNKNOWN_FILE_KIND', /Tests end in \.ts/],
    ['a.har', '{}', 'FOREIGN_FILE', /HAR recording/],
    ['har.json', '{ "log": { "entries": [] } }', 'FOREIGN_FILE', /HAR recording/],
    ['api.yml', 'openapi: 3.0.0\npaths: {}', 'FOREIGN_FILE', /OpenAPI/],
    ['binary.yml', Buffer.from([0xff, 0xfe, 0x00, 0x01]), 'UNREADABLE_TEST', /not a text file/],
    ['zeros.yml', 'a: b\0', 'UNREADABLE_TEST', /not a text file/],
    ['comment.yml', '# nothing\n', 'EMPTY_FILE', /is empty/],
    ['large.yml', `a: ${'x'.repeat(5_000_001)}`, 'UNREADABLE_TEST', /characters/],
  ])('%s is refused', async (...[file, text, code, message]) => {
    const error = await failure(file, text);
    expect([error.code, `${error.message} ${error.hint}`]).toEqual([code, expect.stringMatching(message)]);
  });
});

describe('a test made by the calling program', () => {
  it('has functions and no code', () => {
    const script = (): number => 1;
    const loaded = loadDefinition(test('inline', {}, script), { cwd: '/tmp' });
    expect(loaded).toMatchObject({ file: 'inline', baseDir: '/tmp', functions: { inline: script } });
    expect(loaded.code).toBeUndefined();
  });
});

function stackOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).stack ?? '';
  }
  return '';
}
