import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { renderJson } from '../reporters/json.ts';
import { renderSuiteJson, suiteOf } from '../reporters/suite.ts';
import { exampleRun } from '../reporters/terminal/fixtures/example-run.ts';
import { runsToReport } from './report-runs.ts';
import type { RunsInput } from './runs-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-report-runs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [first, second] = [exampleRun({ id: '20250301-101500-first' }), exampleRun({ id: '20250301-101500-second' })];
const suite = renderSuiteJson(suiteOf([first, second]));
const texts = {
  'one.json': renderJson(first),
  'suite.json': suite,
  'cut.json': suite.slice(0, 3000),
  'other.json': '{}',
};
for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);

const input = { terminal: { cwd: folder, env: {} }, options: { store: undefined } } as unknown as RunsInput;
const idsOf = async (...typed: string[]) => (await runsToReport(typed, input)).map(({ id }) => id);

it('files have a run, or those of a suite; each is reported once', async () => {
  expect(await idsOf('one.json')).toEqual([first.id]);
  expect(await idsOf('one.json', 'suite.json', 'one.json')).toEqual([first.id, second.id]);
});

it.each([
  ['cut.json', 'INVALID_RUN_FILE', /^cut\.json is no run: it is no JSON/],
  ['other.json', 'UNKNOWN_BENCH_FORMAT', /^other\.json: no benchmarks of a kind/],
  ['missing.json', 'CANNOT_READ_RUN_FILE', /^missing\.json cannot be read: ENOENT/],
])('%s, as it was typed, is told of by %s', async (typed, code, message) => {
  await expect(idsOf(typed)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});
