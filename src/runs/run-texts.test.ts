import { describe, expect, it } from 'vitest';
import { madeRun } from '../../test/stores/made-runs.ts';
import { refuseDeep, storableRun } from './run-texts.ts';

const text = (change: object) => JSON.stringify({ ...madeRun(), ...change });

describe('a run that is to be kept', () => {
  it('has an id that can be typed and means it alone', () => {
    for (const id of ['20260314-092653-3f9a1c', '_a', 'latest-one', '1']) {
      expect(storableRun(text({ id }), 'file').id).toBe(id);
    }
    for (const id of ['', '-rf', '.', '..', 'a/b', 'latest', 'LATEST', 'latest~2', 'a b', 'é', 'x'.repeat(101)]) {
      expect(() => storableRun(text({ id }), 'file'), id).toThrow(/file is no run: its id is none/);
    }
  });

  it('is not so deep that whoever reads it falls', () => {
    const deep = `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`;
    expect(() => storableRun(deep, 'file')).toThrow(/more than 1000 deep/);
    expect(() => refuseDeep('['.repeat(2000), 'file')).toThrow(/more than 1000 deep/);
    expect(() => refuseDeep(JSON.stringify({ text: '[{\\"'.repeat(2000), list: [[1]] }), 'file')).not.toThrow();
    expect(() => refuseDeep('[1],'.repeat(5000), 'file')).not.toThrow();
    expect(() => refuseDeep('"never closed \\', 'file')).not.toThrow();
  });
});
