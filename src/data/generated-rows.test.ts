import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GeneratedRows, loadGeneratedRows } from './generated-rows.ts';
import { schemaNamed } from './sets/schema-file.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-rows-'));
  const schema = {
    type: 'object',
    required: ['sku', 'price'],
    properties: { sku: { type: 'string', pattern: '^[A-Z]{3}-[0-9]{4}$' }, price: { type: 'integer', minimum: 1 } },
  };
  writeFileSync(join(folder, 'item.schema.json'), JSON.stringify(schema));
  writeFileSync(join(folder, 'broken.json'), '{');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const loadModule = async () => ({});

async function rowsOf(source: GeneratedRows, cwd: string) {
  return loadGeneratedRows({ ...source, schema: await schemaNamed(source.generate, { cwd, loadModule }) });
}

describe('generated rows', () => {
  it('are those of a table, the same for the same seed', async () => {
    const users = await rowsOf({ generate: 'users', count: 50 }, folder);
    expect(users.size).toBe(50);
    expect(users.fields).toContain('email');
    expect(users.row(7).email).toMatch(/@/);
    const again = await rowsOf({ generate: 'users', count: 50 }, folder);
    expect(again.row(49)).toEqual(users.row(49));
    const others = await rowsOf({ generate: 'users', count: 50, seed: 2 }, folder);
    expect(others.row(7)).not.toEqual(users.row(7));
  });

  it('are as many as were asked for, in whatever order they are taken', async () => {
    const users = await rowsOf({ generate: 'users', count: 25_000 }, folder);
    expect(users.size).toBe(25_000);
    const late = users.row(24_999);
    for (let index = 0; index < 25_000; index += 97) users.row(index);
    expect(users.row(24_999)).toEqual(late);
  });

  it('are as many as were asked for of whatever table, larger or smaller than it is by itself', async () => {
    writeFileSync(
      join(folder, 'big.yml'),
      'tables:\n  a: { count: 5000, fields: { id: { kind: key } } }\n  b: { count: 3, fields: { id: { kind: key } } }\n',
    );
    for (const source of [
      { generate: 'big.yml', count: 6000 },
      { generate: 'big.yml', count: 7 },
      { generate: 'big.yml', table: 'b', count: 100 },
      { generate: 'orders', count: 1 },
      { generate: 'records', table: 'order_items', count: 9000 },
    ]) {
      const rows = await rowsOf(source, folder);
      expect([rows.size, rows.row(source.count - 1)]).toEqual([source.count, expect.any(Object)]);
    }
    await expect(rowsOf({ generate: 'categories', count: 500 }, folder)).rejects.toThrow(
      'categories has 12 rows, not 500',
    );
  });

  it('come from one table of a preset, the first unless one is named', async () => {
    const first = await rowsOf({ generate: 'records' }, folder);
    const products = await rowsOf({ generate: 'records', table: 'products' }, folder);
    expect(first.fields).toContain('email');
    expect(products.fields).toContain('sku');
  });

  it('come from a JSON Schema', async () => {
    const items = await rowsOf({ generate: 'item.schema.json', count: 20 }, folder);
    expect(items.size).toBe(20);
    expect(items.row(3)).toMatchObject({ sku: expect.stringMatching(/^[A-Z]{3}-\d{4}$/), price: expect.any(Number) });
  });

  it.each([
    [{ generate: 'usrs' }, "did you mean 'users'?"],
    [{ generate: 'records', table: 'product' }, "did you mean 'products'?"],
    [{ generate: 'missing.json' }, 'looked for'],
    [{ generate: 'files' }, 'generate'],
  ])('are refused for %o with a hint', async (source, hint) => {
    await expect(rowsOf(source, folder)).rejects.toMatchObject({ hint: expect.stringContaining(hint) });
  });

  it('are refused for a schema that is no JSON', async () => {
    await expect(rowsOf({ generate: 'broken.json' }, folder)).rejects.toMatchObject({
      code: 'SCHEMA_SYNTAX',
    });
  });
});
