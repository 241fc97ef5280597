import type { RunComparison } from '../../../model/comparison.ts';
import type { Comparison } from '../../../model/run.ts';
import { comparisonRow, stepOf } from '../../../model/words/comparison-rows.ts';
import { conclusionOf, isUsual, withoutEchoes } from '../../../model/words/comparison-words.ts';
import { cleanText } from '../text/clean-text.ts';
import { type Paint, paintFor } from '../text/paint.ts';
import { finish } from '../text/phrases.ts';
import { severityBrush } from '../text/symbols.ts';
import { layTable } from '../text/table.ts';
import { wrapText } from '../text/text-width.ts';
import type { ComparisonTextOptions } from './comparison.ts';

/** Several runs against the first, a column each. */
export function renderColumns(
  comparisons: readonly RunComparison[],
  { names, all = false, ...look }: Omit<ComparisonTextOptions, 'names'> & { readonly names: readonly string[] },
): string {
  const paint = paintFor(look.color);
  const keys = new Map<string, Comparison>();
  for (const { comparisons: each } of comparisons) {
    const chosen = all ? each : withoutEchoes(each).filter(isUsual);
    for (const one of chosen) if (!keys.has(keyOf(one))) keys.set(keyOf(one), one);
  }
  const rows = [...keys.entries()];
  const columns = comparisons.map(({ comparisons: each }, at) => {
    const byKey = new Map(each.map((one) => [keyOf(one), one]));
    return {
      title: cleanText(names[at + 1] ?? '', 24),
      cells: rows.map(([key]) => cellOf(byKey.get(key), paint)),
      align: 'right' as const,
      drop: 0,
    };
  });
  const lines = [
    ...comparisons.flatMap((each, at) =>
      wrapText(`${cleanText(names[at + 1] ?? '', 60)}: ${cleanText(conclusionOf(each))}`, look.columns),
    ),
    '',
    ...layTable(
      [
        {
          title: 'Figure',
          cells: rows.map(([, one]) => cleanText(comparisonRow(one).metric)),
          drop: 0,
          shrinkTo: 14,
          cut: 'start',
        },
        { title: 'Of', cells: rows.map(([, one]) => cleanText(stepOf(one))), drop: 1, shrinkTo: 8 },
        {
          title: cleanText(names[0] ?? '', 24),
          cells: rows.map(([, one]) => comparisonRow(one).before),
          align: 'right',
          drop: 2,
        },
        ...columns,
      ],
      { width: look.columns - 2, title: paint.dim },
    ).map((line) => `  ${line}`),
    ...findingLines(comparisons, names, look.columns).map(paint.dim),
  ];
  return `${finish(lines, look).join('\n')}\n`;
}

function keyOf({ metric, aggregate, tags }: Comparison): string {
  return JSON.stringify([metric, aggregate, Object.entries(tags).sort()]);
}

function cellOf(comparison: Comparison | undefined, paint: Paint): string {
  if (comparison === undefined) return '–';
  const { ratio, ratioInterval } = comparisonRow(comparison);
  const text = `${ratio} (${ratioInterval})`;
  if (comparison.verdict === 'faster') return paint.good(text);
  return comparison.verdict === 'slower' ? severityBrush(comparison.severity ?? 'info', paint)(text) : paint.dim(text);
}

function findingLines(comparisons: readonly RunComparison[], names: readonly string[], width: number): string[] {
  const graver = comparisons.flatMap(({ findings }, at) =>
    findings
      .filter(({ severity }) => severity !== 'info')
      .map(({ title }) => `${cleanText(names[at + 1] ?? '', 40)}: ${cleanText(title)}`),
  );
  return graver.length === 0 ? [] : ['', ...graver.flatMap((line) => wrapText(line, width))];
}
