import { UserError } from '../../errors/user-error.ts';
import type { Run } from '../../model/run.ts';
import { type GateReport, gateRunsOf } from './gate-report.ts';

type Check = (value: unknown) => boolean;

const MOST_REASONS = 100_000;
const MOST_RUNS = 10_000;
const MOST_TEXT = 20_000;

const text: Check = (value) => typeof value === 'string' && value.length <= MOST_TEXT;
const number: Check = (value) => typeof value === 'number';
const flag: Check = (value) => typeof value === 'boolean';
const word =
  (...words: readonly string[]): Check =>
  (value) =>
    words.some((each) => each === value);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || value === null || check(value);
const list =
  (check: Check, most: number): Check =>
  (value) =>
    Array.isArray(value) && value.length <= most && value.every(check);
const fields =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const given = value as Readonly<Record<string, unknown>>;
    return Object.entries(checks).every(([key, check]) => check(Object.hasOwn(given, key) ? given[key] : undefined));
  };

const severity = word('info', 'minor', 'major', 'critical');

const comparison = fields({
  metric: text,
  aggregate: text,
  before: number,
  after: number,
  ratio: number,
  low: number,
  high: number,
  noiseFloor: optional(number),
  unit: optional(text),
});

const reason = fields({
  status: word('failed', 'warned', 'noisy', 'acknowledged', 'passed', 'skipped'),
  source: word('limit', 'baseline', 'budget', 'requirement', 'objective', 'run'),
  rule: text,
  subject: text,
  severity,
  text,
  runId: text,
  file: optional(text),
  line: optional(number),
  comparison: optional(comparison),
  acknowledged: optional(fields({ reason: text, until: text })),
});

const run = fields({
  id: text,
  kind: text,
  name: text,
  startedAt: text,
  verdict: text,
  environment: fields({
    node: text,
    os: text,
    cpu: text,
    cores: number,
    git: optional(fields({ commit: text, branch: text, dirty: flag })),
  }),
  source: optional(text),
});

const PARTS: readonly (readonly [string, Check, string])[] = [
  ['schema', word('plimsoll.gate/1'), "is not 'plimsoll.gate/1'"],
  ['verdict', word('passed', 'failed'), "is neither 'passed' nor 'failed'"],
  ['decidedAt', (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)), 'is no time'],
  ['reasons', list(reason, MOST_REASONS), 'is no list of reasons'],
  ['runs', list(run, MOST_RUNS), 'is no list of runs'],
  ['folder', optional(text), 'is no text'],
];

/** Reads what `--json` of a gate wrote. It may come from a stranger's build: every part that is shown is checked, and no other taken. */
export function readGateJson(source: string, file: string): GateReport {
  const whole = ofSuite(parsed(source, file));
  for (const [key, check, wrong] of PARTS) {
    if (!fields({ [key]: check })(whole)) throw invalid(file, `its ${key} ${wrong}`);
  }
  const { runs, folder, ...decision } = whole as GateReport['decision'] & Pick<GateReport, 'runs' | 'folder'>;
  const isFailed = decision.reasons.some(({ status }) => status === 'failed');
  if (isFailed !== (decision.verdict === 'failed')) throw invalid(file, 'its verdict is not that of its reasons');
  return { decision, runs, ...(typeof folder === 'string' ? { folder } : {}) };
}

/** `plimsoll ci --json` has the decision within all else that it tells. */
function ofSuite(whole: unknown): unknown {
  const isSuite = fields({
    gate: fields({ schema: text }),
    runs: list(fields({ test: fields({ source: text }) }), MOST_RUNS),
  });
  if (!isSuite(whole)) return whole;
  const { gate, runs } = whole as { readonly gate: GateReport['decision']; readonly runs: readonly Run[] };
  return { ...gate, runs: gateRunsOf(runs) };
}

function parsed(source: string, file: string): unknown {
  try {
    return JSON.parse(source);
  } catch (cause) {
    throw invalid(file, `it is no JSON: ${cause instanceof Error ? cause.message : cause}`);
  }
}

function invalid(file: string, why: string): UserError {
  return new UserError(`${file} holds no decision of a gate: ${why}`, {
    code: 'GATE_FILE_INVALID',
    hint: 'name the file that plimsoll gate --json FILE wrote',
  });
}
