import type { Benchmark } from '../../../model/benchmark.ts';
import type { Severity } from '../../../model/run.ts';
import { benchmarkLabel, growthInWords, ownerOf, requirementInWords } from '../../../model/words/benchmark-rows.ts';
import { cleanText } from '../text/clean-text.ts';
import { passSymbol, severitySymbol } from '../text/symbols.ts';
import { layTable } from '../text/table.ts';
import { wrapText } from '../text/text-width.ts';
import { firstOf, type Section } from './section.ts';

const MOST_ROWS = 60;
const ORDER: Readonly<Record<Severity, number>> = { critical: 0, major: 1, minor: 2, info: 3 };

/** How time grows with size. */
export const growth: Section = ({ run, width }) => {
  const all = run.growth ?? [];
  if (all.length === 0) return undefined;
  const { shown, more } = firstOf(all, MOST_ROWS);
  const lines = shown.flatMap((each) => {
    const text = `${cleanText(benchmarkLabel(each))}: ${cleanText(growthInWords(each))}`;
    return wrapText(text, width - 4).map((line, at) => (at === 0 ? line : `  ${line}`));
  });
  const params = [...new Set(all.map(({ param }) => cleanText(param, 40)))].join(', ');
  return {
    title: 'How does time grow?',
    note: `with ${params}; the slope is of the logarithms`,
    lines: [...lines, ...more],
  };
};

/** What the benchmarks must keep to. */
export const requirements: Section = ({ run, paint, width }) => {
  const all = (run.benchmarks ?? []).flatMap((benchmark) =>
    benchmark.requirements.map((each) => ({
      ...requirementInWords(each, benchmark),
      passed: each.passed,
      label: benchmarkLabel(benchmark),
    })),
  );
  if (all.length === 0) return undefined;
  const sorted = [...all].sort((a, b) => Number(a.passed ?? true) - Number(b.passed ?? true));
  const { shown, more } = firstOf(sorted, MOST_ROWS);
  const lines = layTable(
    [
      { title: '', cells: shown.map(({ passed }) => passSymbol(passed, paint)), drop: 0 },
      { title: 'Benchmark', cells: shown.map(({ label }) => cleanText(label)), drop: 0, shrinkTo: 14, cut: 'middle' },
      { title: 'Requirement', cells: shown.map(({ name }) => name), drop: 0 },
      { title: 'Allowed', cells: shown.map(({ allowed }) => allowed), align: 'right', drop: 1 },
      {
        title: 'Measured',
        cells: shown.map(({ measured, passed }) => (passed === false ? paint.bad(measured) : measured)),
        align: 'right',
        drop: 0,
      },
    ],
    { width: width - 2, title: paint.dim },
  );
  return { title: 'Requirements', lines: [...lines, ...more.map(paint.dim)] };
};

/** What makes the figures doubtful: what is to be done about it is said once for all that share it. */
export const warnings: Section = ({ run, paint, width }) => {
  const all = [...sharedWarnings(run.benchmarks ?? [])].sort((a, b) => ORDER[a.severity] - ORDER[b.severity]);
  if (all.length === 0) return undefined;
  const { shown, more } = firstOf(all, MOST_ROWS);
  const lines = shown.flatMap(({ severity, titles, advice }) => {
    const { shown: named, more: others } = firstOf(titles, MOST_NAMED);
    return [
      ...named.flatMap((title) => {
        const [first = '', ...rest] = wrapText(title, width - 4);
        return [`${severitySymbol(severity, paint)} ${first}`, ...rest.map((line) => `  ${line}`)];
      }),
      ...others.map((line) => paint.dim(`  ${line}`)),
      ...wrapText(cleanText(advice), width - 6).map((line, at) => paint.dim(`  ${at === 0 ? '→' : ' '} ${line}`)),
    ];
  });
  return { title: 'Can the figures be trusted?', lines: [...lines, ...more.map(paint.dim)] };
};

const MOST_NAMED = 4;

interface SharedWarning {
  readonly severity: Severity;
  readonly advice: string;
  readonly titles: string[];
}

/** By what they are and what is to be done; titles that are alike and name nobody are one. */
function sharedWarnings(benchmarks: readonly Benchmark[]): Iterable<SharedWarning> {
  const shared = new Map<string, SharedWarning>();
  const owners = new Map<string, string[]>();
  for (const benchmark of benchmarks) {
    for (const finding of benchmark.findings) {
      const { kind, severity, title, advice } = finding;
      const key = JSON.stringify([kind, severity, advice]);
      const entry = shared.get(key) ?? { severity, advice, titles: [] };
      shared.set(key, entry);
      const alike = JSON.stringify([key, title]);
      const of = owners.get(alike);
      if (of === undefined) entry.titles.push(alike);
      owners.set(alike, [...(of ?? []), ownerOf(benchmark, finding)]);
    }
  }
  return [...shared.values()].map((entry) => ({
    ...entry,
    titles: entry.titles.map((alike) => {
      const [, title = ''] = JSON.parse(alike) as [string, string];
      return whose(owners.get(alike) ?? []) + cleanText(title);
    }),
  }));
}

/** One of several that share a warning is enough. */
function whose([first = '', ...others]: readonly string[]): string {
  if (first === '') return '';
  return `${cleanText(first, 100)}${others.length > 0 ? ` and ${others.length} more` : ''}: `;
}
