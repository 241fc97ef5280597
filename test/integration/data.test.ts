import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type * as Plimsoll from '../../src/index.ts';
import { plimsoll, startPlimsoll } from './command-line.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-data-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const data = (...args: string[]) => plimsoll(['data', ...args], { cwd: folder });

describe('plimsoll data generate', () => {
  it('makes the same bytes with any number of workers', async () => {
    const args = ['generate', 'files', '--sizes', '300kB,9MB', '--seed', '7'];
    const [one, three] = await Promise.all([data(...args, '-o', 'one'), data(...args, '-o', 'three', '-w', '3')]);
    expect([one.code, three.code], three.stderr).toEqual([0, 0]);
    expect(one.stdout).toMatch(/^Wrote one: 12 files, 55\.8 MB in .+ \(files, seed 7\)\n$/);
    expect(manifestOf('three')).toBe(manifestOf('one'));
    expect(await data('verify', 'three')).toMatchObject({ code: 0 });
  });

  it('does the same for tables and for sets of many small files', async () => {
    for (const [preset, ...more] of [
      ['records', '--format', 'csv', '--count', '1500'],
      ['changes', '--count', '150'],
    ]) {
      const args = ['generate', preset ?? '', ...more];
      const ended = await Promise.all([
        data(...args, '-o', `${preset}-1`, '-w', '1'),
        data(...args, '-o', `${preset}-2`, '-w', '2'),
      ]);
      expect(
        ended.map(({ code }) => code),
        ended[1]?.stderr,
      ).toEqual([0, 0]);
      expect(manifestOf(`${preset}-2`)).toBe(manifestOf(`${preset}-1`));
    }
  });

  it.each([['1'], ['2']])('goes on after it was killed, with %s workers', async (workers) => {
    const args = ['generate', 'files', '-o', 'killed', '--sizes', '20MB', '-w', workers];
    const started = startPlimsoll(['data', ...args], { cwd: folder });
    await until(() => existsSync(join(folder, 'killed', 'text-20MB.txt')));
    started.child.kill('SIGKILL');
    await started.ended;
    expect(existsSync(join(folder, 'killed', 'plimsoll-data.json'))).toBe(false);
    expect(await data(...args, '--seed', '2')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('DATA_SET_DIFFERENT'),
    });
    expect(await data(...args)).toMatchObject({ code: 0, stdout: expect.stringContaining('Finished killed: 6 files') });
    expect(await data('verify', 'killed')).toMatchObject({ code: 0 });
  });

  it('ends with 130 at Ctrl-C, leaves no half file, and goes on', async () => {
    const args = ['generate', 'files', '-o', 'stopped', '--sizes', '40MB'];
    const started = startPlimsoll(['data', ...args], { cwd: folder });
    await until(() => existsSync(join(folder, 'stopped', '.plimsoll-data', '0.part')));
    started.child.kill('SIGINT');
    const { code, stderr } = await started.ended;
    expect([code, stderr]).toEqual([130, expect.stringContaining('Give the same command again to go on')]);
    expect(readdirSync(join(folder, 'stopped', '.plimsoll-data'))).toEqual(['journal.ndjson']);
    expect(await data('list')).toMatchObject({ stdout: expect.stringMatching(/stopped .* unfinished/) });
    expect(await data('clean', 'stopped')).toMatchObject({ code: 0 });
    expect(existsSync(join(folder, 'stopped'))).toBe(false);
  });

  it('touches nothing in a folder of someone else', async () => {
    writeFileSync(join(folder, 'mine.txt'), 'mine');
    const { code, stderr } = await data('generate', 'files', '--out', '.', '--sizes', '1kB');
    expect([code, stderr]).toEqual([2, expect.stringContaining('DATA_FOLDER_OCCUPIED')]);
    expect(readdirSync(folder)).toEqual(['mine.txt']);
  });

  it('writes tables into SQLite', async () => {
    const args = ['generate', 'records', '--to', 'sqlite:shop.db', '--count', '500'];
    expect(await data(...args)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Wrote sqlite:shop\.db: [\d,]+ rows of \d+ tables/),
    });
    expect(await data(...args)).toMatchObject({ stdout: expect.stringContaining('holds this set already') });
  });

  it('lists presets with their options, and explains one of them', async () => {
    const { stdout } = await data('generate', '--list');
    expect(stdout).toContain('files: large files of exact sizes');
    expect(stdout).toContain('--compressible N');
    const help = await data('generate', 'files', '--help');
    expect(help.stdout).toContain('--compressible N');
    expect(help.stdout).not.toContain('--attachments');
    expect((await data('generate', '--help')).stdout).toContain('--attachments');
  });

  it.each([
    [['generate', 'fils', '-o', 'x'], "did you mean 'files'?"],
    [['generate', 'files', '-o', 'x', '--szes', '1kB'], "did you mean '--sizes'?"],
    [['generate', 'files', '-o', 'x', '--attachments', 'many'], 'it is an option of plimsoll data generate changes'],
    [['generate', 'files', '-o', 'x', '--kinds', 'jsno'], "did you mean 'json'?"],
    [['generate', 'files'], 'give --out DIR'],
    [['generate'], 'the presets are'],
    [['genrate'], "did you mean 'generate'?"],
    [['verify', '.'], 'holds no data set'],
  ])('%j is wrong, and the hint helps', async (args, hint) => {
    expect(await data(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(hint) });
  });
});

