import { describe, expect, it } from 'vitest';
import { OutputTail } from './output-tail.ts';

function tailOf(...pieces: string[]): string {
  const tail = new OutputTail();
  for (const piece of pieces) tail.add(piece);
  return tail.text();
}

describe('the end of what a process writes', () => {
  it('has no sequences for terminals, wherever they are cut', () => {
    const text =
      '\x1b[31mred\x1b[0m \x1b]0;title\x07\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\ \x1b[2J\x1b(B\x1bcend\x9b1mx\n';
    expect(tailOf(text)).toBe('red link end' + 'x\n');
    for (let at = 1; at < text.length; at++) {
      expect(tailOf(text.slice(0, at), text.slice(at))).toBe('red link endx\n');
    }
    expect(tailOf(...text)).toBe('red link endx\n');
  });

  it('keeps lines and tabs and no other control characters', () => {
    expect(tailOf('a\tb\r\nc\0\x07\x08d\re\n')).toBe('a\tb\ncde\n');
  });

  it('is 64 kB at most, and begins with a whole line', () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index}\n`);
    const text = tailOf(...lines);
    expect(text.length).toBeLessThanOrEqual(64 * 1024);
    expect(text).toMatch(/^line \d+\n/);
    expect(text.endsWith('line 19999\n')).toBe(true);
    expect(tailOf('😀'.repeat(50_000)).charCodeAt(0)).toBe(0xd83d);
  });

  it('does not wait for the end of a sequence that has none', () => {
    expect(tailOf(`a\x1b]0;${'x'.repeat(1000)}`, 'b').endsWith('xb')).toBe(true);
  });
});
