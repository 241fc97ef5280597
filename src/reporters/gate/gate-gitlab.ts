import type { GateReason } from '../../model/gate.ts';
import { cutTo, fingerprintsOf, type GateReport, placeOf } from './gate-report.ts';

type GitLabSeverity = 'info' | 'minor' | 'major' | 'critical' | 'blocker';

const MOST_DESCRIPTION = 1000;

/** What fails, is warned of or is known, as GitLab's code-quality report. */
export function renderGateGitLab(report: GateReport): string {
  const { reasons } = report.decision;
  const fingerprints = fingerprintsOf(reasons);
  const issues = reasons.flatMap((reason, at) => {
    const severity = severityOf(reason);
    if (severity === undefined) return [];
    const { file, line } = placeOf(reason, report);
    return [
      {
        type: 'issue',
        check_name: reason.rule,
        description: cutTo(descriptionOf(reason), MOST_DESCRIPTION),
        categories: ['Performance'],
        severity,
        fingerprint: fingerprints[at],
        location: { path: file, lines: { begin: line } },
      },
    ];
  });
  return `${JSON.stringify(issues, undefined, 2)}\n`;
}

/** Only what fails the gate blocks; what is known or could not be told is there to be seen. */
function severityOf({ status, severity }: GateReason): GitLabSeverity | undefined {
  switch (status) {
    case 'failed':
      return severity === 'critical' ? 'blocker' : 'critical';
    case 'warned':
      return severity === 'critical' ? 'major' : severity;
    case 'noisy':
    case 'acknowledged':
      return 'info';
    default:
      return undefined;
  }
}

function descriptionOf({ subject, text, status }: GateReason): string {
  return `${subject}: ${text}${status === 'noisy' ? ' (too noisy to judge)' : ''}`;
}
