import type { GateReason } from '../../model/gate.ts';
import { cutTo, fingerprintsOf, type GateReport, placeOf, uriOf } from './gate-report.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** GitHub refuses a run with more. */
const MOST_RESULTS = 25_000;
const MOST_MESSAGE = 1000;

const LEVELS: Partial<Record<GateReason['status'], 'error' | 'warning' | 'note'>> = {
  failed: 'error',
  warned: 'warning',
  noisy: 'note',
  acknowledged: 'error',
};

const WHAT: Record<GateReason['source'], string> = {
  limit: 'A limit of a test',
  baseline: 'No figure is worse than in the baseline',
  budget: 'A performance budget of the project',
  requirement: 'A requirement of a benchmark',
  objective: 'A service level objective',
  run: 'The run itself can be judged',
};

export interface SarifOptions {
  /** Of Plimsoll. */
  readonly version: string;
}

/** What does not hold, as SARIF 2.1.0: what is known is there too, suppressed. */
export function renderGateSarif(report: GateReport, { version }: SarifOptions): string {
  const { reasons } = report.decision;
  const fingerprints = fingerprintsOf(reasons);
  const shown = reasons
    .map((reason, at) => ({ reason, fingerprint: fingerprints[at] ?? '' }))
    .filter(({ reason }) => LEVELS[reason.status] !== undefined)
    .slice(0, MOST_RESULTS);
  const rules = new Map<string, { index: number; reason: GateReason }>();
  for (const { reason } of shown) {
    if (!rules.has(reason.rule)) rules.set(reason.rule, { index: rules.size, reason });
  }
  const results = shown.map(({ reason, fingerprint }) => {
    const index = rules.get(reason.rule)?.index ?? -1;
    return { ...resultOf(reason, report), ruleIndex: index, partialFingerprints: prints(fingerprint) };
  });
  const driver = {
    name: 'Plimsoll',
    version,
    rules: [...rules.values()].map(({ reason }) => ruleOf(reason)),
  };
  const run = {
    tool: { driver },
    // Of this gate: results of another analysis in the same repository are not taken for resolved.
    automationDetails: { id: 'plimsoll/gate/' },
    columnKind: 'utf16CodeUnits',
    results,
  };
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, undefined, 2)}\n`;
}

function ruleOf({ rule, source, text }: GateReason) {
  return {
    id: rule,
    name: source,
    shortDescription: { text: WHAT[source] },
    fullDescription: { text: cutTo(`${WHAT[source]}: ${rule}`, MOST_MESSAGE) },
    help: { text: cutTo(text, MOST_MESSAGE) },
    properties: { tags: ['performance', source] },
  };
}

function resultOf(reason: GateReason, report: GateReport) {
  const { status, rule, subject, text, acknowledged, severity, runId, comparison } = reason;
  const { file, line } = placeOf(reason, report);
  const uri = uriOf(file);
  const justification = acknowledged === undefined ? text : `${acknowledged.reason} (until ${acknowledged.until})`;
  return {
    ruleId: rule,
    level: LEVELS[status],
    message: { text: cutTo(`${subject}: ${text}`, MOST_MESSAGE) },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, region: { startLine: line } },
        logicalLocations: [{ name: subject }],
      },
    ],
    ...(status === 'acknowledged' ? { suppressions: [{ kind: 'external', status: 'accepted', justification }] } : {}),
    properties: { severity, status, runId, ...(comparison === undefined ? {} : { comparison }) },
  };
}

/** GitHub follows a problem by the first of them, and computes it from the file's text where it is missing. */
function prints(fingerprint: string) {
  return { primaryLocationLineHash: `${fingerprint.slice(0, 16)}:1`, 'plimsollReason/v1': fingerprint };
}
