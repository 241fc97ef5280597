import type { SqlValue, SyncDatabase } from '../../databases/database.ts';
import { bodyOf, type StoredDocument } from './documents.ts';
import { type Conditions, cursorOf, INDEXED_FIELDS, type ListQuery } from './query.ts';
import { type RecordSize, seededDocument } from './seeded.ts';

/** How SQLite found the documents: through an index, or by reading all of them. */
export type QueryPlan = 'index' | 'scan';

export interface DocumentPage {
  readonly documents: readonly StoredDocument[];
  readonly next: string | null;
  readonly plan: QueryPlan;
}

export interface Aggregate {
  readonly groups: readonly Readonly<Record<string, SqlValue>>[];
  readonly plan: QueryPlan;
}

export interface AggregateQuery {
  readonly where: Conditions;
  /** Expressions by the name under which they are answered. */
  readonly key: string;
  readonly figures: Readonly<Record<string, string>>;
  readonly isIndexed: boolean;
}

const MAX_PAGE_BYTES = 4 * 1024 * 1024;
const MAX_GROUPS = 1000;
const SEEDED_AT_ONCE = 200;
const CHANGE_DELETED = { documents: 0, bytes: 0 };

/** One table of documents, and one of their words once somebody has searched them. */
export class Collection {
  readonly name: string;
  documents = 0;
  bytes = 0;
  private nextId = 1;
  private hasWords = false;
  private readonly database: SyncDatabase;
  private readonly table: string;
  private readonly words: string;

  constructor(database: SyncDatabase, { name, number }: { name: string; number: number }) {
    this.database = database;
    this.name = name;
    this.table = `documents_${number}`;
    this.words = `words_${number}`;
    database.exec(`CREATE TABLE ${this.table} (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, body TEXT NOT NULL)`);
    for (const field of INDEXED_FIELDS) {
      database.exec(`CREATE INDEX ${this.table}_${field} ON ${this.table} (json_extract(body, '$.${field}'))`);
    }
  }

  seed(count: number, of: { size: RecordSize; seed: number }): void {
    const insert = `INSERT INTO ${this.table} SELECT ? + key, 1, value FROM json_each(?)`;
    this.database.transaction(() => {
      for (let first = 1; first <= count; first += SEEDED_AT_ONCE) {
        const length = Math.min(SEEDED_AT_ONCE, count - first + 1);
        const bodies = Array.from({ length }, (_, i) =>
          JSON.stringify(seededDocument(first + i, { collection: this.name, ...of })),
        );
        this.database.run(insert, [first, `[${bodies.join(',')}]`]);
        this.bytes += bodies.reduce((sum, body) => sum + body.length, 0);
      }
    });
    this.documents = count;
    this.nextId = count + 1;
  }

