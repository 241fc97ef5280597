import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineReader } from './line-reader.ts';

describe('LineReader', () => {
  it('reads the same lines however their text is cut', () => {
    const lines = fc.array(
      fc.string({ maxLength: 20 }).map((text) => text.replaceAll('\n', '·')),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(lines, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (all, cuts) => {
        const read: string[] = [];
        const reader = new LineReader(
          100,
          (line) => read.push(line),
          () => read.push('too long'),
        );
        let text = all.map((line) => `${line}\n`).join('');
        for (let at = 0; text !== ''; at++) {
          const cut = cuts[at % cuts.length] as number;
          reader.add(text.slice(0, cut));
          text = text.slice(cut);
        }
        expect(read).toEqual(all);
      }),
    );
  });

  it('tells once of a line that is too long, and reads nothing after it', () => {
    const read: string[] = [];
    const reader = new LineReader(
      5,
      (line) => read.push(line),
      () => read.push('too long'),
    );
    for (const piece of ['12345\n123', '456', '\n1\n', '2\n']) reader.add(piece);
    expect(read).toEqual(['12345', 'too long']);
  });
});
