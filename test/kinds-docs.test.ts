import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { SPIKE_EXPECTATIONS } from '../src/judge/kinds/spike-expectations.ts';
import { TEST_KINDS } from '../src/model/test-kinds.ts';
import { DEFAULT_LIMITS } from '../src/plan/kinds/default-limits.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(`${root}docs/kinds.md`, 'utf8');

/** The rows of the first table below a heading. */
function tableUnder(heading: string): string[] {
  const section = page.slice(page.indexOf(`${heading}\n`));
  const table = /(?:^\|.*\n)+/m.exec(section)?.[0] ?? '';
  return table.trim().split('\n').slice(2);
}

it('docs/kinds.md prints the default limits as they are', () => {
  const limits = DEFAULT_LIMITS.map(({ kinds, rule, about, needs }) => {
    return `| ${kinds.join(', ')} | \`${rule}\` | ${about}${needs === undefined ? '' : '; for loads that can reach it'} |`;
  });
  const expected = SPIKE_EXPECTATIONS.map(({ rule, about }) => `| spike | ${rule} | ${about} |`);
  expect(tableUnder('## Default limits')).toEqual([...limits, ...expected]);
});

it('docs/kinds.md has every kind, and every finding that kinds make', () => {
  const kinds = tableUnder('# Kinds of test').map((row) => /`(\w+)`/.exec(row)?.[1]);
  expect(kinds).toEqual(expect.arrayContaining([...TEST_KINDS]));
  expect(kinds).toHaveLength(TEST_KINDS.length);
  const folder = `${root}src/judge/kinds/`;
  const sources = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  const source = sources.map((name) => readFileSync(folder + name, 'utf8')).join('\n');
  const written = [...source.matchAll(/\bkind: ([^\n]+?),\s+severity\b/g)].map(([, expression = '']) => expression);
  const made = written.flatMap((expression) => [...expression.matchAll(/'([^']+)'/g)].map(([, kind = '']) => kind));
  const listed = tableUnder('## What they find').flatMap((row) => {
    const [, cell = ''] = row.split('|');
    return [...cell.matchAll(/`([^`]+)`/g)].map(([, kind = '']) => kind);
  });
  expect(listed.filter((kind) => !kind.startsWith('drift-')).sort()).toEqual([...new Set(made)].sort());
});
