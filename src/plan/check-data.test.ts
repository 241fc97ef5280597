import { describe, expect, it } from 'vitest';
import { ProblemsError } from '../errors/problems.ts';
import type { DataSpec } from '../model/test-spec.ts';
import { checkData } from './check-data.ts';
import { ProblemList } from './problem-list.ts';

describe('data that is generated', () => {
  it('needs no file, and may have a name, an order, a count and a seed', () => {
    const data: DataSpec = { generate: 'users', table: 'users', name: 'user', order: 'unique', count: 10, seed: 0 };
    expect(problemsOf([data])).toEqual([]);
  });

  it.each([
    [{ generate: 'users', path: 'users.csv' }, 'data[0]', 'not both'],
    [{}, 'data[0]', 'no path'],
    [{ generate: 'users', count: 0 }, 'data[0].count', '0 is no count'],
    [{ generate: 'users', seed: 1.5 }, 'data[0].seed', '1.5 is no seed'],
    [{ generate: 'users', delimiter: ';' }, 'data[0].delimiter', "'delimiter' says how a file is read"],
    [{ generate: './missing.schema.json' }, 'data[0].generate', 'does not exist'],
    [{ generate: 'users', loadAll: true }, 'data[0]', 'needs a name'],
  ])('%o is wrong', (data, path, message) => {
    expect(problemsOf([data as DataSpec])).toEqual([{ path, message: expect.stringContaining(message) }]);
  });
});

function problemsOf(data: readonly DataSpec[]) {
  const list = new ProblemList('', () => undefined);
  checkData(data, '/nowhere', list);
  try {
    list.throwIfAny();
    return [];
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    return error.problems.map(({ path, message }) => ({ path, message }));
  }
}
