import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { DataFile } from '../sets/data-set.ts';
import { type LargeFilesOptions, largeFilesPreset } from './large-files-preset.ts';

describe('large files', () => {
  it('are 10, 50 and 100 MB of each kind unless told otherwise', () => {
    const set = largeFilesPreset.open(1, {});
    expect(set.expected).toEqual({ files: 18, bytes: 960_000_000 });
    expect(filesOf({}).map(({ path }) => path)).toContain('ndjson-100MB.ndjson');
  });

  it('have exactly the size asked for, whatever it is', () => {
    const sizes = [1, 2, 3, 57, 4095, 4096, 4097, 5000, 9999, 65_537, 2 ** 20, 2 ** 20 + 1, 2_222_222];
    for (const file of filesOf({ sizes })) {
      const bytes = bytesOf(file);
      expect([file.path, bytes.length]).toEqual([file.path, file.expectedBytes]);
      checkForm(file.path, bytes);
    }
  });

  it('follow from the seed and their path alone, on every machine', () => {
    const hashes = filesOf({ sizes: ['1.5MB'] }, 7).map((file) => [file.path, sha256(bytesOf(file)).slice(0, 12)]);
    expect(Object.fromEntries(hashes)).toMatchInlineSnapshot(`
      {
        "binary-1500kB.bin": "4b38f5071494",
        "csv-1500kB.csv": "f0dd3f62b429",
        "json-1500kB.json": "920bc72b80a8",
        "mixed-1500kB.mime": "2773a9b4e0d8",
        "ndjson-1500kB.ndjson": "50722573f2bb",
        "text-1500kB.txt": "8d01e3ff35af",
      }
    `);
    const [other] = filesOf({ sizes: ['1.5MB'] }, 8);
    expect(hashes.map(([, hash]) => hash)).not.toContain(sha256(bytesOf(other as DataFile)).slice(0, 12));
  });

  it('are the same in parts made in any order', () => {
    for (const file of filesOf({ sizes: ['3.7MB'] })) {
      const count = file.parts?.count ?? 0;
      expect(count).toBeGreaterThan(2);
      const made = new Map<number, Buffer>();
      for (let part = count - 1; part >= 0; part--) made.set(part, joined(file.parts?.make(part) ?? []));
      const parts = Array.from({ length: count }, (_, part) => made.get(part) ?? Buffer.alloc(0));
      expect(sha256(Buffer.concat(parts)), file.path).toBe(sha256(bytesOf(file)));
    }
  });

  it('have records with ids and times that grow from part to part', () => {
    const [file] = filesOf({ sizes: ['2.5MB'], kinds: ['ndjson'] });
    const records = bytesOf(file as DataFile)
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: number; time: string; user: { email: string } });
    const isGrowing = records.every(({ id, time }, index) => {
      const before = records[index - 1];
      return before === undefined || (id > before.id && time >= before.time);
    });
    expect(isGrowing).toBe(true);
    expect(new Date(records.at(-1)?.time ?? '').toISOString()).toBe(records.at(-1)?.time);
    expect(records.every(({ user }) => /^[a-z]+\.[a-z]+\d+@example\.com$/.test(user.email))).toBe(true);
  });

  it.each([0, 0.3, 0.5, 0.7, 0.9, 1])(
    'save about %d of themselves by gzip, as near as their kind can',
    (compressible) => {
      for (const file of filesOf({ sizes: ['1MB'], compressible })) {
        const bytes = bytesOf(file);
        const saved = 1 - gzipSync(bytes).length / bytes.length;
        const least = file.path.startsWith('binary') ? 0 : file.path.startsWith('mixed') ? 0.25 : 0.31;
        const most = 0.96;
        expect(
          Math.abs(saved - Math.min(most, Math.max(least, compressible))),
          `${file.path} saved ${saved}`,
        ).toBeLessThan(0.1);
      }
    },
  );

  it('are numbered where there are several of a kind and size', () => {
    const paths = filesOf({ sizes: ['1kB', 1024, '1000B'], kinds: ['text'], copies: 10 }).map(({ path }) => path);
    expect(paths).toHaveLength(20);
    expect(paths).toContain('text-1kB-01.txt');
    expect(paths).toContain('text-1KiB-10.txt');
  });

  it.each([
    [{ sizes: ['0'] }, /sizes/],
    [{ sizes: ['large'] }, /sizes/],
    [{ sizes: [] }, /sizes/],
    [{ kinds: ['jsno'] }, /kinds has to be some of/],
    [{ compressible: 2 }, /share from 0 to 1/],
    [{ copies: 0 }, /copies/],
    [{ kind: ['json'] }, /no option 'kind'/],
  ])('refuse %o', (options, message) => {
    expect(() => largeFilesPreset.open(1, options as Partial<LargeFilesOptions>)).toThrow(message);
  });
});

function filesOf(options: Partial<LargeFilesOptions>, seed = 1): DataFile[] {
  return [...(largeFilesPreset.open(seed, options).files?.() ?? [])];
}

function bytesOf(file: DataFile): Buffer {
  return joined(file.content());
}

function joined(pieces: Iterable<Uint8Array>): Buffer {
  const copies: Buffer[] = [];
  for (const piece of pieces) copies.push(Buffer.from(piece));
  return Buffer.concat(copies);
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Read by others as what it says it is. */
function checkForm(path: string, bytes: Buffer): void {
  const text = bytes.toString();
  if (path.endsWith('.json')) JSON.parse(text);
  if (path.endsWith('.ndjson')) for (const line of text.trimEnd().split('\n')) JSON.parse(line);
  if (path.endsWith('.csv') && bytes.length >= 4096) {
    const rows: unknown[] = parse(bytes, { columns: true });
    expect(rows.length).toBeGreaterThan(1);
  }
  if (path.endsWith('.txt')) expect(text.endsWith('\n')).toBe(true);
  if (path.endsWith('.mime') && bytes.length >= 4096) checkSections(bytes);
}

/** Every section has the length that it says, and the end comes right behind the last. */
function checkSections(bytes: Buffer): void {
  let at = bytes.indexOf('\r\n\r\n') + 4;
  for (;;) {
    const head = bytes.toString('latin1', at, at + 200);
    if (/^--[\w-]+--\r\n$/.test(head)) return;
    const [whole = '', length] =
      /^--plimsoll-\w+\r\nContent-Type: [^\r]+\r\nContent-Length: (\d+)\r\n\r\n/.exec(head) ?? [];
    expect(whole, `at ${at}`).not.toBe('');
    at += whole.length + Number(length) + 2;
  }
}
