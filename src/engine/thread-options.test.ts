import { describe, expect, it } from 'vitest';
import { threadOptions } from './thread-options.ts';

describe('threads', () => {
  it('take over the options of the process', () => {
    expect(threadOptions(['--expose-gc', '--import', './hooks.js', '--enable-source-maps'])).toEqual({});
  });

  it('have none where the process runs a text', () => {
    for (const options of [
      ['--input-type=module', '-e', 'run()'],
      ['--eval=run()'],
      ['--input-type', 'module', '-p', '1'],
    ]) {
      expect(threadOptions(options)).toEqual({ execArgv: [] });
    }
  });
});
