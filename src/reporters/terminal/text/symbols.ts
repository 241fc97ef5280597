import type { Severity } from '../../../model/run.ts';
import type { Paint } from './paint.ts';

/** How a limit or check stands, as a symbol that says it without its colour too. */
export function passSymbol(passed: boolean | null, paint: Paint): string {
  if (passed === null) return paint.warn('…');
  return passed ? paint.good('✓') : paint.bad('✗');
}

const SEVERITY_SYMBOLS: Readonly<Record<Severity, string>> = { info: 'i', minor: '•', major: '!', critical: '✗' };

export function severitySymbol(severity: Severity, paint: Paint): string {
  return severityBrush(severity, paint)(SEVERITY_SYMBOLS[severity]);
}

export function severityBrush(severity: Severity, paint: Paint): (text: string) => string {
  if (severity === 'critical') return paint.bad;
  if (severity === 'major') return paint.warn;
  return severity === 'minor' ? paint.accent : paint.dim;
}
