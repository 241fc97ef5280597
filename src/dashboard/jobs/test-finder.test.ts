import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TestFinder, typeOfText } from './test-finder.ts';

const TEST = "import { test } from 'plimsoll';\nexport default test('shop', { target: 'http://x' }, async () => {});\n";
const YAML = 'config:\n  target: http://x\nscenarios:\n  - flow:\n      - get: { url: / }\n';

describe('what a file looks like', () => {
  it.each([
    ['a test', 'shop.ts', TEST, 'load'],
    [
      'a test whose default comes late',
      'shop.ts',
      `${TEST.replace('export', `${' '.repeat(20_000)}\nexport`)}`,
      'load',
    ],
    [
      'an import over lines',
      'a.mts',
      'import {\n  test,\n} from "plimsoll"\nconst t = test();\nexport { t as default };',
      'load',
    ],
    ['CommonJS', 'a.cjs', "const { test } = require('plimsoll');\nmodule.exports = test('a', {}, () => {});", 'load'],
    ['benchmarks', 'parse.js', "import { bench } from 'plimsoll';\nbench('parse', () => 1);", 'bench'],
    [
      'a configuration',
      'other.ts',
      "import { defineConfig } from 'plimsoll';\nexport default defineConfig({});",
      undefined,
    ],
    [
      'types alone',
      'help.ts',
      "import type { User } from 'plimsoll';\nexport default (user: User) => user;",
      undefined,
    ],
    ['a program', 'program.ts', "import { runTest } from 'plimsoll';\nawait runTest('shop.ts');", undefined],
    [
      'a program that writes tests',
      'write.ts',
      "import { x } from './x.ts';\nexport default x(\"import { test } from 'plimsoll';\");",
      undefined,
    ],
    ['another package', 'a.ts', "import { x } from 'plimsoll-extra';\nexport default x;", undefined],
    ['YAML', 'api.yaml', YAML, 'load'],
    ['YAML of others', 'compose.yaml', 'services:\n  scenarios:\n    function: x\n', undefined],
    ['JSON', 'api.json', '{ "config": {}, "scenarios": [{ "flow": [] }] }', 'load'],
    ['JSON that has it deeper', 'api.json', '{ "a": { "scenarios": [{ "flow": [] }] } }', undefined],
    ['JSON that is none', 'api.json', '{ "scenarios": [{ "flow": [', undefined],
  ] as const)('%s', (...given) => {
    const [, file, text, type] = given;
    expect(typeOfText(file, text)).toBe(type);
  });
});

describe('tests of any name', () => {
  let dir = '';
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), text);
  };
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'plimsoll-finder-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('are found below the folder, but for copies, hidden folders, packages, links and configurations', async () => {
    for (const file of ['shop.ts', 'load/deep/b.ts', 'node_modules/x/c.ts', 'dist/d.ts', '.old/e.ts'])
      write(file, TEST);
    for (const file of ['plimsoll.config.ts', 'types.d.ts']) write(file, TEST);
    write('api.yaml', YAML);
    symlinkSync(join(dir, 'shop.ts'), join(dir, 'link.ts'));
    expect([...(await new TestFinder().find(dir))].sort()).toEqual([
      ['api.yaml', 'load'],
      ['load/deep/b.ts', 'load'],
      ['shop.ts', 'load'],
    ]);
  });

  it('are looked at again only where they have changed', async () => {
    write('shop.ts', TEST);
    utimesSync(join(dir, 'shop.ts'), 1, 1);
    const finder = new TestFinder();
    expect((await finder.find(dir)).size).toBe(1);
    write('shop.ts', ' '.repeat(TEST.length));
    utimesSync(join(dir, 'shop.ts'), 1, 1);
    expect((await finder.find(dir)).size).toBe(1);
    utimesSync(join(dir, 'shop.ts'), 2, 2);
    expect((await finder.find(dir)).size).toBe(0);
  });
});
