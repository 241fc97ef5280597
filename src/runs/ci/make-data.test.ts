import { describe, expect, it } from 'vitest';
import { askedJob } from './make-data.ts';

describe('a data set of a project', () => {
  const changes = { preset: 'changes', out: 'x', options: { count: 100, git: true } };

  it('has as many changes as are asked for, and is otherwise as the project says', () => {
    expect(askedJob(changes, { changeCount: 3 }).options).toEqual({ count: 3, git: true });
    expect(askedJob(changes, { fileSizes: ['1MB'] })).toBe(changes);
  });

  it('of large files has the sizes that are asked for', () => {
    expect(askedJob({ preset: 'files', out: 'x' }, { changeCount: 3, fileSizes: ['1MB'] }).options).toEqual({
      sizes: ['1MB'],
    });
  });
});
