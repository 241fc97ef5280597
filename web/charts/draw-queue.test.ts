import { describe, expect, it } from 'vitest';
import { drawQueue } from './draw-queue.ts';

describe('what waits to be drawn', () => {
  it('is drawn one after the other, each in a task of its own, unless it was taken back', () => {
    const tasks: (() => void)[] = [];
    const drawn: string[] = [];
    const queue = drawQueue((task) => tasks.push(task));
    queue.add(() => drawn.push('a'));
    const takeBack = queue.add(() => drawn.push('b'));
    queue.add(() => drawn.push('c'));
    expect([tasks.length, drawn]).toEqual([1, []]);
    takeBack();
    tasks.shift()?.();
    expect(drawn).toEqual(['a']);
    while (tasks.length > 0) tasks.shift()?.();
    queue.add(() => drawn.push('d'));
    while (tasks.length > 0) tasks.shift()?.();
    expect(drawn).toEqual(['a', 'c', 'd']);
  });
});
