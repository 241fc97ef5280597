import type { Finding, Severity } from '../../../model/run.ts';
import { formatBytes } from '../../../model/units.ts';
import { formatNumber, formatRate, formatShare, formatTime } from '../text/amounts.ts';
import { cleanText } from '../text/clean-text.ts';
import { flowParts } from '../text/phrases.ts';
import { severityBrush, severitySymbol } from '../text/symbols.ts';
import { wrapText } from '../text/text-width.ts';
import { firstOf, type Section, type SummaryContext } from './section.ts';

const MOST_FINDINGS = 12;
const ORDER: Readonly<Record<Severity, number>> = { critical: 0, major: 1, minor: 2, info: 3 };

/** What judging found, the gravest first, with its evidence and what to do. */
export const findings: Section = (context) => {
  const { run, paint } = context;
  if (run.findings.length === 0) return undefined;
  const sorted = [...run.findings].sort((a, b) => ORDER[a.severity] - ORDER[b.severity]);
  const { shown, more } = firstOf(sorted, MOST_FINDINGS);
  const lines = shown.flatMap((finding) => findingLines(finding, context));
  return { title: 'Findings', lines: [...lines, ...more.map(paint.dim)] };
};

function findingLines({ severity, title, evidence, advice }: Finding, { paint, width }: SummaryContext): string[] {
  const room = width - 6;
  const [first = '', ...rest] = wrapText(`${severity}: ${cleanText(title)}`, room);
  const painted = first.replace(`${severity}:`, severityBrush(severity, paint)(`${severity}:`));
  const facts = Object.entries(evidence).map(([key, value]) => evidenceText(key, value));
  return [
    `${severitySymbol(severity, paint)} ${painted}`,
    ...rest.map((line) => `  ${line}`),
    ...flowParts(facts.map(paint.dim), { width: room, paint }).map((line) => `  ${line}`),
    ...wrapText(cleanText(advice), room - 2).map((line, at) => `  ${at === 0 ? paint.accent('→') : ' '} ${line}`),
  ];
}

/** `loopDelayP99Ms: 12.3` reads `loop delay p99 12.3ms`. */
export function evidenceText(key: string, value: string | number | boolean | null): string {
  const [, stem = key, unit = ''] = /^(.+?)(Ms|Us|Bytes|Share|Percent|PerSecond)?$/.exec(key) ?? [];
  const words = cleanText(stem, 60)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
  return `${words} ${typeof value === 'number' ? withUnit(value, unit) : cleanText(String(value ?? '–'), 200)}`;
}

function withUnit(value: number, unit: string): string {
  switch (unit) {
    case 'Ms':
      return formatTime(value);
    case 'Us':
      return formatTime(value / 1000);
    case 'Bytes':
      return formatBytes(value);
    case 'Share':
      return formatShare(value);
    case 'Percent':
      return formatShare(value / 100);
    case 'PerSecond':
      return formatRate(value);
    default:
      return formatNumber(value);
  }
}
