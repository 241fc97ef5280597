import { describe, expect, it } from 'vitest';
import { displayWidth, padEnd, padStart, truncate, truncateStart, wrapText } from './text-width.ts';

describe('displayWidth', () => {
  it.each([
    ['plain', 5],
    ['', 0],
    ['naïve', 5],
    ['e\u0301', 1],
    ['日本', 4],
    ['한글', 4],
    ['ｆｕｌｌ', 8],
    ['👍', 2],
    ['👍🏽', 2],
    ['👩‍👩‍👧', 2],
    ['🇳🇱', 2],
    ['❤️', 2],
    ['❤', 1],
    ['✓ … ⣿ █ µ', 9],
    ['a\u200db', 2],
    ['\x1b[1;38;5;166mred\x1b[0m', 3],
  ])('%j takes %i columns', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe('truncate', () => {
  it('leaves what fits as it is', () => {
    expect(truncate('GET /items', 10)).toBe('GET /items');
  });

  it('ends what does not fit with an ellipsis', () => {
    expect(truncate('GET /items', 6)).toBe('GET /…');
    expect(truncateStart('GET /items', 6)).toBe('…items');
  });

  it('never cuts through a wide character', () => {
    expect(truncate('日本語', 4)).toBe('日…');
    expect(displayWidth(truncate('日本語', 4))).toBeLessThanOrEqual(4);
    expect(truncateStart('日本語', 4)).toBe('…語');
  });

  it('ends a colour that it cuts into', () => {
    expect(truncate('\x1b[2mdimmed text\x1b[0m', 4)).toBe('\x1b[2mdim…\x1b[0m');
    expect(truncate('\x1b[2mdim\x1b[0m then plain', 6)).toBe('\x1b[2mdim\x1b[0m t…');
  });

  it('has nothing to show in no room', () => {
    expect(truncate('text', 0)).toBe('');
    expect(truncate('text', -3)).toBe('');
    expect(truncate('text', 1)).toBe('…');
  });
});

describe('padding', () => {
  it('counts columns, not characters', () => {
    expect(padEnd('日', 4)).toBe('日  ');
    expect(padStart('\x1b[1mx\x1b[0m', 3)).toBe('  \x1b[1mx\x1b[0m');
    expect(padEnd('too long', 3)).toBe('too long');
  });
});

describe('wrapText', () => {
  it('breaks at spaces', () => {
    expect(wrapText('the load depends on the target', 12)).toEqual(['the load', 'depends on', 'the target']);
  });

  it('breaks inside of a word only where it alone is too wide', () => {
    expect(wrapText('see abcdefghij now', 5)).toEqual(['see', 'abcde', 'fghij', 'now']);
    expect(wrapText('日本語', 3)).toEqual(['日', '本', '語']);
  });

  it('turns nothing into no line', () => {
    expect(wrapText('', 10)).toEqual([]);
    expect(wrapText('   ', 10)).toEqual([]);
  });
});