describe('plimsoll data verify', () => {
  it('exits with 3 and names what differs', async () => {
    await data('generate', 'files', '-o', 'set', '--sizes', '10kB', '--kinds', 'text,json,csv');
    rmSync(join(folder, 'set', 'text-10kB.txt'));
    writeFileSync(join(folder, 'set', 'json-10kB.json'), 'x'.repeat(10_000));
    writeFileSync(join(folder, 'set', 'more.txt'), '');
    const { code, stdout } = await data('verify', 'set', '--json', 'found.json');
    expect(code).toBe(3);
    expect(stdout).toContain('1 missing, 1 changed, 1 extra');
    expect(JSON.parse(readFileSync(join(folder, 'found.json'), 'utf8'))).toMatchObject({
      same: false,
      missing: ['text-10kB.txt'],
      extra: ['more.txt'],
    });
  });
});

const TABLES = [
  "import { records } from 'plimsoll';",
  "import { plans } from './plans.ts';",
  'const { table, key, email, pick, reference } = records;',
  "export const users = table('users', { id: key(), email: email({ unique: true }), plan: pick(plans) }, { count: 20 });",
  "export const visits = table('visits', { id: key(), userId: reference('users.id') }, { count: 50 });",
].join('\n');

describe('a module that exports tables', () => {
  beforeEach(() => {
    writeFileSync(join(folder, 'plans.ts'), 'export const plans = { free: 9, paid: 1 };');
    writeFileSync(join(folder, 'tables.ts'), TABLES);
  });

  it('is made into files and into rows of tests, with any number of workers', async () => {
    const ended = await Promise.all([
      data('generate', 'tables.ts', '-o', 'one'),
      data('generate', './tables.ts', '-o', 'two', '-w', '2'),
    ]);
    expect(
      ended.map(({ code }) => code),
      ended[0]?.stderr,
    ).toEqual([0, 0]);
    expect(ended[0]?.stdout).toMatch(/^Wrote one: 2 files, .+; 70 rows of users, visits in /);
    expect(manifestOf('two')).toBe(manifestOf('one'));
    writeFileSync(
      join(folder, 'rows.yaml'),
      [
        'config: { target: "http://127.0.0.1:9", data: { generate: ./tables.ts, table: users, name: account, count: 300 } }',
        'scenarios: [{ name: a, flow: [{ log: "{{ account.id }} is {{ account.plan }}" }] }]',
      ].join('\n'),
    );
    const { stdout, stderr } = await plimsoll(['run', 'rows.yaml', '--once', '--no-store'], { cwd: folder });
    expect(stdout + stderr).toMatch(/1 is (free|paid)/);
  });

  it('is told where it is wrong', async () => {
    writeFileSync(join(folder, 'plans.ts'), 'export const plans = {;');
    expect(await data('generate', 'tables.ts', '-o', 'x')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('plans.ts:1:23'),
    });
    writeFileSync(
      join(folder, 'tables.ts'),
      TABLES.replace('users.id', 'usres.id').replace(/.*plans.ts.*/, 'const plans = [1];'),
    );
    const { code, stderr } = await data('generate', 'tables.ts', '-o', 'x');
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/tables\.ts: visits\.userId: there is no table 'usres'\n +did you mean 'users'/),
    ]);
    expect(existsSync(join(folder, 'x'))).toBe(false);
  });
});

