import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProblemsError } from '../errors/problems.ts';
import { planTest } from '../plan/plan-test.ts';
import { commands } from './commands.ts';
import { findCommand } from './find-command.ts';
import { type HttpOptions, httpTest } from './http-test.ts';
import { parseArguments } from './parse-arguments.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-http-'));
const { TMPDIR } = process.env;

beforeAll(() => {
  // Lists of URLs are kept in the folder for temporary files until the process ends.
  process.env.TMPDIR = folder;
});
afterAll(() => {
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  rmSync(folder, { recursive: true });
});

describe('the test of plimsoll http', () => {
  it('is ten users for ten seconds', () => {
    const test = testOf('http://localhost:3000/items?page=1');
    expect(test).toMatchObject({
      name: 'GET http://localhost:3000/items?page=1',
      target: 'http://localhost:3000',
      load: { users: 10, duration: '10s' },
      scenarios: [{ steps: [{ method: 'GET', url: 'http://localhost:3000/items?page=1' }] }],
    });
  });

  it.each([
    [['-c', '3', '-d', '2s'], { users: 3, duration: '2s' }],
    [['-n', '100'], { iterations: 100, users: 10 }],
    [['-n', '4', '-d', '1m'], { iterations: 4, users: 4, maxDuration: '1m' }],
    [['-R', '50'], { rate: 50, duration: '10s' }],
    [['-R', '50', '-c', '7', '-d', '3s'], { rate: 50, duration: '3s', maxUsers: 7 }],
    [['-R', '50', '-n', '125'], { rate: 50, duration: '2.500000s' }],
  ])('%j loads accordingly', (args, load) => {
    expect(testOf('http://localhost/', args).load).toEqual(load);
  });

  it('refuses a rate, a number and a duration at once', () => {
    expect(() => testOf('http://localhost/', ['-R', '5', '-n', '5', '-d', '5s'])).toThrow(/say more than one thing/);
  });

  it('adds the scheme that people leave away', () => {
    expect(testOf('localhost:3000').target).toBe('http://localhost:3000');
    expect(testOf('[::1]:8080/x').target).toBe('http://[::1]:8080');
  });

  it('keeps passwords out of its name', () => {
    expect(testOf('http://ann:secret@localhost/').name).toBe('GET http://ann:***@localhost/');
  });

  it('posts a body, as JSON where it is JSON and nobody says otherwise', () => {
    expect(stepOf(['-b', '{"id": {{ $randomNumber(1, 9) }}}'])).toMatchObject({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    expect(stepOf(['-b', 'a=1'])).not.toHaveProperty('headers');
    expect(stepOf(['-b', '{}', '-m', 'put', '-H', 'Content-Type: text/plain'])).toMatchObject({
      method: 'PUT',
      headers: { 'Content-Type': 'text/plain' },
    });
  });

  it('joins the values of a header that is given twice', () => {
    expect(stepOf(['-H', 'Accept: a', '-H', 'accept: b', '-H', 'cookie: a=1', '-H', 'Cookie: b=2'])).toMatchObject({
      headers: { Accept: 'a, b', cookie: 'a=1; b=2' },
    });
  });

  it('sends a file as it is, braces included', () => {
    writeFileSync(join(folder, 'body.txt'), 'hello {{ name }}');
    const plan = planOf('http://localhost/', ['-b', '@body.txt']);
    expect(plan.scenarios[0]?.steps?.[0]).toMatchObject({ body: 'hello {{ "{{" }} name }}' });
    expect(() => testOf('http://localhost/', ['-b', '@nowhere'])).toThrow(/--body: nowhere cannot be read/);
  });

  it('plans templates in paths, and knows the target beside them', () => {
    expect(planOf('http://localhost:3000/items/{{ $randomNumber(1, 9) }}').target).toBe('http://localhost:3000');
  });

  it('plans unix sockets', () => {
    expect(planOf('unix:/run/app.sock:/health').target).toBe('unix:/run/app.sock');
  });

  it.each([['ftp://localhost/'], ['http://'], ['http:// /']])('refuses %s', (url) => {
    expect(() => planOf(url)).toThrowError(expect.objectContaining({ code: 'INVALID_URL' }));
  });

  it('asks for a URL', () => {
    expect(() => testOf(undefined)).toThrow('URL is missing');
  });
});

describe('a list of URLs', () => {
  it('becomes rows, a request for each kind of method', () => {
    write('/a\n# comment\n\nhttp://other:8080/b\nDELETE /c\nPOST /d {"x": "{{ y }}"}\n');
    const test = testOf('http://localhost/', ['--urls', 'urls.txt']);
    const rows = readFileSync(test.data?.[0]?.path ?? '', 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows).toEqual([
      { name: 'GET /a', method: 'GET', url: '/a', body: '' },
      { name: 'GET /b', method: 'GET', url: 'http://other:8080/b', body: '' },
      { name: 'DELETE /c', method: 'DELETE', url: '/c', body: '' },
      { name: 'POST /d', method: 'POST', url: '/d', body: '{"x": "{{ y }}"}' },
    ]);
    expect(test.scenarios[0]?.steps?.map((step) => 'method' in step && step.method)).toEqual(['GET', 'DELETE', 'POST']);
    expect(planOf('http://localhost/', ['--urls', 'urls.txt']).allowHosts).toEqual(['localhost', 'other']);
  });

  it('needs no target where it has whole URLs', () => {
    write('http://a/\nhttp://b/x\n');
    expect(planOf(undefined, ['--urls', 'urls.txt']).allowHosts).toEqual(['a', 'b']);
  });

  it('names the lines that are wrong', () => {
    write('/fine\nnonsense\nftp://x/\n');
    try {
      testOf('http://localhost/', ['--urls', 'urls.txt']);
      expect.unreachable();
    } catch (error) {
      expect((error as ProblemsError).problems).toMatchObject([{ line: 2 }, { line: 3 }]);
    }
  });
});

function testOf(url: string | undefined, args: readonly string[] = []) {
  const { options } = parseArguments(findCommand('http', commands), args, {});
  return httpTest(url, options as unknown as HttpOptions, folder);
}

function stepOf(args: readonly string[]) {
  return testOf('http://localhost/', args).scenarios[0]?.steps?.[0];
}

function planOf(url: string | undefined, args: readonly string[] = []) {
  const spec = testOf(url, args);
  return planTest({ spec, functions: {}, file: 'plimsoll http', baseDir: folder, locate: () => undefined }).plan;
}

function write(list: string): void {
  writeFileSync(join(folder, 'urls.txt'), list);
}
