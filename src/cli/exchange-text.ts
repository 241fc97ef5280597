import { formatDuration } from '../model/units.ts';
import type { TraceRecord } from '../protocols/http/trace.ts';
import { cleanText } from '../reporters/terminal/text/clean-text.ts';
import { type Look, paintFor } from '../reporters/terminal/text/paint.ts';

const MOST_LINES = 60;

/** One request and its answer, for people. */
export function exchangeText(record: TraceRecord, look: Look): string {
  const paint = paintFor(look.color);
  const { scenario, name, method, url, status, error, errorText, responseTimeMs, request, response } = record;
  const outcome =
    error === undefined
      ? (status >= 400 ? paint.bad : paint.good)(String(status))
      : paint.bad(`${error}: ${cleanText(errorText ?? '')}`);
  const head = [
    paint.bold(`${method} ${cleanText(url, 500)}`),
    outcome,
    paint.dim(
      `${formatDuration(responseTimeMs)}  ${cleanText([scenario, name].filter((part) => part !== '').join(' · '))}`,
    ),
  ];
  const lines = [head.join('  '), ...quoted(request, paint.accent('>')), ...quoted(response, paint.dim('<'))];
  return `\n${lines.join('\n')}\n`;
}

/** Without the empty lines at its end, and not by the page. */
function quoted(text: string, mark: string): string[] {
  const lines = text.trimEnd().split(/\r?\n/);
  if (lines.length === 1 && lines[0] === '') return [];
  const shown = lines.slice(0, MOST_LINES).map((line) => `  ${mark} ${cleanText(line, 2000)}`);
  return lines.length > MOST_LINES ? [...shown, `  ${mark} … ${lines.length - MOST_LINES} more lines`] : shown;
}
