import type { RunComparison } from '../model/comparison.ts';
import { comparisonRow } from '../model/words/comparison-rows.ts';
import { conclusionOf, isUsual, withoutEchoes } from '../model/words/comparison-words.ts';
import { code, prose, table } from './markdown-text.ts';

const MOST_ROWS = 60;

/** A comparison as Markdown, for pull requests and step summaries. */
export function renderComparisonMarkdown(
  comparison: RunComparison,
  { all = false }: { readonly all?: boolean } = {},
): string {
  const { before, after, comparisons, findings } = comparison;
  const chosen = all ? comparisons : withoutEchoes(comparisons).filter(isUsual);
  const rows = chosen.slice(0, MOST_ROWS).map(comparisonRow);
  const cells = rows.map(
    ({ metric, step, before: was, after: is, ratio, ratioInterval, noise, word, comparison: { severity } }) => [
      code(metric),
      code(step),
      prose(was),
      prose(is),
      prose(ratio),
      prose(ratioInterval),
      prose(noise),
      severity === undefined || severity === 'info' ? word : `**${word}**, ${severity}`,
    ],
  );
  const header = ['Figure', 'Of', 'Before', 'After', 'Ratio', 'Between', 'Noise', ''];
  const left = comparisons.length - rows.length;
  return [
    `## ${prose(after.name)}: ${code(after.id)} against ${code(before.id)}`,
    `**${prose(conclusionOf(comparison))}**`,
    ...(rows.length > 0 ? [table(header, cells)] : []),
    ...(left > 0 ? [`… and ${left} more figures`] : []),
    ...(findings.length > 0
      ? [
          findings
            .map(
              ({ severity, title, advice }) =>
                `- ${severity === 'info' ? '' : `**${severity}**: `}${prose(title)}. ${prose(advice)}`,
            )
            .join('\n'),
        ]
      : []),
  ]
    .join('\n\n')
    .concat('\n');
}
