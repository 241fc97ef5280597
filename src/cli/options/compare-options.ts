import type { Grades } from '../../model/comparison.ts';
import { flag, list, value } from './option.ts';
import { choice, output, type Reader, text } from './readers.ts';

const SEVERITIES = ['info', 'minor', 'major', 'critical'] as const;
const NAMES = ['minor', 'major', 'critical'] as const;

/** `10%` or `0.1`, as a share. */
function shareOf(given: string): number | undefined {
  const found = /^(\d+\.?\d*|\.\d+)(%?)$/.exec(given.trim());
  if (found === null) return undefined;
  const share = Number(found[1]) / (found[2] === '%' ? 100 : 1);
  return share > 0 && Number.isFinite(share) ? share : undefined;
}

const change: Reader<number> = { takes: 'a share such as 5% or 0.05', example: '5%', read: shareOf };

/** `minor=10%,major=20%`, for one metric with its name before it: `http_req_duration p99:minor=20%`. */
export interface GradesFor {
  readonly metric?: string;
  readonly grades: Partial<Grades>;
}

const grades: Reader<GradesFor> = {
  takes: 'shares from which on a change is minor, major and critical',
  example: 'minor=10%,major=20%,critical=50%',
  read: (given) => {
    const at = given.lastIndexOf(':');
    const entries = given
      .slice(at + 1)
      .split(',')
      .map((part) => part.split('=').map((side) => side.trim()));
    const found = entries.map(([name = '', share = '', ...more]) => {
      const known = NAMES.find((each) => each === name);
      const parsed = shareOf(share);
      return known === undefined || parsed === undefined || more.length > 0 ? undefined : ([known, parsed] as const);
    });
    if (found.some((each) => each === undefined)) return undefined;
    const shares = Object.fromEntries(found as (readonly [string, number])[]);
    const inOrder = NAMES.flatMap((name) => shares[name] ?? []);
    if (inOrder.some((share, place) => share < (inOrder[place - 1] ?? 0))) return undefined;
    const metric = given.slice(0, Math.max(0, at)).trim();
    return { grades: shares, ...(metric === '' ? {} : { metric }) };
  },
};

export const compareOptions = {
  failOn: value(choice(SEVERITIES), {
    value: 'SEVERITY',
    help: 'Exit with 3 where anything is worse by at least this, in runs that can be compared.',
    otherwise: 'never',
  }),
  metric: list(
    { ...text, takes: 'a metric', example: "'http_req_duration p95'" },
    { value: 'METRIC', help: 'Compare this alone: a metric, or one with its aggregate.' },
  ),
  grades: list(grades, {
    value: 'GRADES',
    help: "From which change on it is how grave; of one metric as 'http_req_duration p99:minor=20%'.",
  }),
  margin: value(change, {
    value: 'SHARE',
    help: 'Changes smaller than this matter to nobody.',
    otherwise: 'as minor: 10%',
  }),
  all: flag('Show every figure.', { short: 'a' }),
  json: value(output, { value: 'FILE', help: 'Write the comparison as JSON; - for standard output.' }),
  markdown: value(output, { value: 'FILE', help: 'Write it as Markdown; - for standard output.' }),
} as const;

export const baselineOptions = {
  branch: value(
    { ...text, takes: 'a branch', example: 'main' },
    {
      value: 'BRANCH',
      help: 'Of this branch.',
      otherwise: "the run's, or that of the checkout",
    },
  ),
  json: value(output, { value: 'FILE', help: 'Write it as JSON; - for standard output.' }),
} as const;

export const baselineSetOptions = {
  branch: baselineOptions.branch,
  file: flag('Keep it as a file of the repository, baselines/NAME.json, and not in the store.'),
  reason: value(text, { value: 'TEXT', help: 'Why it is the baseline.', otherwise: 'set by hand' }),
} as const;