describe('generated rows in a test', () => {
  it('fill its templates', async () => {
    writeFileSync(
      join(folder, 'rows.yaml'),
      [
        'config: { target: "http://127.0.0.1:9", data: { generate: users, name: account, count: 5 } }',
        'scenarios: [{ name: a, flow: [{ log: "mail {{ account.email }}" }] }]',
      ].join('\n'),
    );
    const { stdout, stderr } = await plimsoll(['run', 'rows.yaml', '--once', '--no-store'], { cwd: folder });
    expect(stdout + stderr).toMatch(/mail \S+@\S+/);
    writeFileSync(join(folder, 'rows.yaml'), readFileSync(join(folder, 'rows.yaml'), 'utf8').replace('users', 'usres'));
    const wrong = await plimsoll(['check', 'rows.yaml'], { cwd: folder });
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining("did you mean 'users'?") });
  });
});

describe('the library', () => {
  it('describes tables', async () => {
    const built = new URL('../../dist/index.js', import.meta.url).href;
    const { generateData, records }: typeof Plimsoll = await import(built);
    const people = records.table('people', { id: records.key(), age: records.integer({ min: 1, max: 9 }) });
    const schema = records.schemaOf([people]);
    const made = await generateData('records', {
      out: join(folder, 'lib'),
      options: { schema, count: 30 },
      format: 'csv',
    });
    expect(made).toMatchObject({ status: 'made', tables: [{ name: 'people', rows: 30 }] });
    await expect(generateData('users', { to: 'postgres://me:s3cret@127.0.0.1:1/db' })).rejects.toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('s3cret') }),
    );
  });

  it('makes, verifies, lists and removes data', async () => {
    const built = new URL('../../dist/index.js', import.meta.url).href;
    const { cleanData, generateData, listData, verifyData }: typeof Plimsoll = await import(built);
    const out = join(folder, 'lib');
    const made = await generateData('files', {
      out,
      options: { sizes: [5000], kinds: ['json'] },
      workers: 2,
      seed: 'text',
    });
    expect(made).toMatchObject({ status: 'made', folder: out, files: 1, bytes: 5000 });
    expect(await verifyData(out)).toMatchObject({ same: true });
    expect(await listData(folder)).toMatchObject([{ folder: out, preset: 'files' }]);
    expect(await cleanData(out)).toMatchObject({ files: 1, isFolderGone: true });
    await expect(generateData('files', { out, options: { kinds: 'nothing' } })).rejects.toMatchObject({
      code: 'DATA_SET_OPTION',
    });
  });
});

function manifestOf(set: string): string {
  return readFileSync(join(folder, set, 'plimsoll-data.json'), 'utf8');
}

async function until(holds: () => boolean): Promise<void> {
  const endsAt = Date.now() + 20_000;
  while (!holds() && Date.now() < endsAt) await new Promise((resolve) => setTimeout(resolve, 2));
}
