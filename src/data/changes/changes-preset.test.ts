import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { forceCollection } from '../../protocols/function/forced-collection.ts';
import type { DataSet } from '../sets/data-set.ts';
import { changesPreset } from './changes-preset.ts';

type Made = ReadonlyMap<string, Buffer>;

interface Metadata {
  readonly id: string;
  readonly number: number;
  readonly status: 'draft' | 'active' | 'completed' | 'archived';
  readonly priority: string;
  readonly size: string;
  readonly kind: string;
  readonly created: string;
  readonly updated: string;
  readonly started: string | null;
  readonly completed: string | null;
  readonly archived: string | null;
  readonly author: { readonly name: string };
  readonly reviewers: readonly { readonly name: string }[];
  readonly dependencies: readonly string[];
  readonly tasks: { readonly total: number; readonly done: number };
  readonly capabilities: readonly { name: string; added: number; modified: number; removed: number }[];
  readonly attachments: readonly { readonly path: string }[];
}

const usual = changesPreset.open(7, { count: 600 });
const made = contents(usual);
const folders = [...made.keys()].filter((path) => path.endsWith('/metadata.json')).map((path) => posix.dirname(path));
const all = folders.map((folder) => ({ folder, ...(JSON.parse(text(`${folder}/metadata.json`)) as Metadata) }));
const byId = new Map(all.map((each) => [each.id, each]));
const index = JSON.parse(text('index.json'));

function contents(set: DataSet): Made {
  return new Map(Array.from(set.files?.() ?? [], (file) => [file.path, Buffer.concat([...file.content()])]));
}

function text(path: string): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(made.get(path));
}

function share(which: (change: Metadata) => boolean): number {
  return all.filter(which).length / all.length;
}

