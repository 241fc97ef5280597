import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plimsoll } from './command-line.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-wrong-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The places and codes of what `check` finds wrong, in the order told. */
async function problemsOf(file: string, text: string): Promise<string[]> {
  writeFileSync(join(folder, file), text);
  const { code, stderr } = await plimsoll(['check', file], { cwd: folder });
  expect(code).toBe(2);
  return [...stderr.matchAll(/^error (\w+): (\S+)/gm)].map(([, name, place]) => `${place} ${name}`);
}

describe('plimsoll check tells everything wrong at once', () => {
  it('in TypeScript, in whichever file it stands', async () => {
    writeFileSync(
      join(folder, 'browse.ts'),
      `import { scenario } from 'plimsoll';\nexport const browse = scenario('browse')\n  .get('/{{ $uuidd() }}');\n`,
    );
    const found = await problemsOf(
      'shop.ts',
      `import { test, ramp } from 'plimsoll';
import { browse } from './browse.ts';
const slow = ['http_req_dration p95 < 200ms'];
export default test('shop', {
  targt: 'http://localhost:3000',
  target: 'http://localhost:3000',
  load: { rate: [ramp(0, 5, '10 parsecs')] },
  limits: slow,
  data: [{ path: 'gone.csv' }],
  scenarios: [browse],
});
`,
    );
    expect(found).toEqual([
      'browse.ts:3:8 UNKNOWN_FUNCTION',
      'shop.ts:3:15 UNKNOWN_METRIC',
      'shop.ts:5:3 UNKNOWN_KEY',
      'shop.ts:7:29 INVALID_VALUE',
      'shop.ts:9:12 FILE_NOT_FOUND',
    ]);
  });

  it('in YAML, whether in its form, its functions or what it means', async () => {
    const found = await problemsOf(
      'shop.yml',
      `config:
  target: http://localhost:3000
  processor: ./gone.js
  load: { rate: 5, duration: soon }
  limits: [http_req_dration p95 < 200ms]
scenarios:
  - flow:
      - gte: /
      - get: { url: '/{{ $uuidd() }}', capture: { json: '$.a[', as: a } }
`,
    );
    expect(found).toEqual([
      'shop.yml:3:3 TEST_NOT_FOUND',
      'shop.yml:4:20 INVALID_VALUE',
      'shop.yml:5:12 UNKNOWN_METRIC',
      'shop.yml:8:9 UNKNOWN_KEY',
      'shop.yml:9:16 UNKNOWN_FUNCTION',
      'shop.yml:9:40 INVALID_JSONPATH',
    ]);
  });
});
