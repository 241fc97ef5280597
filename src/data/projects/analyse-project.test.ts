import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { analyseProject } from './analyse-project.ts';
import { findCycles, importDepth } from './import-graph.ts';
import { sourceFacts } from './source-facts.ts';
import { scanSource } from './source-scan.ts';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function project(files: Record<string, string>): string {
  const dir = mkdtempSync(join(tmpdir(), 'plimsoll-analyse-'));
  folders.push(dir);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(dir, dirname(path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return dir;
}

describe('the analysis of a project', () => {
  it('resolves imports as TypeScript and bundlers do', async () => {
    const dir = project({
      'a.ts': `import { b } from './b.js';\nimport c from './c';\nimport './d/';\nexport * from './e.tsx';\nimport x from 'x';`,
      'b.ts': `const c = await import('./c/index.ts');\nconst fs = require("node:fs");`,
      'c/index.ts': '',
      'd/index.js': '',
      'e.tsx': `import data from './data.json';\nimport gone from './gone';`,
    });
    const { imports, files } = await analyseProject(dir);
    expect(files).toBe(5);
    expect(imports).toEqual({
      internal: 5,
      external: 2,
      unresolved: [{ file: 'e.tsx', imported: './gone' }],
      depth: 2,
    });
  });

  it('leaves out what is installed or built, links, and files too large to be written by hand', async () => {
    const dir = project({
      'a.ts': 'export {};',
      'node_modules/x/index.js': '',
      'dist/a.js': '',
      'large.js': ' '.repeat(5_000_001),
      'picture.png': '',
    });
    symlinkSync('/', join(dir, 'link'));
    expect((await analyseProject(dir)).files).toBe(1);
  });

  it('counts packages once, and none where package.json is broken', async () => {
    const declared = { dependencies: { a: '1', b: '1' }, devDependencies: { b: '1', c: '1' } };
    const dir = project({ 'a.js': '', 'package.json': JSON.stringify(declared) });
    expect((await analyseProject(dir)).packages).toBe(3);
    expect((await analyseProject(project({ 'a.js': '', 'package.json': '{' }))).packages).toBe(0);
  });

  it('names the file with most decisions', async () => {
    const dir = project({ 'a.js': 'if (x) y();', 'b.js': 'while (x && y) z();' });
    const { complexity } = await analyseProject(dir);
    expect(complexity).toEqual({ decisions: 3, mean: 1, highest: { file: 'b.js', decisions: 2 } });
  });

  it('says so where there is nothing to analyse', async () => {
    await expect(analyseProject(project({ 'a.md': '' }))).rejects.toMatchObject({ code: 'PROJECT_EMPTY' });
    await expect(analyseProject('/no/such/folder')).rejects.toMatchObject({ code: 'PROJECT_UNREADABLE' });
  });
});

describe('imports', () => {
  const imports = (source: string): readonly string[] => sourceFacts(source).imports;

  it('are found in every form', () => {
    expect(
      imports(`import a, { b as c } from 'one';
        import * as d from "two"; import type { E } from 'three'; import {
          f,
        } from 'four';
        export { g } from 'five'; export * as h from 'six'; import 'seven';
        const i = await import('eight'); const j = require('nine');`),
    ).toEqual(['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine']);
  });

  it('are not found in strings, comments, templates and regular expressions', () => {
    expect(
      imports(`// import a from 'a'
        /* import b from 'b' */
        const c = "import c from 'c'"; const d = \`import d from 'd' \${ e('x') } import f from 'f'\`;
        const g = /import g from 'g'/; const h = [/[/]import h from 'h'/]; const i = a / b / c;`),
    ).toEqual([]);
  });
});

describe('reading a source', () => {
  it('keeps positions, and code within templates', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code to be read
    const source = 'const a = `x ${ f({ b: "}" }) } y`; // z';
    const { code } = scanSource(source);
    expect(code).toHaveLength(source.length);
    expect(code.replace(/ +/g, ' ')).toBe('const a = ` f({ b: " " }) `; ');
  });

  it('tells code from comment and blank lines', () => {
    const source = 'const a = 1; // one\n\n/**\n * two\n\n */\n  // three\nb();\n';
    expect(scanSource(source).lines).toEqual({ total: 8, code: 2, comment: 4, blank: 2 });
  });

  it.each(['"open', '`open ${', '/* open', 'a = /open', '\\', '`${`${`', '}}}', ''])(
    'ends, whatever it reads: %s',
    (source) => {
      expect(scanSource(source).code).toHaveLength(source.length);
    },
  );

  it.each(['`${', '/*', '"a" + ', 'a / b / ', '{}', 'import ', 'from ', '\n', 'f(', '(a)', 'import {a} from "b"\n'])(
    'takes time in proportion to its length: %j',
    (piece) => {
      const time = (length: number): number => {
        const source = ` a${piece.repeat(Math.ceil(length / piece.length))}`;
        const started = process.cpuUsage().user;
        sourceFacts(source);
        return (process.cpuUsage().user - started) / 1000;
      };
      time(20_000);
      expect(time(160_000)).toBeLessThan(300 + 24 * time(20_000));
    },
  );

  it('counts functions, methods, classes and decisions', () => {
    const facts = sourceFacts(`
      class A extends B {
        #c = 1;
        async d(e: string): Promise<void> {
          if (e) return;
          for (const f of g) f?.h ?? i;
        }
        static *j() {
        }
      }
      function k() { return (l) => l ? 1 : 2; }
      switch (m) { case 1: break; case 2: break; }
      try { n(); } catch { o || p && q; }`);
    expect({ ...facts, lines: 0 }).toEqual({ lines: 0, imports: [], functions: 4, classes: 1, decisions: 9 });
  });
});

describe('a graph of imports', () => {
  it('has a circle for each group that imports itself', () => {
    const graph = [[1], [2], [0, 3], [4], [3], [5], []];
    expect(findCycles(graph).map((group) => [...group].sort())).toEqual([[3, 4], [0, 1, 2], [5]]);
  });

  it('is as deep as its longest way, a circle being one step', () => {
    expect(importDepth([[1], [2], [1, 3], []])).toBe(2);
    expect(importDepth([])).toBe(0);
  });

  it('may be as deep as there are files', () => {
    const chain = Array.from({ length: 50_000 }, (_, index) => (index < 49_999 ? [index + 1] : []));
    expect(findCycles(chain)).toEqual([]);
    expect(importDepth(chain)).toBe(49_999);
  });
});