  insert(bodies: readonly string[]): StoredDocument[] {
    const insert = this.database.prepare(`INSERT INTO ${this.table} (id, version, body) VALUES (?, 1, ?)`);
    const documents = bodies.map((body) => ({ id: this.nextId++, version: 1, body }));
    this.database.transaction(() => {
      for (const { id, body } of documents) {
        insert.run([id, body]);
        if (this.hasWords) this.indexWords('id = ?', [id]);
      }
    });
    this.documents += documents.length;
    this.bytes += bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0);
    return documents;
  }

  get(id: number): StoredDocument | undefined {
    return this.database.get<StoredDocument>(`SELECT id, version, body FROM ${this.table} WHERE id = ?`, [id]);
  }

  replace(old: StoredDocument, document: unknown): StoredDocument {
    const body = bodyOf(document);
    const version = old.version + 1;
    this.database.run(`UPDATE ${this.table} SET version = ?, body = ? WHERE id = ?`, [version, body, old.id]);
    if (this.hasWords) {
      this.database.run(`DELETE FROM ${this.words} WHERE rowid = ?`, [old.id]);
      this.indexWords('id = ?', [old.id]);
    }
    this.bytes += Buffer.byteLength(body) - Buffer.byteLength(old.body);
    return { id: old.id, version, body };
  }

  remove(where: Conditions): number {
    return this.database.transaction(() => {
      const from = `FROM ${this.table} WHERE ${where.sql}`;
      const sums = `SELECT COUNT(*) AS documents, COALESCE(SUM(octet_length(body)), 0) AS bytes ${from}`;
      const gone = this.database.get<{ documents: number; bytes: number }>(sums, where.values) ?? CHANGE_DELETED;
      if (this.hasWords) {
        this.database.run(`DELETE FROM ${this.words} WHERE rowid IN (SELECT id ${from})`, where.values);
      }
      this.database.run(`DELETE ${from}`, where.values);
      this.documents -= gone.documents;
      this.bytes -= gone.bytes;
      return gone.documents;
    });
  }

  list(query: ListQuery): DocumentPage {
    const { where, sort, descending, limit, offset, isIndexed } = query;
    const direction = descending ? 'DESC' : 'ASC';
    const order = sort === 'id' ? `id ${direction}` : `${sort} ${direction}, id ${direction}`;
    const sql = `SELECT id, version, body, ${sort} AS sort_key FROM ${this.from(isIndexed)} WHERE ${where.sql} ORDER BY ${order} LIMIT ? OFFSET ?`;
    const values = [...where.values, limit + 1, offset];
    const documents: (StoredDocument & { sort_key: SqlValue })[] = [];
    let bytes = 0;
    let hasMore = false;
    for (const row of this.database.iterate<StoredDocument & { sort_key: SqlValue }>(sql, values)) {
      bytes += row.body.length;
      hasMore = documents.length === limit || (documents.length > 0 && bytes > MAX_PAGE_BYTES);
      if (!hasMore) documents.push(row);
      else if (bytes > MAX_PAGE_BYTES) break;
    }
    const last = documents.at(-1);
    const next = hasMore && last !== undefined ? cursorOf(query, { key: last.sort_key, id: last.id }) : null;
    return { documents, next, plan: this.plan(sql, values) };
  }

  count(where: Conditions, isIndexed: boolean): number {
    const sql = `SELECT COUNT(*) AS count FROM ${this.from(isIndexed)} WHERE ${where.sql}`;
    return this.database.get<{ count: number }>(sql, where.values)?.count ?? 0;
  }

  aggregate({ where, key, figures, isIndexed }: AggregateQuery): Aggregate {
    const columns = Object.entries(figures).map(([name, figure]) => `, ${figure} AS "${name}"`);
    const sql = `SELECT ${key} AS key, COUNT(*) AS count${columns.join('')} FROM ${this.from(isIndexed)} WHERE ${where.sql} GROUP BY 1 ORDER BY count DESC, key LIMIT ${MAX_GROUPS}`;
    return { groups: this.database.all(sql, where.values), plan: this.plan(sql, where.values) };
  }

  /** Documents that hold the words, best first (BM25). `match` is in the language of FTS5. */
  search(
    match: string,
    { limit, offset }: { limit: number; offset: number },
  ): { total: number; hits: StoredDocument[] } {
    this.makeWords();
    const total = this.database.get<{ total: number }>(
      `SELECT COUNT(*) AS total FROM ${this.words} WHERE ${this.words} MATCH ?`,
      [match],
    )?.total;
    const found = `SELECT rowid, rank FROM ${this.words} WHERE ${this.words} MATCH ? ORDER BY rank, rowid LIMIT ? OFFSET ?`;
    const sql = `SELECT id, version, body FROM (${found}) AS found JOIN ${this.table} ON id = found.rowid ORDER BY found.rank, id`;
    return { total: total ?? 0, hits: this.database.all<StoredDocument>(sql, [match, limit, offset]) };
  }

  drop(): void {
    this.database.exec(`DROP TABLE ${this.table}; DROP TABLE IF EXISTS ${this.words}`);
  }

  private makeWords(): void {
    if (this.hasWords) return;
    this.database.transaction(() => {
      this.database.exec(
        `CREATE VIRTUAL TABLE ${this.words} USING fts5(text, content = '', contentless_delete = 1, tokenize = 'unicode61')`,
      );
      this.indexWords('TRUE', []);
    });
    this.hasWords = true;
  }

  /** Every text in the document, however deep. */
  private indexWords(where: string, values: readonly SqlValue[]): void {
    const texts = `SELECT group_concat(atom, ' ') FROM json_tree(body) WHERE type = 'text'`;
    const insert = `INSERT INTO ${this.words} (rowid, text) SELECT id, (${texts}) FROM ${this.table} WHERE ${where}`;
    this.database.run(insert, values);
  }

  private from(isIndexed: boolean): string {
    return isIndexed ? this.table : `${this.table} NOT INDEXED`;
  }

  private plan(sql: string, values: readonly SqlValue[]): QueryPlan {
    const steps = this.database.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, values);
    return steps.some(({ detail }) => /^SCAN \w+$/.test(detail)) ? 'scan' : 'index';
  }
}
