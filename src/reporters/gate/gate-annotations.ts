import type { GateReason } from '../../model/gate.ts';
import { type GateReport, placeOf, STATUSES } from './gate-report.ts';

/** What GitHub marks a line of code with. */
export interface Annotation {
  readonly level: 'failure' | 'warning' | 'notice';
  readonly file: string;
  readonly line: number;
  readonly title: string;
  readonly message: string;
}

const LEVELS: Partial<Record<GateReason['status'], Annotation['level']>> = {
  failed: 'failure',
  warned: 'warning',
  noisy: 'notice',
};

/** A step's log shows so many of each level, and drops the others. */
const MOST_OF_A_LEVEL = 10;

/** What fails, is warned of, or could not be told for noise, the gravest first. */
export function annotationsOf(report: GateReport): Annotation[] {
  const order = (reason: GateReason) => STATUSES.indexOf(reason.status);
  return [...report.decision.reasons]
    .sort((a, b) => order(a) - order(b))
    .flatMap((reason) => {
      const level = LEVELS[reason.status];
      if (level === undefined) return [];
      return [{ level, ...placeOf(reason, report), title: `${reason.subject}: ${reason.rule}`, message: reason.text }];
    });
}

/** Annotations as commands of a workflow's log: `::error file=a.ts,line=3,title=…::…`. */
export function renderAnnotations(report: GateReport): string {
  const all = annotationsOf(report);
  const shown = (['failure', 'warning', 'notice'] as const).flatMap((level) =>
    all.filter((each) => each.level === level).slice(0, MOST_OF_A_LEVEL),
  );
  return shown.map(commandOf).join('');
}

function commandOf({ level, file, line, title, message }: Annotation): string {
  const command = level === 'failure' ? 'error' : level;
  return `::${command} file=${property(file)},line=${line},title=${property(title)}::${data(message)}\n`;
}

/** As the runner undoes it: https://github.com/actions/toolkit, packages/core/src/command.ts. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
