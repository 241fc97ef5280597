import { describe, expect, it } from 'vitest';
import { toggled } from './use-choice.ts';

const run = (id: string, day: number) => ({ id, name: 'shop', startedAt: `2026-03-0${day}T00:00:00.000Z` });

describe('runs picked to compare', () => {
  it('stand with the earliest first, in whatever order they are picked', () => {
    const chosen = [run('c', 3), run('a', 1), run('b', 2)].reduce(toggled, [] as ReturnType<typeof toggled>);
    expect(chosen.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  it('are given up by picking them again', () => {
    expect(toggled([run('a', 1)], run('a', 1))).toEqual([]);
  });
});
