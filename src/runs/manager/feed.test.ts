import { describe, expect, it } from 'vitest';
import { Feed } from './feed.ts';

describe('a feed', () => {
  it('gives what came before and after it was read, to its end', async () => {
    const feed = new Feed<number>({ most: 10, mayDrop: () => true });
    feed.push(1);
    feed.push(2);
    const read: number[] = [];
    const reading = (async () => {
      for await (const value of feed) read.push(value);
    })();
    await new Promise((resolve) => setImmediate(resolve));
    feed.push(3);
    feed.end();
    feed.push(4);
    await reading;
    expect(read).toEqual([1, 2, 3]);
    expect(await feed.next()).toEqual({ done: true, value: undefined });
  });

  it('leaves out the oldest of what may be left out for a slow reader', async () => {
    const feed = new Feed<string>({ most: 3, mayDrop: (value) => value.startsWith('second') });
    for (const value of ['state', 'second 1', 'second 2', 'second 3', 'phase', 'ended', 'more']) feed.push(value);
    feed.end();
    const read: string[] = [];
    for await (const value of feed) read.push(value);
    expect(read).toEqual(['state', 'phase', 'ended', 'more']);
  });

  it('is left when its reader breaks off', async () => {
    let left = 0;
    const feed = new Feed<number>({ most: 3, mayDrop: () => true }).fedBy(() => left++);
    feed.push(1);
    for await (const _ of feed) break;
    feed.end();
    expect(left).toBe(1);
  });
});
