import { describe, expect, it } from 'vitest';
import { areaChart, bar, gauge, greatest, roundUp } from './charts.ts';

describe('bar', () => {
  it('is drawn in eighths of a column', () => {
    expect(bar(0.5, 4)).toBe('██');
    expect(bar(0.53125, 4)).toBe('██▏');
    expect(bar(1, 3)).toBe('███');
  });

  it('shows whatever is not nothing, and no more than all', () => {
    expect(bar(0, 4)).toBe('');
    expect(bar(1e-9, 4)).toBe('▏');
    expect(bar(7, 3)).toBe('███');
    expect(bar(Number.NaN, 3)).toBe('');
  });
});

describe('gauge', () => {
  it('splits its width into done and left', () => {
    expect(gauge(0.25, 8)).toEqual({ done: '━━', left: '──────' });
    expect(gauge(3, 4)).toEqual({ done: '━━━━', left: '' });
  });
});

describe('areaChart', () => {
  it('fills two values to a column and four steps to a line', () => {
    expect(areaChart([0, 1, 2, 3, 4, 4], { width: 3, height: 1, top: 4 })).toEqual(['⣀⣴⣿']);
    expect(areaChart([4, 8], { width: 1, height: 2, top: 8 })).toEqual(['⢸', '⣿']);
  });

  it('keeps the newest values at the right', () => {
    expect(areaChart([4], { width: 3, height: 1, top: 4 })).toEqual(['  ⢸']);
    expect(areaChart([4, 4, 0, 0], { width: 1, height: 1, top: 4 })).toEqual(['⣀']);
  });

  it('leaves empty what was not measured', () => {
    expect(areaChart([4, null, null, 4], { width: 2, height: 1, top: 4 })).toEqual(['⡇⢸']);
  });
});

describe('scales', () => {
  it('end at round numbers', () => {
    expect([0, 1, 1.01, 398, 87.2, 0.0031, 1000].map(roundUp)).toEqual([1, 1, 1.2, 400, 100, 0.004, 1000]);
  });

  it('ignore what was not measured', () => {
    expect(greatest([null, 3, null, 2])).toBe(3);
    expect(greatest([])).toBe(0);
  });
});
