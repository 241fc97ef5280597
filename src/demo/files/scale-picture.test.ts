import { describe, expect, it } from 'vitest';
import { fitWithin, type Picture, scalePicture } from './scale-picture.ts';

function grey(rows: number[][]): Picture {
  const data = rows.flatMap((row) => row.flatMap((value) => [value, value, value, 255]));
  return { width: rows[0]?.length ?? 0, height: rows.length, data: Uint8Array.from(data) };
}

const reds = ({ data }: Picture) => [...data].filter((_, i) => i % 4 === 0);
const alphas = ({ data }: Picture) => [...data].filter((_, i) => i % 4 === 3);

describe('scalePicture', () => {
  it('takes the mean of the pixels under each new one', () => {
    const picture = grey([
      [0, 100, 10, 10],
      [100, 200, 30, 30],
    ]);
    expect(reds(scalePicture(picture, { width: 2, height: 1 }))).toEqual([100, 20]);
    expect(reds(scalePicture(picture, { width: 1, height: 1 }))).toEqual([60]);
  });

  it('counts parts of pixels by their part', () => {
    expect(reds(scalePicture(grey([[30, 60, 90]]), { width: 2, height: 1 }))).toEqual([40, 80]);
    expect(reds(scalePicture(grey([[30], [60], [90]]), { width: 1, height: 2 }))).toEqual([40, 80]);
    expect(reds(scalePicture(grey([[0, 10, 20, 30, 40]]), { width: 3, height: 1 }))).toEqual([4, 20, 36]);
  });

  it('leaves a picture of the same size as it is', () => {
    const picture = grey([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(scalePicture(picture, picture)).toEqual(picture);
  });

  it('lets transparent pixels give no colour', () => {
    const data = Uint8Array.from([200, 200, 200, 255, 7, 7, 7, 0]);
    const small = scalePicture({ width: 2, height: 1, data }, { width: 1, height: 1 });
    expect([...small.data]).toEqual([200, 200, 200, 128]);
    const none = scalePicture({ width: 1, height: 1, data: new Uint8Array(4) }, { width: 1, height: 1 });
    expect(alphas(none)).toEqual([0]);
  });

  it('keeps the mean brightness of any picture at any size', () => {
    const side = 97;
    const rows = Array.from({ length: side }, (_, y) =>
      Array.from({ length: side }, (__, x) => (x * 7 + y * 13) % 256),
    );
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const all = mean(rows.flat());
    for (const size of [1, 2, 10, 33, 96]) {
      expect(Math.abs(mean(reds(scalePicture(grey(rows), { width: size, height: size }))) - all)).toBeLessThan(0.6);
    }
  });
});

describe('fitWithin', () => {
  it.each([
    [
      { width: 640, height: 480 },
      { width: 128, height: 1024 },
      { width: 128, height: 96 },
    ],
    [
      { width: 640, height: 480 },
      { width: 128, height: 48 },
      { width: 64, height: 48 },
    ],
    [
      { width: 10, height: 10 },
      { width: 128, height: 128 },
      { width: 10, height: 10 },
    ],
    [
      { width: 8000, height: 2 },
      { width: 100, height: 100 },
      { width: 100, height: 1 },
    ],
  ])('%o within %o is %o', (size, bounds, expected) => {
    expect(fitWithin(size, bounds)).toEqual(expected);
  });
});
