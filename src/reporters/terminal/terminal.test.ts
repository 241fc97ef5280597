import { describe, expect, it } from 'vitest';
import { exampleRun } from './fixtures/example-run.ts';
import { exampleView } from './fixtures/example-view.ts';
import { createTerminalReporter } from './terminal.ts';

function fakeStream(isTTY: boolean) {
  const listeners = new Set<() => void>();
  const writes: string[] = [];
  return {
    writes,
    listeners,
    columns: 80,
    rows: 24,
    isTTY,
    write: (text: string) => writes.push(text),
    on: (_: 'resize', listener: () => void) => listeners.add(listener),
    off: (_: 'resize', listener: () => void) => listeners.delete(listener),
  };
}

const at = (seconds: number, changes = {}) => exampleView({ elapsedMs: seconds * 1000, ...changes });

describe('without a terminal', () => {
  it('there is a plain line every ten seconds and no escape', async () => {
    const stream = fakeStream(false);
    const reporter = createTerminalReporter({ stream, color: false });
    for (let second = 1; second <= 35; second++) reporter.second?.(at(second));
    expect(stream.writes.map((text) => text.split(' ')[0])).toEqual(['10s', '20s', '30s']);
    await reporter.end(exampleRun());
    expect(stream.writes.join('')).not.toContain('\x1b');
  });

  it('late seconds bring no more lines', () => {
    const stream = fakeStream(false);
    const reporter = createTerminalReporter({ stream, color: false });
    for (const second of [9, 21, 22, 29, 31]) reporter.second?.(at(second));
    expect(stream.writes.map((text) => text.split(' ')[0])).toEqual(['21s', '31s']);
  });

  it('what scripts log comes at once', () => {
    const stream = fakeStream(false);
    createTerminalReporter({ stream, color: false }).second?.(
      at(2, { logs: [{ atMs: 1500, level: 'info', text: 'signed in' }] }),
    );
    expect(stream.writes).toEqual(['2s info: signed in\n']);
  });

  it('a flood of logs is cut', () => {
    const stream = fakeStream(false);
    const logs = Array.from({ length: 1000 }, () => ({ atMs: 0, level: 'info' as const, text: 'x' }));
    createTerminalReporter({ stream, color: false }).second?.(at(2, { logs }));
    const lines = stream.writes.join('').trimEnd().split('\n');
    expect(lines).toHaveLength(101);
    expect(lines.at(-1)).toBe('… 900 more lines');
  });
});

describe('on a terminal', () => {
  it('each second is one write, and the summary takes the place of the block', async () => {
    const stream = fakeStream(true);
    const reporter = createTerminalReporter({ stream, color: true, files: (run) => [`runs/${run.id}.json`] });
    reporter.second?.(at(1));
    reporter.second?.(at(2));
    expect(stream.writes).toHaveLength(2);
    await reporter.end(exampleRun());
    const [clear = '', showCursor = '', summary = ''] = stream.writes.slice(2);
    expect(clear).toContain('\x1b[2K');
    expect(showCursor).toBe('\x1b[?25h');
    expect(summary).toContain('FAILED');
    expect(summary).toContain('runs/20250301-101500-shop.json');
    expect(stream.listeners.size).toBe(0);
  });

  it('a resize draws the block anew, and no longer once the run has ended', async () => {
    const stream = fakeStream(true);
    const reporter = createTerminalReporter({ stream, color: true });
    const [resized] = stream.listeners;
    resized?.();
    expect(stream.writes).toHaveLength(0);
    reporter.second?.(at(1));
    stream.columns = 60;
    resized?.();
    expect(stream.writes).toHaveLength(2);
    await reporter.end(exampleRun());
    const { length } = stream.writes;
    resized?.();
    reporter.second?.(at(9));
    expect(stream.writes).toHaveLength(length);
  });

  it('without colour there is none, though the block is redrawn', async () => {
    const stream = fakeStream(true);
    const reporter = createTerminalReporter({ stream, color: false });
    reporter.second?.(at(1));
    await reporter.end(exampleRun());
    expect(stream.writes.join('')).not.toMatch(/\x1b\[[\d;]*m/);
  });

  it('plain lines can be had there too', () => {
    const stream = fakeStream(true);
    createTerminalReporter({ stream, color: true, live: false }).second?.(at(10));
    expect(stream.writes.join('')).toMatch(/^10s of 2m30s; [^\x1b]*\n$/);
  });

  it('without Unicode there is only ASCII', async () => {
    const stream = fakeStream(true);
    const reporter = createTerminalReporter({ stream, color: true, unicode: false });
    reporter.second?.(at(1));
    await reporter.end(exampleRun());
    expect(stream.writes.join('')).toMatch(/^[\x00-\x7f]*$/);
  });
});

it('quiet shows nothing but the summary', async () => {
  for (const isTTY of [true, false]) {
    const stream = fakeStream(isTTY);
    const reporter = createTerminalReporter({ stream, color: false, quiet: true });
    for (let second = 1; second <= 20; second++) reporter.second?.(at(second));
    expect(stream.writes).toEqual([]);
    await reporter.end(exampleRun());
    expect(stream.writes).toHaveLength(1);
  }
});
