import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { renderHtml } from '../../src/reporters/html/page.ts';
import { chromiumPath, launchChromium } from '../../test/browser/chromium.ts';
import { madeRun } from '../../test/browser/made-run.ts';
import { drawn, type Paint } from './drawn.ts';

const MOST_BYTES = 2_000_000;
const MOST_PAINT_MS = 1000;
const OPENED_TIMES = 5;

const [steps = 200, seconds = 3600] = process.argv.slice(2).map(Number);
const kept = process.env.REPORT_FILE;
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const ms = (value: number): string => `${value.toFixed(0)} ms`;
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-report-'));
try {
  say(`Making a run of ${seconds} s with ${steps} steps …`);
  const run = await madeRun({ steps, seconds });
  const before = performance.now();
  const page = await renderHtml({ runs: [{ run }], writtenAt: new Date().toISOString() });
  const tookMs = performance.now() - before;
  const file = kept ?? join(folder, 'report.html');
  writeFileSync(file, page);
  const bytes = Buffer.byteLength(page);
  say(`Written in ${ms(tookMs)}: ${(bytes / 1e6).toFixed(2)} MB (at most ${MOST_BYTES / 1e6} MB)`);
  const executable = chromiumPath();
  if (executable === undefined) throw new Error('there is no chromium on PATH or in /usr/bin');
  const browser = await launchChromium(executable);
  const paints: Paint[] = [];
  for (let at = 0; at < OPENED_TIMES; at++) paints.push(await drawn(browser, file));
  await browser.close();
  const middle = (of: (paint: Paint) => number) => paints.map(of).sort((a, b) => a - b)[OPENED_TIMES >> 1] ?? 0;
  const firstMs = middle(({ firstMs }) => firstMs);
  say(`Opened ${OPENED_TIMES} times, medians:`);
  say(
    `  first paint ${ms(firstMs)} (at most ${ms(MOST_PAINT_MS)}), largest ${ms(middle(({ largestMs }) => largestMs))}`,
  );
  say(
    `  charts drawn ${ms(middle(({ drawnMs }) => drawnMs))}, layout moved by ${middle(({ shift }) => shift).toFixed(3)}`,
  );
  say(
    `  while zooming: frame ${middle(({ frameMs }) => frameMs).toFixed(1)} ms, the longest ${ms(middle(({ worstMs }) => worstMs))}`,
  );
  say(`  from a drag's end to all charts redrawn ${ms(middle(({ zoomMs }) => zoomMs))}`);
  process.exitCode = bytes <= MOST_BYTES && firstMs <= MOST_PAINT_MS ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
