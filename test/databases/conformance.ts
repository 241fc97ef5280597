import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/databases/database.ts';
import { quoteName } from '../../src/databases/sql-text.ts';

/** What every database does alike. `open` answers the same database each time. */
export function conformance(open: () => Promise<Database>): void {
  let database: Database;

  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    const { id, integer, real, text, boolean, blob } = database.columnTypes;
    await database.exec(`
      DROP TABLE IF EXISTS things;
      CREATE TABLE things (id ${id}, name ${text} UNIQUE, size ${integer}, ratio ${real}, sure ${boolean}, bytes ${blob});`);
  });

  const add = (...names: string[]): Promise<unknown> =>
    Promise.all(names.map((name) => database.run('INSERT INTO things (name) VALUES (?)', [name])));
  const names = async (): Promise<string[]> =>
    (await database.all<{ name: string }>('SELECT name FROM things ORDER BY name')).map(({ name }) => name);

  describe('values', () => {
    it('come back as they went in', async () => {
      const bytes = Uint8Array.from([0, 1, 255]);
      const values = ['O\'Neil, 100 % \\ "?" $1 ✓ 🚢', -(2 ** 53) + 1, 0.1, null, bytes];
      await database.run('INSERT INTO things (name, size, ratio, sure, bytes) VALUES (?, ?, ?, ?, ?)', values);
      const row = await database.get('SELECT name, size, ratio, sure, bytes FROM things');
      expect({ ...row, bytes: undefined }).toEqual({
        name: values[0],
        size: values[1],
        ratio: 0.1,
        sure: null,
        bytes: undefined,
      });
      expect(Buffer.compare(row?.bytes as Uint8Array, bytes)).toBe(0);
    });

    it('of 64 bits stay exact', async () => {
      const sizes = [2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n, 2 ** 53 - 1, 7n];
      for (const size of sizes) await database.run('INSERT INTO things (size) VALUES (?)', [size]);
      const rows = await database.all<{ size: number | bigint }>('SELECT size FROM things ORDER BY id');
      expect(rows.map(({ size }) => size)).toEqual([2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n, 2 ** 53 - 1, 7]);
    });

    it('are whole numbers where they are whole, also as text and in sums', async () => {
      await database.run('INSERT INTO things (name, size) VALUES (?, ?)', [String(5), 5]);
      const row = await database.get(
        'SELECT CAST(size AS TEXT) AS text, COUNT(*) AS count, CAST(SUM(size) AS BIGINT) AS sum FROM things GROUP BY size',
      );
      expect(row).toEqual({ text: '5', count: 1, sum: 5 });
    });

    it('can be true or false', async () => {
      await database.run('INSERT INTO things (sure) VALUES (?)', [true]);
      await database.run('INSERT INTO things (sure) VALUES (?)', [false]);
      const rows = await database.all<{ sure: boolean | number }>('SELECT sure FROM things ORDER BY id');
      expect(rows.map(({ sure }) => Boolean(sure))).toEqual([true, false]);
    });

    it('that no database keeps as they are get refused', async () => {
      const store = (value: unknown) => database.run('INSERT INTO things (name) VALUES (?)', [value as string]);
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 2n ** 63n, 'a\0b']) {
        await expect(store(value)).rejects.toMatchObject({ code: 'DATABASE_VALUE' });
      }
      for (const value of [undefined, {}, new Date(), () => 1, Symbol('s')]) {
        await expect(store(value)).rejects.toThrow(TypeError);
      }
      expect(await names()).toEqual([]);
    });

    it('too few or too many are refused', async () => {
      await expect(database.all('SELECT ? AS a', [])).rejects.toThrow('1 values are needed, 0 were given');
      await expect(database.all('SELECT 1 AS a', ['x'])).rejects.toThrow('0 values are needed, 1 were given');
    });

    it('are never SQL, and names with anything in them can be quoted', async () => {
      await add("'; DROP TABLE things; --");
      expect(await names()).toEqual(["'; DROP TABLE things; --"]);
      const odd = quoteName('odd "table"; ?');
      await database.exec(`DROP TABLE IF EXISTS ${odd}; CREATE TABLE ${odd} (a ${database.columnTypes.text})`);
      expect(await database.run(`INSERT INTO ${odd} (a) VALUES (?)`, ['x'])).toBe(1);
      await database.exec(`DROP TABLE ${odd}`);
    });
  });

  describe('statements', () => {
    it('say how many rows they changed', async () => {
      expect(await database.run("INSERT INTO things (name) VALUES ('a'), ('b'), ('c')")).toBe(3);
      expect(await database.run("UPDATE things SET size = 1 WHERE name <> 'a'")).toBe(2);
      expect(await database.run('SELECT * FROM things')).toBe(0);
      expect(await database.run("UPDATE things SET size = 1 WHERE name = 'z'")).toBe(0);
      expect(await database.run("DELETE FROM things WHERE name = 'a' RETURNING id")).toBe(1);
      expect(await database.run('DELETE FROM things')).toBe(2);
    });

    it('return rows and resolve conflicts alike', async () => {
      const upsert = `INSERT INTO things (name, size) VALUES (?, ?)
        ON CONFLICT (name) DO UPDATE SET size = things.size + excluded.size RETURNING size`;
      expect(await database.all(upsert, ['a', 1])).toEqual([{ size: 1 }]);
      expect(await database.get(upsert, ['a', 41])).toEqual({ size: 42 });
      expect(await database.get("SELECT 1 AS x FROM things WHERE name = 'none'")).toBeUndefined();
    });

    it('have placeholders outside of strings, names and comments only', async () => {
      const sql = `SELECT '?''?' AS "a?", -- ?
        /* ? */ CAST(? AS TEXT) AS b;  -- the end?`;
      expect(await database.all(sql, ['x'])).toEqual([{ 'a?': "?'?", b: 'x' }]);
    });

    it('are prepared once and run often', async () => {
      const insert = database.prepare('INSERT INTO things (name, size) VALUES (?, ?)');
      for (let i = 0; i < 5; i++) expect(await insert.run([`n${i}`, i])).toBe(1);
      const above = database.prepare<{ name: string }>('SELECT name FROM things WHERE size >= ? ORDER BY name');
      expect(await above.all([3])).toEqual([{ name: 'n3' }, { name: 'n4' }]);
      expect(await above.get([4])).toEqual({ name: 'n4' });
      await database.exec('ALTER TABLE things ADD COLUMN extra INTEGER');
      expect(await above.get([4])).toEqual({ name: 'n4' });
    });

    it('stand alone, unless they are executed without values', async () => {
      await expect(database.all('SELECT 1 AS a; SELECT 2 AS b')).rejects.toThrow('Only one statement');
      await database.exec("INSERT INTO things (name) VALUES ('a'); INSERT INTO things (name) VALUES ('b')");
      expect(await names()).toEqual(['a', 'b']);
    });

    it('that are wrong say so with the statement', async () => {
      await expect(database.all('SELEC 1')).rejects.toMatchObject({
        code: 'DATABASE_STATEMENT',
        message: expect.stringContaining('SELEC 1'),
      });
      await add('a');
      await expect(add('a')).rejects.toMatchObject({ name: 'UserError', code: 'DATABASE_CONSTRAINT' });
    });
  });

  describe('iterating', () => {
    const COUNT = 2500;
    beforeEach(async () => {
      const numbers = 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)';
      await database.run(`INSERT INTO things (size) ${numbers} SELECT i FROM n`, [COUNT]);
    });
    const all = 'SELECT size FROM things WHERE size > ? ORDER BY size';

    it('brings every row in order, twice at the same time', async () => {
      const statement = database.prepare<{ size: number }>(all);
      const sum = async () => {
        let total = 0;
        for await (const { size } of statement.iterate([0])) total += size;
        return total;
      };
      expect(await Promise.all([sum(), sum()])).toEqual(Array(2).fill((COUNT * (COUNT + 1)) / 2));
    });

    it('can be left early, and leaves nothing locked', async () => {
      const seen: number[] = [];
      for await (const { size } of database.iterate<{ size: number }>(all, [10])) {
        seen.push(size);
        if (seen.length === 3) break;
      }
      expect(seen).toEqual([11, 12, 13]);
      await database.exec('DROP TABLE things');
    });

    it('leaves room for changes meanwhile, and works in a transaction', async () => {
      let rows = 0;
      for await (const { size } of database.iterate<{ size: number }>(all, [COUNT - 5])) {
        rows += await database.run('UPDATE things SET ratio = 1 WHERE size = ?', [size]);
      }
      expect(rows).toBe(5);
      await database.transaction(async (inside) => {
        for await (const { size } of inside.iterate<{ size: number }>(all, [COUNT - 5])) {
          rows += await inside.run('UPDATE things SET ratio = 2 WHERE size = ?', [size]);
        }
      });
      expect(rows).toBe(10);
    });

    it('is for queries only, and says what is wrong with them', async () => {
      const drain = async (sql: string) => {
        for await (const _ of database.iterate(sql));
      };
      await expect(drain('DELETE FROM things RETURNING id')).rejects.toThrow('Only a query');
      await expect(drain('SELECT nothing FROM things')).rejects.toMatchObject({ code: 'DATABASE_STATEMENT' });
    });
  });

  describe('a transaction', () => {
    it('is kept as a whole, with what it answers', async () => {
      const answer = await database.transaction(async (inside) => {
        await inside.run("INSERT INTO things (name) VALUES ('a')");
        await inside.run("INSERT INTO things (name) VALUES ('b')");
        return 7;
      });
      expect([answer, await names()]).toEqual([7, ['a', 'b']]);
    });

    it('is undone as a whole where it throws', async () => {
      const broken = database.transaction(async (inside) => {
        await inside.run("INSERT INTO things (name) VALUES ('a')");
        throw new RangeError('broken');
      });
      await expect(broken).rejects.toThrow(RangeError);
      expect(await names()).toEqual([]);
    });

    it('is undone where a statement failed, even if that was caught', async () => {
      const broken = database.transaction(async (inside) => {
        await inside.run("INSERT INTO things (name) VALUES ('a')");
        await inside.run("INSERT INTO things (name) VALUES ('a')").catch(() => undefined);
      });
      await expect(broken).rejects.toMatchObject({ code: 'DATABASE_CONSTRAINT' });
      expect(await names()).toEqual([]);
    });

    it('inside another is undone alone', async () => {
      await database.transaction(async (outer) => {
        await outer.run("INSERT INTO things (name) VALUES ('a')");
        const broken = outer.transaction(async (inner) => {
          await inner.run("INSERT INTO things (name) VALUES ('b')");
          await inner.run("INSERT INTO things (name) VALUES ('a')");
        });
        await expect(broken).rejects.toMatchObject({ code: 'DATABASE_CONSTRAINT' });
        await outer.transaction((inner) => inner.run("INSERT INTO things (name) VALUES ('c')"));
      });
      expect(await names()).toEqual(['a', 'c']);
    });

    it('lets nobody in between', async () => {
      await add('counter');
      await database.run("UPDATE things SET size = 0 WHERE name = 'counter'");
      const lock = database.dialect === 'postgres' ? ' FOR UPDATE' : '';
      const increment = () =>
        database.transaction(async (inside) => {
          const sql = `SELECT size FROM things WHERE name = 'counter'${lock}`;
          const row = await inside.get<{ size: number }>(sql);
          await new Promise((resolve) => setImmediate(resolve));
          await inside.run("UPDATE things SET size = ? WHERE name = 'counter'", [(row?.size ?? 0) + 1]);
        });
      await Promise.all([...Array.from({ length: 10 }, increment), add('a', 'b')]);
      expect(await database.get("SELECT size FROM things WHERE name = 'counter'")).toEqual({ size: 10 });
      expect(await names()).toEqual(['a', 'b', 'counter']);
    });

    it('refuses the handle of outside while it is open, and its own after the end', async () => {
      const escaped = await database.transaction(async (inside) => {
        await expect(database.run("INSERT INTO things (name) VALUES ('a')")).rejects.toThrow('Inside a transaction');
        await expect(database.transaction(async () => 1)).rejects.toThrow('Inside a transaction');
        return inside;
      });
      await expect(escaped.run("INSERT INTO things (name) VALUES ('a')")).rejects.toThrow('has ended');
      expect(await names()).toEqual([]);
    });
  });

  it('refuses everything once it is closed, and may be closed twice', async () => {
    const other = await open();
    const statement = other.prepare('SELECT 1 AS a');
    await statement.get();
    await other.close();
    await other.close();
    await expect(other.run('SELECT 1')).rejects.toThrow();
    await expect(statement.all()).rejects.toThrow();
    await expect(other.transaction(async () => 1)).rejects.toThrow();
  });
}
