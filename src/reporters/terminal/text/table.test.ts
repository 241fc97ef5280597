import { describe, expect, it } from 'vitest';
import { layTable, sideBySide, type TableColumn } from './table.ts';

const columns: TableColumn[] = [
  { title: 'Step', cells: ['GET /a-rather-long-path', 'GET /b'], drop: 0, shrinkTo: 8 },
  { title: 'Count', cells: ['12,000', '7'], align: 'right', drop: 1 },
  { title: 'p99', cells: ['1.20s', '4.10ms'], align: 'right', drop: 2 },
];

const lay = (width: number) => layTable(columns, { width, title: (text) => text });

describe('layTable', () => {
  it('aligns columns under their titles', () => {
    expect(lay(80)).toEqual([
      'Step                      Count     p99',
      'GET /a-rather-long-path  12,000   1.20s',
      'GET /b                        7  4.10ms',
    ]);
  });

  it('cuts cells that may be cut before it drops a column', () => {
    expect(lay(30)).toEqual([
      'Step             Count     p99',
      'GET /a-rather…  12,000   1.20s',
      'GET /b               7  4.10ms',
    ]);
  });

  it('drops the least important columns where nothing can be cut any more', () => {
    expect(lay(20)).toEqual(['Step           Count', 'GET /a-rath…  12,000', 'GET /b             7']);
    expect(lay(12)).toEqual(['Step', 'GET /a-rath…', 'GET /b']);
  });

  it('is never wider than asked', () => {
    for (let width = 1; width < 60; width++)
      for (const line of lay(width)) expect(line.length).toBeLessThanOrEqual(width);
  });

  it('can keep the end of a cell instead of its start', () => {
    expect(
      layTable([{ title: '', cells: ['duration p95 < 200ms'], drop: 0, shrinkTo: 4, cut: 'start' }], { width: 12 }),
    ).toEqual(['…p95 < 200ms']);
  });

  it('has no lines but its titles without rows', () => {
    expect(layTable([{ title: 'Step', cells: [], drop: 0 }], { width: 10 })).toEqual([]);
  });
});

describe('sideBySide', () => {
  it('pads the left block, also below its end', () => {
    expect(sideBySide(['ab', 'c'], ['1', '2', '3'], 2)).toEqual(['ab  1', 'c   2', '    3']);
  });
});