describe('a change repository', () => {
  it('has the same bytes from the same seed, in whatever order its files are made', () => {
    const files = [...(changesPreset.open(7, { count: 600 }).files?.() ?? [])].reverse();
    for (const file of files) {
      expect(Buffer.concat([...file.content()]).equals(made.get(file.path) as Buffer), file.path).toBe(true);
    }
    expect(files).toHaveLength(made.size);
  });

  it('has bytes that stay the same from version to version', () => {
    const hash = createHash('sha256');
    for (const [path, bytes] of contents(changesPreset.open(1, { count: 40, attachments: 'many' }))) {
      hash.update(path).update(bytes);
    }
    expect(hash.digest('hex')).toMatchInlineSnapshot(
      `"378e416a05548e711fa4d20a9e2102b9e4fa225c5d5829d0216fda91721a428a"`,
    );
  });

  it('has other bytes from another seed', () => {
    const other = [...(changesPreset.open(8, { count: 600 }).files?.() ?? [])].map(({ path }) => path);
    expect(other.length).toBeGreaterThan(600);
    expect(other.filter((path) => made.has(path)).length).toBeLessThan(20);
  });

  it('says beforehand about how large it will be', () => {
    const bytes = [...made.values()].reduce((sum, each) => sum + each.length, 0);
    expect(usual.expected.files / made.size).toBeCloseTo(1, 1);
    expect(Math.abs(usual.expected.bytes / bytes - 1)).toBeLessThan(0.2);
  });

  it('has 1,200 changes unless told otherwise', () => {
    expect(changesPreset.open(1, {}).options).toEqual({
      count: 1200,
      sizes: 'mixed',
      name: 'Meridian',
      attachments: 'some',
      until: '2026-01-01',
      git: false,
    });
  });

  it('has changes of every status, as many as a team has', () => {
    expect(share(({ status }) => status === 'draft')).toBeCloseTo(0.15, 1);
    expect(share(({ status }) => status === 'active')).toBeCloseTo(0.25, 1);
    expect(share(({ status }) => status === 'completed')).toBeCloseTo(0.35, 1);
    expect(share(({ status }) => status === 'archived')).toBeCloseTo(0.25, 1);
  });

  it('orders the dates of a change, all before the last day', () => {
    for (const { id, created, started, updated, completed, archived } of all) {
      const dates = [created, started ?? created, updated, completed ?? updated, archived ?? completed ?? updated];
      expect([...dates].sort(), id).toEqual(dates);
      expect(
        dates.every((date) => date < '2026-01-01'),
        id,
      ).toBe(true);
    }
  });

  it('gives each status the dates that belong to it', () => {
    for (const { id, status, started, completed, archived } of all) {
      const has = [started, completed, archived].map((date) => date !== null);
      const expected = { draft: [false, false, false], active: [true, false, false], completed: [true, true, false] };
      expect(has, id).toEqual(status === 'archived' ? [true, true, true] : expected[status]);
    }
  });

  it('archives older changes, into a folder of their own', () => {
    const created = (status: string): number[] => {
      return all.filter((each) => each.status === status).map((each) => Date.parse(each.created));
    };
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(created('archived'))).toBeLessThan(mean(created('active')));
    for (const { folder, id, status, archived } of all) {
      expect(folder).toBe(status === 'archived' ? `changes/archive/${archived?.slice(0, 10)}-${id}` : `changes/${id}`);
    }
  });

  it('lets changes depend on earlier ones alone, none completed before what it depends on', () => {
    let edges = 0;
    for (const { number, status, completed, dependencies } of all) {
      expect(new Set(dependencies).size).toBe(dependencies.length);
      for (const id of dependencies) {
        const other = byId.get(id) as Metadata;
        expect(other.number).toBeLessThan(number);
        if (completed !== null) expect((other.completed ?? 'never') <= completed).toBe(true);
        if (status !== 'draft') expect(other.status === 'draft' && status === 'active').toBe(false);
        edges++;
      }
    }
    expect(edges).toBeGreaterThan(all.length / 3);
  });

  it('has reviewers other than the author', () => {
    for (const { author, reviewers } of all) {
      expect(reviewers.length).toBeGreaterThan(0);
      expect(reviewers.map(({ name }) => name)).not.toContain(author.name);
    }
  });

  it('ticks as many tasks as the metadata says: none of a draft, all of what is completed', () => {
    for (const { folder, status, tasks } of all) {
      const ticks = [...text(`${folder}/tasks.md`).matchAll(/^- \[([ x])\] \d+\.\d+ \S/gm)].map(([, tick]) => tick);
      expect(ticks).toHaveLength(tasks.total);
      expect(ticks.filter((tick) => tick === 'x')).toHaveLength(tasks.done);
      if (status === 'draft') expect(tasks.done).toBe(0);
      if (status === 'active') expect(tasks.done).toBeLessThan(tasks.total);
      if (status === 'completed' || status === 'archived') expect(tasks.done).toBe(tasks.total);
    }
  });

  it('gives more urgency to security than to documentation, and to large changes than to small ones', () => {
    const urgent = (which: (change: Metadata) => boolean): number => {
      const chosen = all.filter(which);
      return chosen.filter(({ priority }) => priority === 'high' || priority === 'critical').length / chosen.length;
    };
    expect(urgent(({ kind }) => kind === 'security')).toBeGreaterThan(urgent(({ kind }) => kind === 'docs') + 0.3);
    expect(urgent(({ size }) => size === 'large')).toBeGreaterThan(urgent(({ size }) => size === 'small'));
  });

  it('has an index that agrees with the files', () => {
    expect(index.changes.map(({ id }: Metadata) => id)).toEqual(
      [...all].sort((a, b) => a.number - b.number).map(({ id }) => id),
    );
    for (const entry of index.changes) {
      const { folder, ...metadata } = byId.get(entry.id) as Metadata & { folder: string };
      const { author, capabilities, attachments, ...same } = entry;
      expect({ ...metadata, folder }).toMatchObject(same);
      expect(author).toBe(metadata.author.name);
      expect(capabilities).toEqual(metadata.capabilities.map(({ name }) => name));
      expect(attachments).toBe(metadata.attachments.length);
    }
    const sum = (of: (change: Metadata) => number): number => all.reduce((total, change) => total + of(change), 0);
    expect(index.totals).toMatchObject({
      changes: all.length,
      files: made.size - 2,
      tasks: sum(({ tasks }) => tasks.total),
      tasksDone: sum(({ tasks }) => tasks.done),
      attachments: sum(({ attachments }) => attachments.length),
      added: sum(({ capabilities }) => capabilities.reduce((total, { added }) => total + added, 0)),
    });
    for (const [status, count] of Object.entries(index.byStatus)) {
      expect(count).toBe(all.filter((each) => each.status === status).length);
    }
    for (const [priority, count] of Object.entries(index.byPriority)) {
      expect(count).toBe(all.filter((each) => each.priority === priority).length);
    }
  });

  it('has deltas that agree with their specifications', () => {
    for (const { folder, capabilities } of all) {
      for (const { name, added, modified, removed } of capabilities) {
        const named = requirementNames(text(`${folder}/specs/${name}/spec.md`));
        const delta = text(`${folder}/specs/${name}/delta.md`);
        const of = (fate: string): string[] => requirementNames(delta.split(`## ${fate} `)[1]?.split(/^## /m)[0] ?? '');
        expect(new Set(named).size, folder).toBe(named.length);
        expect([of('ADDED').length, of('MODIFIED').length, of('REMOVED').length]).toEqual([added, modified, removed]);
        expect(named).toEqual(expect.arrayContaining([...of('ADDED'), ...of('MODIFIED')]));
        expect(of('REMOVED').filter((each) => named.includes(each))).toEqual([]);
      }
    }
  });

  it('gives every requirement what it SHALL do, and scenarios with WHEN and THEN', () => {
    for (const [path, bytes] of made) {
      if (!path.endsWith('/spec.md')) continue;
      for (const requirement of bytes
        .toString()
        .split(/^### Requirement: /m)
        .slice(1)) {
        expect(requirement).toMatch(/ SHALL /);
        for (const scenario of requirement.split(/^#### Scenario: /m).slice(1)) {
          expect(scenario).toMatch(/\n- \*\*GIVEN\*\* .+\n- \*\*WHEN\*\* .+\n- \*\*THEN\*\* .+/);
        }
        expect(requirement).toContain('#### Scenario: ');
      }
    }
  });

  it('links only to files that it has', () => {
    for (const path of made.keys()) {
      if (!path.endsWith('.md')) continue;
      for (const [, link = ''] of text(path).matchAll(/\]\(([^)]+)\)/g)) {
        expect(made.has(posix.join(posix.dirname(path), link)), `${path}: ${link}`).toBe(true);
      }
    }
  });

  it('holds no slot that was left unfilled, and no text in a script of one country alone', () => {
    const prose = [...made].filter(([path]) => path.endsWith('.md')).map(([, bytes]) => bytes.toString());
    expect(prose.filter((each) => /\{\w+\}|\{\d+\.\.|undefined|\[object/.test(each))).toEqual([]);
    for (const script of [/\p{Script=Han}/u, /\p{Script=Greek}/u, /\p{Extended_Pictographic}/u]) {
      expect(prose.some((each) => script.test(each))).toBe(true);
    }
  });

  it('has attachments that open: pictures, JSON, tables, documents', () => {
    const attachments = all.flatMap(({ folder, attachments: list }) => list.map(({ path }) => `${folder}/${path}`));
    const ofType = (type: string): string[] => attachments.filter((path) => path.endsWith(type));
    for (const path of ofType('.png')) {
      const { width, height, data } = PNG.sync.read(made.get(path) as Buffer);
      expect(data).toHaveLength(width * height * 4);
    }
    for (const path of ofType('.json')) expect(JSON.parse(text(path)).samples.length).toBeGreaterThan(2);
    for (const path of ofType('.csv')) expect(text(path)).toMatch(/^day,row,customer,\w+,note\r\n/);
    for (const path of ofType('.pdf')) expectPdf(made.get(path) as Buffer);
    for (const path of ofType('.log')) expect(text(path).split('\n').length).toBeGreaterThan(10);
    expect(attachments.length).toBeGreaterThan(all.length / 4);
  });
});

describe('making many changes', () => {
  it('takes time in proportion to their number, and no more memory', () => {
    const small = cost(250);
    const large = cost(2000);
    expect(large.cpuMs / small.cpuMs).toBeLessThan(16);
    expect(large.heapBytes - small.heapBytes).toBeLessThan(1_500_000);
  });
});

describe('options of a change repository', () => {
  it('give large changes more requirements and tasks than small ones', () => {
    const bytes = (sizes: 'small' | 'large'): number => {
      const set = contents(changesPreset.open(3, { count: 60, sizes }));
      return [...set.values()].reduce((sum, each) => sum + each.length, 0);
    };
    expect(bytes('large')).toBeGreaterThan(3 * bytes('small'));
  });

  it('leave attachments out, or give some to every change', () => {
    const count = (attachments: 'none' | 'many'): number => {
      const set = contents(changesPreset.open(3, { count: 30, attachments }));
      return [...set.keys()].filter((path) => path.includes('/attachments/')).length;
    };
    expect(count('none')).toBe(0);
    expect(count('many')).toBeGreaterThanOrEqual(60);
  });

  it('name the product', () => {
    const set = contents(changesPreset.open(3, { count: 5, name: 'Größe & Söhne' }));
    expect(set.get('README.md')?.toString()).toContain('# Changes to Größe & Söhne');
    expect(JSON.parse(String(set.get('index.json'))).name).toBe('Größe & Söhne');
  });

  it('make a repository of a single change as well', () => {
    const set = contents(changesPreset.open(3, { count: 1 }));
    expect(JSON.parse(String(set.get('index.json'))).changes).toHaveLength(1);
  });

  it.each([
    [{ count: 0 }, /count has to be a whole number from 1 to/],
    [{ count: 1.5 }, /count/],
    [{ sizes: 'huge' }, /sizes has to be one of small, medium, large, mixed, not "huge"/],
    [{ until: '2026-02-30' }, /until has to be a day/],
    [{ until: 'soon' }, /until/],
    [{ name: '' }, /name/],
    [{ name: 'two\nlines' }, /name/],
    [{ git: 'yes' }, /git has to be true or false/],
    [{ cuont: 3 }, /changes has no option 'cuont'/],
  ])('are refused when they can not be: %j', (options, message) => {
    expect(() => changesPreset.open(1, options as object)).toThrow(message);
  });
});

/** Processor time to make all files, and the memory that is held near the end. */
function cost(count: number): { cpuMs: number; heapBytes: number } {
  const before = process.cpuUsage();
  let heapBytes = 0;
  for (const { path, content } of changesPreset.open(2, { count }).files?.() ?? []) {
    for (const bytes of content()) if (bytes.length === 0) throw new Error(`${path} is empty`);
    if (path !== 'README.md') continue;
    forceCollection();
    heapBytes = process.memoryUsage().heapUsed;
  }
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1000, heapBytes };
}

function requirementNames(markdown: string): string[] {
  return [...markdown.matchAll(/^### Requirement: (.+)$/gm)].map(([, name]) => name ?? '');
}

/** Header, end, and a table whose offsets lead to their objects. */
function expectPdf(bytes: Buffer): void {
  const content = bytes.toString('latin1');
  expect(content).toMatch(/^%PDF-1\.4\n[\s\S]*%%EOF\n$/);
  const table = Number(/startxref\n(\d+)/.exec(content)?.[1]);
  expect(content.slice(table, table + 4)).toBe('xref');
  [...content.slice(table).matchAll(/^(\d{10}) 00000 n /gm)].forEach(([, offset], at) => {
    expect(content.slice(Number(offset)).startsWith(`${at + 1} 0 obj`)).toBe(true);
  });
  const [, length, stream] = /\/Length (\d+) >>\nstream\n([\s\S]*?)\nendstream/.exec(content) ?? [];
  expect(stream).toHaveLength(Number(length));
}
