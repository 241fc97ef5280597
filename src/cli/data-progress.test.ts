import { PassThrough, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { showProgress } from './data-progress.ts';
import type { Terminal } from './terminal.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => vi.useRealTimers());

const half = { done: 500e6, all: 1e9, before: 0, unit: 'bytes', files: [5, 10] } as const;

describe('progress of data', () => {
  it('is a bar with rate and time left on a terminal', () => {
    const { terminal, written } = terminalOf({ isTTY: true });
    const view = showProgress({ terminal, title: 'files', quiet: false });
    vi.advanceTimersByTime(2000);
    view.update(half);
    expect(written()).toContain('━━━');
    expect(written()).toContain('50%  500 MB of 1 GB  2s left  250 MB/s  5 of 10 files');
    view.end();
    expect(written()).toContain('\x1b[?25h');
  });

  it.each([
    [80, /^files ━+─+ {3}50% {2}500 MB of 1 GB {2}2s left {2}250 MB\/s {2}5 of 10 files$/],
    [70, /^files ━+─+ {3}50% {2}500 MB of 1 GB {2}2s left {2}250 MB\/s$/],
    [50, /^files ━{6}─{6} {3}50% {2}500 MB of 1 GB {2}2s left$/],
    [20, /^files {2}50%$/],
  ])('keeps a bar in %i columns, and of the figures those wanted most', (columns, expected) => {
    const { terminal, written } = terminalOf({ isTTY: true, columns });
    const view = showProgress({ terminal, title: 'files', quiet: false });
    vi.advanceTimersByTime(2000);
    view.update(half);
    const [line = ''] = written()
      .replace(/\x1b\[[\d;?]*[A-Za-z]/g, '')
      .trim()
      .split('\n');
    expect(line.trim()).toMatch(expected);
    expect(line.length).toBeLessThan(columns);
  });

  it('is a line every five seconds elsewhere', () => {
    const { terminal, written } = terminalOf({ isTTY: false });
    const view = showProgress({ terminal, title: 'files', quiet: false });
    for (let second = 0; second < 12; second++) {
      vi.advanceTimersByTime(1000);
      view.update({ ...half, before: 400e6 });
    }
    expect(written().trim().split('\n')).toEqual([
      'files:  50%  500 MB of 1 GB  25s left  20 MB/s  5 of 10 files',
      'files:  50%  500 MB of 1 GB  50s left  10 MB/s  5 of 10 files',
    ]);
  });

  it('is nothing when that was asked for', () => {
    const { terminal, written } = terminalOf({ isTTY: true });
    const view = showProgress({ terminal, title: 'files', quiet: true });
    vi.advanceTimersByTime(9000);
    view.update(half);
    view.end();
    expect(written()).toBe('');
  });
});

function terminalOf({ isTTY, columns = 100 }: { readonly isTTY: boolean; readonly columns?: number }): {
  terminal: Terminal;
  written(): string;
} {
  let text = '';
  const stderr = new Writable({
    write(chunk, _, done) {
      text += chunk;
      done();
    },
  });
  Object.assign(stderr, { isTTY, columns });
  const env = { LANG: 'en_US.UTF-8', TERM: 'xterm' };
  return { terminal: { stdout: new PassThrough(), stderr, env, cwd: '/' }, written: () => text };
}
