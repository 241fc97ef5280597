import { describe, expect, it } from 'vitest';
import { Screen } from './screen.ts';

function fakeTerminal(size: { columns?: number; rows?: number } = {}) {
  const writes: string[] = [];
  return {
    writes,
    columns: size.columns ?? 40,
    rows: size.rows ?? 10,
    isTTY: true,
    write: (text: string) => writes.push(text),
  };
}

describe('Screen', () => {
  it('draws a frame with one write, as one synchronized update', () => {
    const terminal = fakeTerminal();
    const screen = new Screen(terminal);
    screen.draw(['one', 'two']);
    screen.draw(['three', 'four']);
    screen.clear();
    expect(terminal.writes).toEqual([
      '\x1b[?2026h\x1b[?25lone\x1b[K\r\ntwo\x1b[K\x1b[J\r\x1b[?2026l',
      '\x1b[?2026h\x1b[1A\rthree\x1b[K\r\nfour\x1b[K\x1b[J\r\x1b[?2026l',
      '\x1b[?2026h\r\x1b[2K\x1b[1A\x1b[2K\x1b[?2026l',
      '\x1b[?25h',
    ]);
  });

  it('lets lines scroll away above the block', () => {
    const terminal = fakeTerminal();
    const screen = new Screen(terminal);
    screen.draw(['block']);
    screen.draw(['block'], ['a log line']);
    screen.clear();
    expect(terminal.writes[1]).toBe('\x1b[?2026h\r\x1b[2Ka log line\r\nblock\x1b[K\x1b[J\r\x1b[?2026l');
  });

  it('finds the top of a block that a narrower window has wrapped', () => {
    const terminal = fakeTerminal();
    const screen = new Screen(terminal);
    screen.draw(['x'.repeat(30), 'short']);
    terminal.columns = 20;
    screen.draw(['x']);
    screen.clear();
    expect(terminal.writes[1]).toContain('\x1b[2A\r');
  });

  it('never goes above the top of the screen', () => {
    const terminal = fakeTerminal({ rows: 4 });
    const screen = new Screen(terminal);
    screen.draw(['1', '2', '3']);
    terminal.columns = 1;
    terminal.rows = 2;
    screen.draw(['1']);
    screen.clear();
    expect(terminal.writes[1]).toContain('\x1b[1A\r');
  });

  it('shows the cursor again when the process ends before the block does', () => {
    const terminal = fakeTerminal();
    const before = process.listeners('exit');
    new Screen(terminal).draw(['block']);
    const [restore] = process.listeners('exit').filter((listener) => !before.includes(listener));
    restore?.(0);
    expect(terminal.writes.at(-1)).toBe('\x1b[?25h\r\n');
    expect(process.listeners('exit')).toEqual(before);
  });

  it('leaves no listener behind', () => {
    const before = process.listenerCount('exit');
    const screen = new Screen(fakeTerminal());
    screen.draw(['a']);
    screen.draw(['b']);
    expect(process.listenerCount('exit')).toBe(before + 1);
    screen.clear();
    screen.clear();
    expect(process.listenerCount('exit')).toBe(before);
  });
});
