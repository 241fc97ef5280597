import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { madeRun } from '../../test/stores/made-runs.ts';
import type { Run } from '../model/run.ts';
import type { Store } from '../stores/store.ts';
import { runsIn, runTexts } from './run-archive.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-archive-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = madeRun({ steps: 2 });

async function textOf(kept: object): Promise<string> {
  const store = { get: async () => kept } as unknown as Store;
  let text = '';
  for await (const part of runTexts(store, ['one'])) text += part;
  return text;
}

async function readBack(content: string | Buffer): Promise<Run[]> {
  const path = join(folder, 'runs');
  writeFileSync(path, content);
  const found: Run[] = [];
  for await (const each of runsIn(path, 'runs')) found.push(each);
  return found;
}

describe('a run that is exported', () => {
  it('is laid out for people', async () => {
    const text = await textOf(run);
    expect(text.split('\n').length).toBeGreaterThan(20);
    expect(await readBack(text)).toEqual([run]);
  });

  it('keeps every digit, where laying it out would round some', async () => {
    const benchmarks = [{ name: 'parse', time: { median: 1234.567890123456 } }];
    expect(JSON.parse(await textOf({ ...run, benchmarks })).benchmarks).toEqual(benchmarks);
  });
});

describe('a file of runs', () => {
  it('may begin with a byte order mark, compressed or not', async () => {
    const lines = `\ufeff${JSON.stringify(run)}\r\n${JSON.stringify({ ...run, id: 'other' })}\r\n`;
    for (const content of [lines, gzipSync(lines)]) {
      expect((await readBack(content)).map(({ id }) => id)).toEqual([run.id, 'other']);
    }
    expect(await readBack(`\ufeff${JSON.stringify(run)}`)).toEqual([run]);
  });
});
