import { describe, expect, it } from 'vitest';
import type { DataJob } from '../../model/project-config.ts';
import { askedJob, checkData } from './make-data.ts';

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

  it('is checked before anything is made: its place and what was meant are told', async () => {
    const checked = (job: DataJob) => checkData([changes, job], { dir: '.' });
    await expect(checked({ preset: 'files', out: 'y', options: { sizes: ['1MB'] } })).resolves.toBeUndefined();
    await expect(checked({ preset: 'chnages', out: 'y' })).rejects.toMatchObject({
      code: 'UNKNOWN_PRESET',
      message: expect.stringContaining('data[1]'),
      hint: "did you mean 'changes'?",
    });
    await expect(checked({ preset: 'changes', out: 'y', options: { cuont: 3 } })).rejects.toMatchObject({
      code: 'DATA_SET_OPTION',
      message: expect.stringContaining('cuont'),
    });
  });
});
