import type { GateReason } from '../../model/gate.ts';
import { attributes, escapeXml } from '../junit.ts';
import { type GateReport, placeOf } from './gate-report.ts';

/** A decision as JUnit XML: a test case for each reason, grouped by what it is about. It has failures exactly if the gate failed. */
export function renderGateJunit(report: GateReport): string {
  const { reasons, decidedAt } = report.decision;
  const count = (...statuses: GateReason['status'][]) =>
    reasons.filter(({ status }) => statuses.includes(status)).length;
  const counts = {
    tests: reasons.length,
    failures: count('failed'),
    errors: 0,
    skipped: count('noisy', 'acknowledged', 'skipped'),
  };
  const suite = attributes({
    name: 'performance gate',
    ...counts,
    time: '0.000',
    timestamp: decidedAt.replace(/\.\d+/, '').replace(/Z$/, ''),
    hostname: 'localhost',
  });
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<testsuites${attributes({ name: 'plimsoll gate', ...counts, time: '0.000' })}>\n`,
    `  <testsuite${suite}>\n`,
    ...reasons.map((reason) => caseOf(reason, report)),
    '  </testsuite>\n</testsuites>\n',
  ];
  return lines.join('');
}

function caseOf(reason: GateReason, report: GateReport): string {
  const { file, line } = placeOf(reason, report);
  const open = attributes({ name: reason.rule, classname: reason.subject, time: '0.000', file, line });
  const outcome = outcomeOf(reason);
  return `    <testcase${open}>${outcome}</testcase>\n`;
}

function outcomeOf({ status, source, severity, text, runId }: GateReason): string {
  switch (status) {
    case 'failed': {
      const type = source === 'baseline' ? 'regression' : source;
      const more = `${text}\nseverity ${severity}, run ${runId}`;
      return `<failure${attributes({ message: text, type })}>${escapeXml(more)}</failure>`;
    }
    case 'noisy':
      return `<skipped${attributes({ message: `too noisy to judge: ${text}` })}/>`;
    case 'acknowledged':
    case 'skipped':
      return `<skipped${attributes({ message: text })}/>`;
    default:
      return `<system-out>${escapeXml(status === 'warned' ? `warning: ${text}` : text)}</system-out>`;
  }
}
