import { describe, expect, test } from 'vitest';
import type { HeatMap } from '../../src/model/run.ts';
import { cellsOf, heatBound } from './heat-map-cells.ts';
import { heatColours, SHADES, shadeOf } from './heat-map-colours.ts';

const map: HeatMap = {
  metric: 'http_req_duration',
  tags: {},
  unit: 'ms',
  startMs: 0,
  stepMs: 1000,
  scale: 2,
  columns: Array.from({ length: 1800 }, (_, step) =>
    step === 7 ? { offset: 0, counts: [] } : { offset: -4 + (step % 3), counts: [0, 1, 0, 5, 2] },
  ),
};
const whole = { fromMs: 0, toMs: 1_800_000 };

describe('cells of a heat map', () => {
  test('adding up neighbours loses nothing', () => {
    const all = 1799 * 8;
    for (const columns of [2000, 1000, 300, 1]) {
      const cells = cellsOf(map, { view: whole, columns, rows: 3 });
      expect(cells?.counts.reduce((sum, count) => sum + count, 0)).toBe(all);
      expect(cells?.columns).toBeLessThanOrEqual(columns);
    }
  });

  test('a zoom shows the steps within it, each by itself where there is room', () => {
    const cells = cellsOf(map, { view: { fromMs: 5200, toMs: 9100 }, columns: 600, rows: 100 });
    expect(cells).toMatchObject({ startMs: 5000, columnMs: 1000, columns: 5, bucketsPerRow: 1 });
  });

  test('rows are the buckets that hold anything in the whole run', () => {
    const cells = cellsOf(map, { view: whole, columns: 600, rows: 100 });
    expect(cells).toMatchObject({ offset: -3, rows: 6 });
    expect(heatBound(map, 4)).toBe(2);
    expect(heatBound({ ...map, unit: 'us' }, 40)).toBeCloseTo(1.024);
  });

  test('of nothing there are none', () => {
    expect(cellsOf({ ...map, columns: [] }, { view: whole, columns: 600, rows: 100 })).toBeUndefined();
    expect(
      cellsOf({ ...map, columns: [{ offset: 3, counts: [0, 0] }] }, { view: whole, columns: 600, rows: 100 }),
    ).toBeUndefined();
    expect(cellsOf(map, { view: { fromMs: 5e6, toMs: 6e6 }, columns: 600, rows: 100 })).toBeUndefined();
  });
});

describe('colours of a heat map', () => {
  const theme = (surface: string, text: string) => ({
    isPrinting: false,
    font: '',
    colour: (token: string) => (token === 'surface' ? surface : token === 'text' ? text : '#0b6fb8'),
  });
  const light = (colour: readonly number[]) =>
    0.2126 * (colour[0] ?? 0) + 0.7152 * (colour[1] ?? 0) + 0.0722 * (colour[2] ?? 0);

  test.each([
    { name: 'light', surface: '#ffffff', text: '#1a2130', sign: -1 },
    { name: 'dark', surface: '#171c25', text: '#e6eaf0', sign: 1 },
  ])('in the $name theme each shade stands out more from the ground than the one before', ({ surface, text, sign }) => {
    const shades = heatColours(theme(surface, text)).map(light);
    expect(shades).toHaveLength(SHADES);
    for (let shade = 1; shade < SHADES; shade++) {
      expect(((shades[shade] ?? 0) - (shades[shade - 1] ?? 0)) * sign).toBeGreaterThan(0);
    }
  });

  test('one value has the first shade, the fullest cell the last, an empty one none', () => {
    expect([0, 1, 400].map((count) => shadeOf(count, 400))).toEqual([-1, 0, SHADES - 1]);
    expect(shadeOf(1, 1)).toBe(SHADES - 1);
  });
});
