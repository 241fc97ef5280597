import { describe, expect, it } from 'vitest';
import { AnswerCache } from './answer-cache.ts';

describe('answers that are kept', () => {
  it('are the newest ones, by path', () => {
    const cache = new AnswerCache(2);
    cache.set('/a', 1);
    cache.set('/b', 2);
    cache.set('/a', 3);
    cache.set('/c', 4);
    expect(['/a', '/b', '/c'].map((path) => cache.get(path))).toEqual([3, undefined, 4]);
  });

  it('may be laid by for whoever asks next, once', () => {
    const cache = new AnswerCache();
    cache.layBy('/a', 1);
    expect([cache.takeLaidBy('/a'), cache.takeLaidBy('/a'), cache.get('/a')]).toEqual([true, false, 1]);
  });
});
