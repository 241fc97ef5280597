import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';

/** What opening a report and zooming in it came to, in milliseconds. */
export interface Paint {
  readonly firstMs: number;
  readonly largestMs: number;
  /** Until the charts are drawn. */
  readonly drawnMs: number;
  /** By how much its layout moved: Chromium's score, of which up to 0.1 is called good. */
  readonly shift: number;
  readonly frameMs: number;
  readonly worstMs: number;
  /** From the end of a drag until what it zoomed to is shown. */
  readonly zoomMs: number;
}

/** Opens a report in a fresh window, and zooms into its first chart by dragging. */
export async function drawn(browser: Browser, file: string): Promise<Paint> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript({ path: join('benchmarks', 'report', 'in-page.js') });
  await page.goto(pathToFileURL(file).href);
  await page.waitForFunction('plimsollSeen.drawnMs > 0');
  const seen = await page.evaluate<Omit<Paint, 'frameMs' | 'worstMs' | 'zoomMs'>>('plimsollSeen');
  const zoom = await zoomed(page);
  await context.close();
  return { ...seen, ...zoom };
}

async function zoomed(page: Page): Promise<Pick<Paint, 'frameMs' | 'worstMs' | 'zoomMs'>> {
  const plot = page.locator('.chart-plot').first();
  await plot.scrollIntoViewIfNeeded();
  const box = await plot.boundingBox();
  if (box === null) throw new Error('there is no chart to zoom');
  const [left, middle] = [box.x + box.width * 0.3, box.y + box.height / 2];
  await page.mouse.move(left, middle);
  await page.mouse.down();
  const frames = page.evaluate<number[]>('framesFor(800)');
  for (let step = 1; step <= 40; step++) await page.mouse.move(left + (step * box.width * 0.4) / 40, middle);
  const gaps = (await frames).sort((a, b) => a - b);
  const zoom = page.evaluate<number>('untilRedrawn()');
  await page.mouse.up();
  return { frameMs: gaps[gaps.length >> 1] ?? 0, worstMs: gaps.at(-1) ?? 0, zoomMs: await zoom };
}
