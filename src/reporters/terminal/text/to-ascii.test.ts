import { expect, it } from 'vitest';
import { displayWidth } from './text-width.ts';
import { toAscii } from './to-ascii.ts';

it('every symbol becomes one that takes as many columns', () => {
  for (const line of ['✓ ✗ … · µ – ━━── ██▌ ⣿⣀ → ┤', '日本語 👩‍👩‍👧 e\u0301', '\x1b[2mdim ✓\x1b[0m']) {
    expect(toAscii(line)).toMatch(/^[\x00-\x7f]*$/);
    expect(displayWidth(toAscii(line))).toBe(displayWidth(line));
  }
});

it('symbols keep their meaning', () => {
  expect(toAscii('✓ ✗ … 12µs · a → b')).toBe('+ x ~ 12us | a > b');
  expect(toAscii('⣿⣶⣤⣀')).toBe('#+:.');
});
