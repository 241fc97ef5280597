import type { MachineCheck, MachineNoise, MachineReport } from '../../model/machine.ts';
import { showShare } from '../../model/show-value.ts';
import { cleanText } from './text/clean-text.ts';
import { type Look, type Paint, paintFor } from './text/paint.ts';
import { wrapText } from './text/text-width.ts';
import { toAscii } from './text/to-ascii.ts';

const SYMBOLS: Readonly<Record<MachineCheck['status'], string>> = { good: '✓', fair: '•', poor: '!', unknown: '–' };

/** What `plimsoll doctor` prints. */
export function renderMachine({ environment, checks, noise }: MachineReport, look: Look): string {
  const paint = paintFor(look.color);
  const width = Math.min(look.columns, 100);
  const { cpu, os, node } = environment;
  const subjectWidth = Math.max(...checks.map(({ subject }) => subject.length));
  const lines = [
    paint.bold(conclusion(checks)),
    paint.dim(`${cleanText(cpu)} · ${cleanText(os)} · node ${node.replace(/^v/, '')}`),
    '',
    ...checks.flatMap((check) => checkLines(check, { paint, width, subjectWidth })),
    ...(noise.length > 0 ? ['', paint.bold('The same code, measured twice'), ...noiseLines(noise, paint)] : []),
  ];
  const text = `${lines.join('\n')}\n`;
  return look.unicode ? text : toAscii(text);
}

function conclusion(checks: readonly MachineCheck[]): string {
  const poor = checks.filter(({ status }) => status === 'poor').map(({ subject }) => subject.toLowerCase());
  if (poor.length > 0) return `This machine will spoil some measurements: ${poor.join(', ')}`;
  const fair = checks.filter(({ status }) => status === 'fair').map(({ subject }) => subject.toLowerCase());
  if (fair.length > 0) return `This machine will do; it could do better: ${fair.join(', ')}`;
  return 'This machine is fit to measure on';
}

interface Layout {
  readonly paint: Paint;
  readonly width: number;
  readonly subjectWidth: number;
}

function checkLines(
  { subject, status, found, advice }: MachineCheck,
  { paint, width, subjectWidth }: Layout,
): string[] {
  const indent = ' '.repeat(subjectWidth + 6);
  const left = `  ${brushOf(status, paint)(SYMBOLS[status])} ${subject.padEnd(subjectWidth)}  `;
  const room = Math.max(24, width - indent.length);
  const [first = '', ...rest] = wrapText(cleanText(found), room);
  const advised = advice === undefined ? [] : wrapText(`→ ${advice}`, room).map((line) => paint.dim(line));
  return [`${left}${first}`, ...[...rest, ...advised].map((line) => `${indent}${line}`)];
}

function brushOf(status: MachineCheck['status'], paint: Paint): (text: string) => string {
  if (status === 'good') return paint.good;
  if (status === 'poor') return paint.bad;
  return status === 'fair' ? paint.warn : paint.dim;
}

function noiseLines(noise: readonly MachineNoise[], paint: Paint): string[] {
  const header = `  ${'Workload'.padEnd(12)}${'Batches'.padStart(10)}${'Processes'.padStart(12)}${'Seen side by side'.padStart(20)}`;
  return [
    paint.dim(header),
    ...noise.map(({ workload, withinProcess, floor, smallest }) => {
      const cells = [showShare(withinProcess).padStart(10), showShare(floor).padStart(12)];
      return `  ${workload.padEnd(12)}${cells.join('')}${`from ${showShare(smallest)} on`.padStart(20)}`;
    }),
  ];
}
