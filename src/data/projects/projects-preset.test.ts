import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';
import { afterAll, describe, expect, it } from 'vitest';
import { analyseProject } from './analyse-project.ts';
import type { ProjectsOptions } from './project-settings.ts';
import { projectsPreset } from './projects-preset.ts';

type Made = ReadonlyMap<string, string>;

const root = mkdtempSync(join(tmpdir(), 'plimsoll-projects-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function contents(seed: number, options: Partial<ProjectsOptions>): Made {
  const files = projectsPreset.open(seed, options).files?.() ?? [];
  return new Map(Array.from(files, ({ path, content }) => [path, Buffer.concat([...content()]).toString()]));
}

function write(made: Made, name: string): string {
  for (const [path, text] of made) {
    mkdirSync(join(root, name, dirname(path)), { recursive: true });
    writeFileSync(join(root, name, path), text);
  }
  return join(root, name);
}

const lineCount = (text: string): number => text.split('\n').length - 1;

describe.each([
  { size: 'small', lines: [1, 999], files: [10, 50], packages: [1, 20] },
  { size: 'medium', lines: [1000, 10_000], files: [50, 200], packages: [20, 100] },
  { size: 'large', lines: [10_000, 100_000], files: [200, 1500], packages: [100, 300] },
] as const)('a $size project', ({ size, lines, files, packages }) => {
  it.each([1, 2, 3, 4, 5])('has as many lines, files and packages as its size says (seed %d)', (seed) => {
    const made = contents(seed, { sizes: [size] });
    const sources = [...made].filter(([path]) => path.includes('/src/'));
    const of = (texts: Iterable<string>): number => [...texts].reduce((sum, text) => sum + lineCount(text), 0);
    expect(of(sources.map(([, text]) => text))).toBeGreaterThanOrEqual(lines[0]);
    expect(of(made.values())).toBeLessThanOrEqual(lines[1]);
    expect(sources.length).toBeGreaterThanOrEqual(files[0]);
    expect(made.size).toBeLessThanOrEqual(files[1]);
    const { dependencies, devDependencies } = JSON.parse(made.get(`${size}/package.json`) ?? '');
    const count = Object.keys({ ...dependencies, ...devDependencies }).length;
    expect(count).toBeGreaterThanOrEqual(packages[0]);
    expect(count).toBeLessThanOrEqual(packages[1]);
    expect(Object.keys(JSON.parse(made.get(`${size}/package-lock.json`) ?? '').packages)).toHaveLength(count + 1);
  });
});

describe('source projects', () => {
  const options = { cycles: 2, sizes: ['small', 'medium'] } as const;
  const made = contents(11, options);
  const folder = write(made, 'ts');

  it('have the same bytes from the same seed, in whatever order they are made', () => {
    const files = [...(projectsPreset.open(11, options).files?.() ?? [])].reverse();
    for (const { path, content } of files) expect(Buffer.concat([...content()]).toString()).toBe(made.get(path));
    expect(contents(12, options).get('small/src/main.ts')).not.toBe(made.get('small/src/main.ts'));
  });

  it('have bytes that stay the same from version to version', () => {
    const hash = createHash('sha256');
    for (const [path, text] of made) hash.update(path).update(text);
    expect(hash.digest('hex')).toMatchInlineSnapshot(
      `"7c1c58da11e8965f78de9331be1750f42be1df86add1fe2d75adbc6a6bd17ab6"`,
    );
  });

  it('are the same whichever other sizes are made with them', () => {
    const alone = contents(11, { ...options, sizes: ['medium'] });
    for (const [path, text] of alone) expect(made.get(path)).toBe(text);
  });

  it('say beforehand about how large they will be', () => {
    const { expected } = projectsPreset.open(11, options);
    const bytes = [...made.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    expect(expected.files).toBe(made.size);
    expect(Math.abs(expected.bytes / bytes - 1)).toBeLessThan(0.3);
  });

  it('are accepted by the TypeScript compiler, though nothing is installed', () => {
    const compiler = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url));
    const large = write(contents(11, { sizes: ['large'] }), 'large');
    for (const project of [join(folder, 'small'), join(folder, 'medium'), join(large, 'large')]) {
      expect(execFileSync(process.execPath, [compiler, '-p', project], { encoding: 'utf8' })).toBe('');
    }
  });

  it('parse as JavaScript as well', () => {
    const scripts = contents(11, { language: 'js', sizes: ['small', 'medium'] });
    const sources = [...scripts].filter(([path]) => path.endsWith('.js'));
    expect(sources.length).toBeGreaterThan(50);
    for (const [path, text] of sources) expect(parseSync(path, text).errors, path).toEqual([]);
    expect([...scripts.keys()].filter((path) => path.includes('tsconfig'))).toEqual([]);
  });

  it.each(['ts', 'js'] as const)('hold what they say there is to find (%s)', async (language) => {
    for (const seed of [1, 2, 3]) {
      const dir = write(contents(seed, { sizes: ['small', 'medium'], language, cycles: seed }), `${language}-${seed}`);
      for (const size of ['small', 'medium']) {
        const expected = JSON.parse(
          contents(seed, { sizes: ['small', 'medium'], language, cycles: seed }).get(`${size}/expected.json`) ?? '',
        );
        const found = await analyseProject(join(dir, size), { include: 'src' });
        expect(found.imports.unresolved).toEqual([]);
        expect({
          files: found.files,
          lines: found.lines.total,
          functions: found.functions,
          classes: found.classes,
          decisions: found.complexity.decisions,
          internalImports: found.imports.internal,
          externalImports: found.imports.external,
          packages: found.packages,
          cycles: found.cycles,
        }).toEqual(expected);
        expect(found.cycles).toHaveLength(seed);
      }
    }
  });

  it('have no circles of imports unless they are asked for', () => {
    expect(JSON.parse(contents(1, { sizes: ['medium'] }).get('medium/expected.json') ?? '').cycles).toEqual([]);
  });

  it('link only to files that they have', () => {
    for (const [path, text] of made) {
      if (!path.endsWith('.md')) continue;
      for (const [, link = ''] of text.matchAll(/\]\(([^)]+)\)/g)) {
        expect(made.has(posix.join(posix.dirname(path), link)), link).toBe(true);
      }
    }
  });

  it('have the time limit of their size in the test that analyses them', () => {
    const all = contents(1, {});
    const limit = (size: string): string | undefined => {
      return /function_duration max < (\w+)/.exec(all.get(`${size}/workload.ts`) ?? '')?.[1];
    };
    expect(['small', 'medium', 'large'].map(limit)).toEqual(['30s', '2m', '10m']);
  });

  it('come in any number, each unlike the others', () => {
    const three = contents(1, { sizes: ['small'], count: 3 });
    const locks = ['small-1', 'small-2', 'small-3'].map((name) => three.get(`${name}/package-lock.json`));
    expect(new Set(locks).size).toBe(3);
  });

  it.each([
    [{ sizes: ['tiny'] }, /sizes has to be some of small, medium, large, not \["tiny"\]/],
    [{ sizes: [] }, /sizes/],
    [{ count: 0 }, /count/],
    [{ language: 'cobol' }, /language has to be one of ts, js/],
    [{ cycles: 4 }, /cycles has to be a whole number from 0 to 3/],
  ])('are refused where their options can not be: %j', (wrong, message) => {
    expect(() => projectsPreset.open(1, wrong as object)).toThrow(message);
  });
});
