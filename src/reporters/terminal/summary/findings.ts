import type { Finding, Severity } from '../../../model/run.ts';
import { formatValue } from '../text/amounts.ts';
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
  const facts = evidenceTexts(evidence, title);
  return [
    `${severitySymbol(severity, paint)} ${painted}`,
    ...rest.map((line) => `  ${line}`),
    ...flowParts(facts.map(paint.dim), { width: room, paint }).map((line) => `  ${line}`),
    ...wrapText(cleanText(advice), room - 2).map((line, at) => `  ${at === 0 ? paint.accent('→') : ' '} ${line}`),
  ];
}

type Evidence = Finding['evidence'];

/** Said in the title, or of use to programs alone. */
const LEFT_OUT = new Set(['rule', 'unit', 'untrusted', 'decidedByLimit', 'text', 'reason']);

/** Each piece in words: `loopDelayP99: 12.3` reads `loop delay p99 12.3ms`. */
export function evidenceTexts(evidence: Evidence, title = ''): string[] {
  return Object.entries(evidence).flatMap(([key, value]) => {
    if (value === null || value === '' || typeof value === 'boolean' || LEFT_OUT.has(key)) return [];
    if (typeof value === 'string') return title.includes(value) ? [] : [`${inWords(key)} ${cleanText(value, 200)}`];
    return [`${inWords(key)} ${formatValue(value, unitOf(key, evidence))}`];
  });
}

const UNITS: readonly (readonly [RegExp, string])[] = [
  [/Ms$|P\d+(?:_\d+)?$|^longest$/, 'ms'],
  [/(?:^s|S)hare$/, 'share'],
  [/Percent$/, 'percent'],
  [/Bytes$/, 'bytes'],
];

function unitOf(key: string, { unit }: Evidence): string {
  if (/^(?:value|threshold)$/.test(key) && typeof unit === 'string') return unit;
  return UNITS.find(([pattern]) => pattern.test(key))?.[1] ?? 'count';
}

function inWords(key: string): string {
  return cleanText(key, 60)
    .replace(/(?:Ms|Bytes|Percent)$/, '')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
}
