import { describe, expect, it } from 'vitest';
import { cronProblems, nextTimes } from './cron.ts';

function timesOf(cron: string, after: string, timezone = 'Europe/Berlin'): string[] {
  return nextTimes({ cron, timezone }, Date.parse(after), 3).map((ms) => new Date(ms).toISOString().slice(0, 16));
}

describe('when a schedule is due', () => {
  it.each([
    ['0 3 * * 1-5', ['2026-03-02T02:00', '2026-03-03T02:00', '2026-03-04T02:00']],
    ['*/20 9-17 * * MON', ['2026-03-02T08:00', '2026-03-02T08:20', '2026-03-02T08:40']],
    ['0 0 L * *', ['2026-03-30T22:00', '2026-04-29T22:00', '2026-05-30T22:00']],
    ['0 6 15W * *', ['2026-03-16T05:00', '2026-04-15T04:00', '2026-05-15T04:00']],
    ['0 6 * * FRI#2', ['2026-03-13T05:00', '2026-04-10T04:00', '2026-05-08T04:00']],
    ['@daily', ['2026-03-01T23:00', '2026-03-02T23:00', '2026-03-03T23:00']],
    ['0 3 29 2 *', ['2028-02-29T02:00', '2032-02-29T02:00', '2036-02-29T02:00']],
  ])('%s', (cron, times) => {
    expect(timesOf(cron, '2026-03-01T12:00:00Z')).toEqual(times);
  });

  it('is at the end of the hour that a spring night leaves out', () => {
    expect(timesOf('30 2 * * *', '2026-03-28T12:00:00Z')).toEqual([
      '2026-03-29T01:00',
      '2026-03-30T00:30',
      '2026-03-31T00:30',
    ]);
  });

  it('is once in an autumn night that has its hour twice, unless it is due all the time', () => {
    const night = '2026-10-24T23:50:00Z';
    expect(timesOf('30 2 * * *', night)).toEqual(['2026-10-25T00:30', '2026-10-26T01:30', '2026-10-27T01:30']);
    expect(timesOf('30 * * * *', night)).toEqual(['2026-10-25T00:30', '2026-10-25T01:30', '2026-10-25T02:30']);
  });
});

describe('an expression', () => {
  it.each(['0 3 * * *', ' 0  3 * * * ', '@Hourly', '0 0 * JAN,jul sun', '0 0 LW * *', '0 0 1 * 1#1'])(
    '%j is one',
    (cron) => {
      expect(cronProblems({ cron, timezone: 'UTC' })).toEqual([]);
    },
  );

  it.each([
    ['', /has 0 fields/],
    ['* * * *', /has 4 fields/],
    ['0 0 3 * * *', /6 fields.*seconds are not scheduled/],
    ['0 0 0 3 * * 2030', /7 fields/],
    ['2030-01-01T00:00:00', /has 1 field,/],
    ['60 * * * *', /there is no minute 60$/],
    ['* 24 * * *', /there is no hour 24$/],
    ['* * 32 * *', /there is no day 32$/],
    ['* * * 13 *', /there is no month 13$/],
    ['* * 0 * *', /there is no day 0$/],
    ['* * * * 8', /there is no day of the week 8$/],
    ['5-1 * * * *', /no cron expression/],
    ['*/0 * * * *', /no cron expression/],
    ['* * * * noday', /no cron expression/],
    ['0 0 31 2 *', /never comes/],
    ['@reboot', /there is no '@reboot'/],
    ['*'.repeat(5000), /5000 characters/],
  ])('%.40j is none', (cron, message) => {
    expect(cronProblems({ cron })).toMatchObject([{ key: 'cron', message: expect.stringMatching(message) }]);
  });

  it.each(['Europe/Berln', '', ' ', 'local', '../etc', 'x'.repeat(1000)])(
    'cannot be read in the time zone %.40s',
    (timezone) => {
      expect(cronProblems({ cron: '* * * * *', timezone })).toMatchObject([{ key: 'timezone' }]);
    },
  );
});
