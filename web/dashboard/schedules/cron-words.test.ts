import { describe, expect, it } from 'vitest';
import { cronWords } from './cron-words.ts';

describe('a cron expression in words', () => {
  it.each([
    ['30 2 * * *', 'At 02:30, every day'],
    ['0 2 * * 1-5', 'At 02:00, Monday to Friday'],
    ['0 2,14 * * *', 'At 02:00 and 14:00, every day'],
    ['0,30 9 * * MON,WED,FRI', 'At 09:00 and 09:30, Monday, Wednesday and Friday'],
    ['*/15 * * * *', 'Every 15 minutes'],
    ['* * * * *', 'Every minute'],
    ['0 * * * *', 'Every hour'],
    ['5,35 * * * *', 'Every hour at :05 and :35'],
    ['0 */6 * * *', 'Every 6 hours'],
    ['10 */6 * * *', 'Every 6 hours, 10 minutes past'],
    ['*/20 8-17 * * 1-5', 'Every 20 minutes from 08:00 to 17:59, Monday to Friday'],
    ['0 3 1 * *', 'At 03:00, on the 1st'],
    ['0 3 2,11,23 * *', 'At 03:00, on the 2nd, 11th and 23rd'],
    ['0 3 L * *', 'At 03:00, on the last day of the month'],
    ['0 3 1 * 1', 'At 03:00, on the 1st or Monday'],
    ['0 0 1 JAN,JUL *', 'At 00:00, on the 1st, in January and July'],
    ['0 4 * 6-8 SUN', 'At 04:00, Sunday, in June to August'],
    ['0 4 * * 7', 'At 04:00, Sunday'],
    ['0 30 2 * * *', 'At 02:30, every day'],
    ['@daily', 'At 00:00, every day'],
    ['@hourly', 'Every hour'],
    ['  0   2 ?  * sat ', 'At 02:00, Saturday'],
  ])('%s', (cron, words) => {
    expect(cronWords(cron)).toBe(words);
  });

  it.each([
    '',
    'never',
    '* * * *',
    '*/10 * * * * *',
    '*/7 * * * *',
    '0 0 15W * *',
    '0 0 * * 5#2',
    '61 0 * * *',
    '0 24 * * *',
    '0 0 0 * *',
    '1-5 * * * *',
    '@reboot',
    'constructor',
  ])('is not put in words where they would be no clearer, or wrong: %j', (cron) => {
    expect(cronWords(cron)).toBeUndefined();
  });
});
