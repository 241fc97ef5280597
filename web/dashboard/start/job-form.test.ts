import { describe, expect, it } from 'vitest';
import { EMPTY_FORM, isField, isProblem, requestOf } from './job-form.ts';

describe('a run asked for by the form', () => {
  it('is sent without what was left empty', () => {
    const form = { ...EMPTY_FORM, file: 'a.ts', users: ' 20 ', rate: '', duration: ' 30s ', profile: 'light' };
    expect(requestOf(form)).toEqual({ file: 'a.ts', users: 20, duration: '30s', profile: 'light' });
  });

  it('is not sent where a number is none', () => {
    expect(requestOf({ ...EMPTY_FORM, users: 'many' })).toEqual({
      field: 'users',
      message: "'many' is no number of users",
    });
    expect(isProblem(requestOf({ ...EMPTY_FORM, rate: '5/s' }))).toBe(true);
  });

  it('leaves to the server what numbers and times it takes', () => {
    expect(requestOf({ ...EMPTY_FORM, file: 'a.ts', users: '-1.5' })).toEqual({ file: 'a.ts', users: -1.5 });
  });

  it('knows its fields', () => {
    expect(['file', 'rate', 'toString', undefined].map(isField)).toEqual([true, true, false, false]);
  });
});
