import type { Run } from '../model/run.ts';

const HEADER = ['run', 'metric', 'tags', 'atMs', 'stepMs', 'field', 'value'];

/** The time series in long form: a line for each field of each step that has a value, as RFC 4180 quotes it. */
export function renderCsv(run: Run): string {
  const lines = [HEADER.join(',')];
  for (const { name, tags, startMs, stepMs, fields } of run.series) {
    const start = [run.id, name, tagText(tags)].map(cell).join(',');
    for (const [field, values] of Object.entries(fields)) {
      for (const [step, value] of values.entries()) {
        if (value === null) continue;
        lines.push(`${start},${startMs + step * stepMs},${stepMs},${cell(field)},${value}`);
      }
    }
  }
  return `${lines.join('\r\n')}\r\n`;
}

function tagText(tags: Readonly<Record<string, string>>): string {
  return Object.keys(tags)
    .sort()
    .map((tag) => `${tag}=${tags[tag]}`)
    .join(';');
}

/** A leading apostrophe keeps spreadsheets from running what a target's name may hold as a formula. */
function cell(text: string): string {
  const safe = /^\s*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n\t']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
