import { Cron } from 'croner';
import { didYouMean } from '../../errors/suggest.ts';
import type { Schedule } from '../../model/project-config.ts';
import { showCount } from '../../model/show-value.ts';

type When = Pick<Schedule, 'cron' | 'timezone'>;

export interface CronProblem {
  readonly key: 'cron' | 'timezone';
  readonly message: string;
  readonly hint: string;
}

const FIELDS = 'minute, hour, day of the month, month and day of the week';
const EXAMPLE = "'0 3 * * 1-5' is 3:00 from Monday to Friday";
const NICKNAMES = ['@hourly', '@daily', '@midnight', '@weekly', '@monthly', '@yearly', '@annually'];
const MOST_CHARACTERS = 200;

/** The next moments after one that a schedule is due at, in milliseconds since 1970; fewer where there are no more. */
export function nextTimes(when: When, afterMs: number, count: number): number[] {
  return cronOf(when)
    .nextRuns(count, new Date(afterMs))
    .map((date) => date.getTime());
}

/** What is wrong with when a schedule is due. */
export function cronProblems(when: When): CronProblem[] {
  const zone = when.timezone === undefined ? undefined : zoneProblem(when.timezone);
  const cron = fieldsProblem(when.cron) ?? timesProblem(when.cron);
  return [cron, zone].filter((each) => each !== undefined);
}

function zoneProblem(timezone: string): CronProblem | undefined {
  try {
    cronOf({ cron: '* * * * *', timezone }).nextRun();
    if (timezone.trim() !== '') return undefined;
  } catch {
    // Told below, in words that help.
  }
  const hint = didYouMean(timezone, Intl.supportedValuesOf('timeZone')) ?? "write 'Europe/Berlin', 'UTC' or the like";
  return { key: 'timezone', message: `there is no time zone '${timezone}'`, hint };
}

/** Croner would take seconds, years and single dates too. */
function fieldsProblem(cron: string): CronProblem | undefined {
  const text = cron.trim();
  if (text.length > MOST_CHARACTERS) return problem(`${text.length} characters are no cron expression`);
  if (text.startsWith('@')) {
    if (NICKNAMES.includes(text.toLowerCase())) return undefined;
    return problem(`there is no '${text}'`, didYouMean(text, NICKNAMES) ?? `names are ${NICKNAMES.join(', ')}`);
  }
  const fields = text === '' ? 0 : text.split(/\s+/).length;
  if (fields === 5) return undefined;
  const seconds = fields === 6 ? '; seconds are not scheduled' : '';
  return problem(`'${text}' has ${showCount(fields, 'field')}, and a cron expression has five${seconds}`);
}

function timesProblem(cron: string): CronProblem | undefined {
  try {
    if (cronOf({ cron }).nextRun() !== null) return undefined;
    return problem(`'${cron.trim()}' names a day that never comes`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return problem(`'${cron.trim()}' is no cron expression: ${reworded(why)}`);
  }
}

/** Croner counts days and months from 0 where it names one that is wrong. */
function reworded(message: string): string {
  const [, field = '', value] = /Invalid value for (\w+): (-?\d+)$/.exec(message) ?? [];
  if (value === undefined) return message.replace(/^Cron\w+: /, '');
  const written = Number(value) + (field === 'day' || field === 'month' ? 1 : 0);
  return `there is no ${field === 'dayOfWeek' ? 'day of the week' : field} ${written}`;
}

function problem(message: string, hint = `the fields are ${FIELDS}: ${EXAMPLE}`): CronProblem {
  return { key: 'cron', message, hint };
}

function cronOf({ cron, timezone }: When): Cron {
  return new Cron(cron.trim(), { mode: '5-part', paused: true, ...(timezone === undefined ? {} : { timezone }) });
}
