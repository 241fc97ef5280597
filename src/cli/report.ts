import { resolve } from 'node:path';
import { EXIT } from '../judge/exit-code.ts';
import type { Run } from '../model/run.ts';
import type { CommandInput } from './command.ts';
import { openInBrowser } from './open-in-browser.ts';
import type { reportCommandOptions } from './options/report-options.ts';
import { runsToReport } from './report-runs.ts';
import { reportsOf, terminalForReports } from './reports.ts';

type Input = CommandInput<typeof reportCommandOptions>;

/** Of a file's name, so that it can be typed. */
const MOST_OF_A_NAME = 60;

/** `plimsoll report [RUN…]` */
export async function report(input: Input): Promise<number> {
  const { options } = input;
  const terminal = terminalForReports(withDefaults(options), input.terminal);
  const texts = input.arguments.length === 0 ? ['latest'] : input.arguments;
  // Nothing is known of the page's name before, but what was asked for by name is checked first.
  await reportsOf(withDefaults(options), terminal);
  const runs = await runsToReport(texts, { terminal, options });
  const asked = withDefaults(options, runs);
  const reports = await reportsOf(asked, terminal);
  const written = await reports.write(runs, runs.length > 1);
  if (written.length > 0) reports.people.write(`Written: ${written.join(', ')}\n`);
  if (options.open && asked.html !== undefined && asked.html !== '-') {
    const page = resolve(terminal.cwd, asked.html);
    const isShown = await openInBrowser(page, terminal.env);
    if (!isShown) terminal.stderr.write(`No browser could be started: open ${page} in one.\n`);
  }
  return EXIT.passed;
}

/** A page is written where it is to be shown, or nothing else was asked for. */
function withDefaults(options: Input['options'], runs?: readonly Run[]) {
  const { html, json, junit, markdown, csv, open, store } = options;
  const isAsked = [html, json, junit, markdown, csv].some((to) => to !== undefined);
  const page = html ?? (runs !== undefined && (open || !isAsked) ? pageName(runs) : undefined);
  const rest = { quiet: false, verbose: false, strict: false, noStore: false, log: undefined, logSample: undefined };
  return { html: page, json, junit, markdown, csv, store, ...rest };
}

/** `shop-20260314-092653-3f9a1c.html`; of several runs that of the first, and how many. */
function pageName(runs: readonly Run[]): string {
  const [first] = runs;
  const words = [first?.name ?? '', first?.id ?? '', ...(runs.length > 1 ? [`and ${runs.length - 1} more`] : [])];
  const plain = words.map((word) =>
    word
      .replace(/[^\w.]+/g, '-')
      .replace(/^[-.]+|-+$/g, '')
      .slice(0, MOST_OF_A_NAME),
  );
  return `${plain.filter((word) => word !== '').join('-')}.html`;
}
