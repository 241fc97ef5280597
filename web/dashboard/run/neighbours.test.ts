import { describe, expect, it } from 'vitest';
import type { RunRow } from '../../../src/model/dashboard-api.ts';
import { neighboursOf } from './neighbours.ts';

const runs = ['c', 'b', 'a'].map((id) => ({ id }) as RunRow);

describe('the runs beside one', () => {
  it('are the one before and the one after in time', () => {
    expect(neighboursOf('b', runs)).toEqual({ previous: { id: 'a' }, next: { id: 'c' } });
  });

  it('are missing at the ends, and of a run that is not in the list', () => {
    expect(neighboursOf('c', runs)).toEqual({ previous: { id: 'b' } });
    expect(neighboursOf('a', runs)).toEqual({ next: { id: 'b' } });
    expect(neighboursOf('x', runs)).toEqual({});
  });
});
