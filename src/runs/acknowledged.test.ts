import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProblemsError } from '../errors/problems.ts';
import { readAcknowledged } from './acknowledged.ts';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'plimsoll-known-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function read(text: string) {
  writeFileSync(join(dir, 'plimsoll.acknowledged.yaml'), text);
  return readAcknowledged({ config: {}, dir });
}

describe('the file of what is known', () => {
  it('gives entries with the lines they stand in', async () => {
    const text = `# why\n- { metric: http_req_duration p95, reason: known, until: 2026-12-31 }\n- rule: limit/*\n  reason: old\n  until: 2026-12-31T08:00Z\n`;
    expect(await read(text)).toMatchObject([
      { metric: 'http_req_duration p95', line: 2, file: 'plimsoll.acknowledged.yaml' },
      { rule: 'limit/*', line: 3 },
    ]);
  });

  it('may hold nothing, or not be there, unless the project names it', async () => {
    expect(await read('# nothing yet\n')).toEqual([]);
    expect(await readAcknowledged({ config: {}, dir: join(dir, 'nowhere') })).toEqual([]);
    const named = readAcknowledged({ config: { gate: { acknowledged: 'known.yaml' } }, dir });
    await expect(named).rejects.toMatchObject({ code: 'INVALID_ACKNOWLEDGEMENTS' });
  });

  it('tells everything that is wrong in it, with lines', async () => {
    const text = `- { metrc: checks, reason: x, until: 2026-12-31 }
- { metric: checks, until: 2026-12-31 }
- { metric: checks, reason: x, until: 2026-02-30 }
- { metric: checks, reason: x, until: soon }
- { subject: shop, reason: x, until: 2026-12-31 }
`;
    const error = await read(text).catch((thrown: unknown) => thrown);
    if (!(error instanceof ProblemsError)) throw error;
    expect(error.problems.map(({ line, code }) => `${line} ${code}`)).toEqual([
      '1 UNKNOWN_KEY',
      '2 MISSING_KEY',
      '3 INVALID_VALUE',
      '4 INVALID_VALUE',
      '5 MISSING_KEY',
    ]);
  });

  it('is a list', async () => {
    await expect(read('metric: checks\n')).rejects.toMatchObject({ code: 'INVALID_ACKNOWLEDGEMENTS' });
    await expect(read('- [\n')).rejects.toMatchObject({ code: 'TEST_SYNTAX' });
  });
});
