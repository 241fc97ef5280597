import type { CheckResult, Finding, LimitResult, Run } from '../model/run.ts';
import { showCount, showValue } from '../model/show-value.ts';
import { comparisonRows } from '../model/words/comparison-rows.ts';
import { benchmarkCases } from './junit-benchmarks.ts';
import type { TestCase } from './junit-case.ts';

/**
 * A run as JUnit XML: a test case for the verdict, for each limit, for each check, and for each comparison or
 * benchmark. What else was found is in the output of the suite.
 */
export function renderJunit(run: Run): string {
  return renderJunitSuite([run]);
}

/** Several runs as one file, each a test suite. */
export function renderJunitSuite(runs: readonly Run[]): string {
  const suites = runs.map(suiteOf);
  const sum = (key: 'tests' | 'failures' | 'errors' | 'skipped') => suites.reduce((all, suite) => all + suite[key], 0);
  const seconds = runs.reduce((all, { durationMs }) => all + durationMs / 1000, 0);
  const counts = { tests: sum('tests'), failures: sum('failures'), errors: sum('errors'), skipped: sum('skipped') };
  const open = `<testsuites${attributes({ name: 'plimsoll', ...counts, time: seconds.toFixed(3) })}>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${open}\n${suites.map(({ xml }) => xml).join('')}</testsuites>\n`;
}

function suiteOf(run: Run): { tests: number; failures: number; errors: number; skipped: number; xml: string } {
  const cases = [
    verdictCase(run),
    ...run.limits.map((limit) => limitCase(limit, run)),
    ...checkCases(run),
    ...(run.kind === 'bench' ? benchmarkCases(run) : comparisonCases(run)),
  ];
  const count = (element: string) => cases.filter(({ outcome }) => outcome?.element === element).length;
  const counts = { tests: cases.length, failures: count('failure'), errors: count('error'), skipped: count('skipped') };
  const open = attributes({
    name: run.name,
    ...counts,
    time: (run.durationMs / 1000).toFixed(3),
    // The common schema allows for no fraction of a second and no zone; it is UTC.
    timestamp: run.startedAt.replace(/\.\d+/, '').replace(/Z$/, ''),
    hostname: 'localhost',
  });
  const xml = [
    `  <testsuite${open}>\n`,
    properties(run),
    ...cases.map(caseXml),
    `    <system-out>${escapeXml(run.findings.map(findingText).join('\n\n'))}</system-out>\n`,
    '    <system-err></system-err>\n  </testsuite>\n',
  ];
  return { ...counts, xml: xml.join('') };
}

function properties(run: Run): string {
  const { test, environment, plimsoll } = run;
  const list: Record<string, string> = {
    id: run.id,
    verdict: run.verdict,
    source: test.source,
    ...(test.target === undefined ? {} : { target: test.target }),
    ...(environment.git === undefined ? {} : { commit: environment.git.commit, branch: environment.git.branch }),
    node: environment.node,
    plimsoll: plimsoll.version,
  };
  const lines = Object.entries(list).map(([name, value]) => `      <property${attributes({ name, value })}/>\n`);
  return `    <properties>\n${lines.join('')}    </properties>\n`;
}

function verdictCase(run: Run): TestCase {
  const base = { className: `${run.name}.run`, name: 'verdict', seconds: run.durationMs / 1000 };
  const grave = run.findings.filter(({ severity }) => severity === 'critical' || severity === 'major');
  const text = grave.map(findingText).join('\n\n');
  const message = grave[0]?.title ?? `the run was ${run.verdict}`;
  switch (run.verdict) {
    case 'passed':
      return base;
    case 'inconclusive':
      return { ...base, outcome: { element: 'skipped', message: 'inconclusive' } };
    case 'failed':
      return { ...base, outcome: { element: 'failure', message, text } };
    default:
      return { ...base, outcome: { element: 'error', message, text } };
  }
}

function limitCase(limit: LimitResult, { name }: Run): TestCase {
  const { rule, value, unit = '', passed, reason } = limit;
  const measured = value === null ? 'no value' : showValue(value, unit);
  const notes = [limit.isDefault === true ? 'default' : undefined, limit.level && `at ${limit.level}`, reason];
  const said = notes.filter((note) => note !== undefined).join('; ');
  const because = said === '' ? '' : ` (${said})`;
  const base = { className: `${name}.limits`, name: rule, seconds: 0 };
  if (passed === null) return { ...base, outcome: { element: 'skipped', message: reason ?? 'could not be judged' } };
  if (passed) return { ...base, output: `${measured}${because}` };
  return {
    ...base,
    outcome: { element: 'failure', message: `${measured}${because}`, text: `${rule}: ${measured}${because}` },
  };
}

/** Where a limit decides how many checks may fail, a failed one is no failure of the run. */
function checkCases(run: Run): TestCase[] {
  const isDecided = run.limits.some(({ metric }) => metric === 'checks');
  return run.checks.map((check) => {
    const base = { className: checkClass(check, run), name: check.name, seconds: 0 };
    if (check.fails === 0) return base;
    const message = `failed ${check.fails} of ${showCount(check.passes + check.fails, 'time')}`;
    return isDecided
      ? { ...base, output: message }
      : { ...base, outcome: { element: 'failure', message, text: message } };
  });
}

/** What is far worse than in the baseline fails; the rest is told. */
function comparisonCases({ name, comparisons = [] }: Run): TestCase[] {
  return comparisonRows(comparisons).map(({ metric, step, before, after, change, interval, comparison }) => {
    const of = step === '' ? metric : `${metric} of ${step}`;
    const base = { className: `${name}.comparisons`, name: of, seconds: 0 };
    const message = `${comparison.verdict}: ${before} before, ${after} now, ${change} (${interval})`;
    return comparison.severity === 'critical'
      ? { ...base, outcome: { element: 'failure', message, text: message } }
      : { ...base, output: message };
  });
}

function checkClass({ scenario, group }: CheckResult, { name }: Run): string {
  return [name, 'checks', scenario, ...group.split('::')].filter((part) => part !== '').join('.');
}

function findingText({ severity, title, advice }: Finding): string {
  return `[${severity}] ${title}\n${advice}`;
}

function caseXml({ className, name, seconds, digits = 3, outcome, output }: TestCase): string {
  const open = `    <testcase${attributes({ name, classname: className, time: seconds.toFixed(digits) })}`;
  if (outcome === undefined && output === undefined) return `${open}/>\n`;
  const parts: string[] = [];
  if (outcome?.element === 'skipped') parts.push(`<skipped${attributes({ message: outcome.message })}/>`);
  else if (outcome !== undefined) {
    const { element, message, text = '' } = outcome;
    parts.push(`<${element}${attributes({ message, type: element })}>${escapeXml(text)}</${element}>`);
  }
  if (output !== undefined) parts.push(`<system-out>${escapeXml(output)}</system-out>`);
  return `${open}>${parts.join('')}</testcase>\n`;
}

/** As XML attributes, each with a space before it. */
export function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('');
}

/** XML 1.0 has no way of writing control characters, lone surrogates and the last two code points of the first plane. */
const NOT_IN_XML = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u0084\u0086-\u009F\uFFFE\uFFFF]|\p{Surrogate}/gu;

/** Any text as XML, in elements and in attributes. */
export function escapeXml(text: string): string {
  return text
    .replace(NOT_IN_XML, '\uFFFD')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&apos;')
    .replace(/\r/g, '&#13;');
}
