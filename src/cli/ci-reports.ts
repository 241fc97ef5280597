import { resolve } from 'node:path';
import type { GateDecision } from '../model/gate.ts';
import type { Run } from '../model/run.ts';
import { type GateReport, gateRunsOf } from '../reporters/gate/gate-report.ts';
import type { LeftOut } from '../runs/ci/run-suite.ts';
import type { OptionValues } from './options/option.ts';
import type { reportOptions } from './options/run-options.ts';
import { writeReport } from './reports.ts';
import { type Terminal, writeAll } from './terminal.ts';

export interface SuiteReport {
  readonly runs: readonly Run[];
  /** Absent where the suite was stopped before it. */
  readonly decision: GateDecision | undefined;
  readonly leftOut: readonly LeftOut[];
  readonly environment: string;
}

type Asked = Pick<OptionValues<typeof reportOptions>, 'json' | 'junit' | 'markdown'>;

/** Writes what is asked for of a suite: its runs and the gate's decision together. Returns the names of the files. */
export async function writeSuiteReports(report: SuiteReport, asked: Asked, terminal: Terminal): Promise<string[]> {
  const written: string[] = [];
  for (const kind of ['json', 'junit', 'markdown'] as const) {
    const to = asked[kind];
    if (to === undefined) continue;
    const text = await render(kind, report);
    if (to === '-') await writeAll(terminal.stdout, text);
    else written.push(await writeReport(resolve(terminal.cwd, to), text, `--${kind}`));
  }
  return written;
}

async function render(kind: 'json' | 'junit' | 'markdown', report: SuiteReport): Promise<string> {
  const { runs, decision } = report;
  const gate: GateReport | undefined = decision === undefined ? undefined : { decision, runs: gateRunsOf(runs) };
  switch (kind) {
    case 'json':
      return suiteJson(report);
    case 'junit': {
      const { renderJunitSuite } = await import('../reporters/junit.ts');
      const { renderGateJunit } = await import('../reporters/gate/gate-junit.ts');
      return mergedJunit([renderJunitSuite(runs), ...(gate === undefined ? [] : [renderGateJunit(gate)])]);
    }
    case 'markdown': {
      const { renderMarkdown } = await import('../reporters/markdown.ts');
      const parts = [...(gate === undefined ? [] : [await gateMarkdown(gate)]), leftOutMarkdown(report)];
      return [...parts, ...runs.map(renderMarkdown)].filter((part) => part !== '').join('\n');
    }
  }
}

async function suiteJson({ runs, decision, leftOut, environment }: SuiteReport): Promise<string> {
  const { renderSuiteJson, suiteOf } = await import('../reporters/suite.ts');
  const gate = decision === undefined ? {} : { gate: decision };
  const whole = { ...suiteOf(runs), environment, leftOut, ...gate };
  return renderSuiteJson(whole);
}

async function gateMarkdown(gate: GateReport): Promise<string> {
  const { MOST_OF_A_COMMENT, renderGateMarkdown } = await import('../reporters/gate/gate-markdown.ts');
  return renderGateMarkdown(gate, { most: MOST_OF_A_COMMENT, of: 'characters' });
}

function leftOutMarkdown({ leftOut }: SuiteReport): string {
  if (leftOut.length === 0) return '';
  const rows = leftOut.map(
    ({ file, why }) => `- \`${file.replaceAll('`', "'")}\`: ${why.replace(/[\\`*_{}[\]<>|]/g, '\\$&')}`,
  );
  return `### Left out\n\n${rows.join('\n')}\n`;
}

const COUNTS = ['tests', 'failures', 'errors', 'skipped'] as const;

/** Several files as one: their suites side by side, and their counts added up. */
function mergedJunit(files: readonly string[]): string {
  const [first = ''] = files;
  if (files.length === 1) return first;
  const heads = files.map((file) => /<testsuites[^>]*>/.exec(file)?.[0] ?? '');
  const countIn = (head: string, name: string) => Number(new RegExp(` ${name}="(\\d+)"`).exec(head)?.[1] ?? 0);
  const sums = COUNTS.map((name) => [name, heads.reduce((sum, head) => sum + countIn(head, name), 0)] as const);
  const head = sums.reduce(
    (text, [name, sum]) => text.replace(new RegExp(` ${name}="\\d+"`), ` ${name}="${sum}"`),
    heads[0] ?? '',
  );
  const bodies = files.map((file) => /<testsuites[^>]*>\n?([\s\S]*)<\/testsuites>/.exec(file)?.[1] ?? '');
  return `<?xml version="1.0" encoding="UTF-8"?>\n${head}\n${bodies.join('')}</testsuites>\n`;
}
