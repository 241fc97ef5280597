import { describe, expect, it } from 'vitest';
import { threadArguments } from './thread-arguments.ts';

describe('what threads are started with', () => {
  it('is what the process was started with', () => {
    expect(threadArguments(['--expose-gc', '--max-old-space-size=100'])).toEqual([
      '--expose-gc',
      '--max-old-space-size=100',
    ]);
  });

  it('leaves out the text that the process runs', () => {
    expect(threadArguments(['--input-type=module', '-e', '--expose-gc'])).toEqual([]);
    expect(threadArguments(['--input-type', 'module', '--eval', 'run()', '--expose-gc'])).toEqual(['--expose-gc']);
    expect(threadArguments(['--eval=run()', '--enable-source-maps'])).toEqual(['--enable-source-maps']);
  });
});
