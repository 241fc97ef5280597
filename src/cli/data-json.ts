import { writeReportText } from './report-text.ts';
import type { Terminal } from './terminal.ts';

/** Writes what a command has found as JSON: into a file, or `-` for standard output. */
export async function writeJson(value: unknown, to: string, terminal: Terminal): Promise<void> {
  await writeReportText(`${JSON.stringify(value, null, 2)}\n`, { to, flag: '--json', terminal });
}
