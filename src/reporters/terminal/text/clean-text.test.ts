import { describe, expect, it } from 'vitest';
import { HOSTILE_TEXT } from '../fixtures/hostile.ts';
import { cleanText } from './clean-text.ts';

describe('cleanText', () => {
  it('spells out what a terminal would obey', () => {
    expect(cleanText('\x1b[2Jgone\x07\x7f')).toBe('\\x1b[2Jgone\\x07\\x7f');
    expect(cleanText('\x9b31m')).toBe('\\x9b31m');
  });

  it('spells out what would reorder or hide the text beside it', () => {
    expect(cleanText('\u202egnp.exe')).toBe('\\u202egnp.exe');
    expect(cleanText('a\u200bb\u2066c\ufeffd')).toBe('a\\u200bb\\u2066c\\ufeffd');
  });

  it('keeps one line one line', () => {
    expect(cleanText('a\r\n\tb\u2028c')).toBe('a b c');
  });

  it('keeps letters of every script and whole emoji', () => {
    expect(cleanText('Grüße 日本語 👩‍👩‍👧 e\u0301')).toBe('Grüße 日本語 👩‍👩‍👧 e\u0301');
  });

  it('replaces halves of characters, also those that its own bound would leave', () => {
    expect(cleanText('\ud800x')).toBe('\ufffdx');
    expect(cleanText('ab👍', 3)).toBe('ab\ufffd…');
  });

  it('leaves nothing that controls, whatever comes', () => {
    expect(cleanText(HOSTILE_TEXT)).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
    const all = Array.from({ length: 0x300 }, (_, code) => String.fromCharCode(code)).join('');
    expect(cleanText(all)).not.toMatch(/\p{Cc}/u);
  });
});
