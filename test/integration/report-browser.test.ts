import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReportData } from '../../src/model/report.ts';
import type { Run } from '../../src/model/run.ts';
import { exampleBenchRun } from '../../src/reporters/fixtures/example-bench-run.ts';
import { renderHtml } from '../../src/reporters/html/page.ts';
import { renderJson } from '../../src/reporters/json.ts';
import { chromiumPath, launchChromium, skippedWithout, type WatchedPage, watchedPage } from '../browser/chromium.ts';
import { hostileRun } from '../browser/hostile-run.ts';
import { madeRun } from '../browser/made-run.ts';
import { plimsoll } from './command-line.ts';

const executable = chromiumPath();

describe.skipIf(executable === undefined)(`the report in a browser${skippedWithout(executable)}`, () => {
  let browser: Browser;
  let folder: string;
  let run: Run;
  let file: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-report-'));
    [browser, run] = await Promise.all([
      launchChromium(executable as string),
      madeRun({ steps: 12, seconds: 60, rate: 60 }),
    ]);
    writeFileSync(join(folder, 'run.json'), renderJson(run));
    const { code, stdout } = await plimsoll(['report', 'run.json', '--html', 'report.html'], { cwd: folder });
    file = join(folder, 'report.html');
    expect([code, stdout]).toEqual([0, `Written: ${file}\n`]);
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function opened(path: string, options: BrowserContextOptions = {}): Promise<WatchedPage> {
    const watched = await watchedPage(browser, options);
    await watched.page.goto(pathToFileURL(path).href);
    if (options.javaScriptEnabled !== false) await watched.page.waitForSelector('html[data-drawn]');
    return watched;
  }

  async function written(name: string, data: Omit<ReportData, 'writtenAt'>): Promise<string> {
    const path = join(folder, name);
    writeFileSync(path, await renderHtml({ ...data, writtenAt: '2026-03-14T10:00:00.000Z' }));
    return path;
  }

  it('opens from a disk with no request, no error and no jump; dragging zooms all charts, a double click undoes it', async () => {
    const { page, troubles } = await opened(file);
    expect(await page.title()).toBe(`shop: ${run.verdict}`);
    const charts = await keepPictures(page);
    expect(charts).toBeGreaterThan(3);
    const overlay = page.locator('.chart-time .chart-overlay').first();
    await overlay.scrollIntoViewIfNeeded();
    const box = (await overlay.boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.2, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 40, { steps: 5 });
    await page.mouse.up();
    await page.mouse.move(0, 0);
    await eventually(() => changed(page)).toHaveLength(charts);
    await overlay.dblclick();
    await page.mouse.move(0, 0);
    await eventually(() => changed(page)).toEqual([]);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('shows every series at the cursor, in all charts; legends switch lines off', async () => {
    const { page, troubles } = await opened(file);
    const overlay = page.locator('.chart-time .chart-overlay').first();
    await overlay.scrollIntoViewIfNeeded();
    const box = (await overlay.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + 40);
    const leads = page.locator('.chart-time .chart-legend-lead');
    await eventually(async () => new Set(await leads.allTextContents())).toEqual(new Set(['at 0:30']));
    await eventually(() => overlay.getAttribute('aria-valuetext')).toMatch(/^0:30: .*\d/);
    await keepPictures(page);
    await page.locator('.chart-time .chart-legend button').first().click();
    await page.mouse.move(0, 0);
    await eventually(() => changed(page)).toContain(0);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('sorts and filters its steps, and shows the charts of one alone', async () => {
    const { page, troubles } = await opened(file);
    const steps = page.locator('#steps');
    const names = () => steps.locator('tbody th').allTextContents();
    const inOrder = async () => (await names()).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    const heads = steps.locator('thead th');
    await heads.first().getByRole('button').click();
    expect(await names()).toEqual(await inOrder());
    expect(await heads.first().getAttribute('aria-sort')).toBe('ascending');
    await heads.first().getByRole('button').click();
    expect(await names()).toEqual((await inOrder()).reverse());
    await steps.getByRole('searchbox').fill('resource-11');
    expect(await names()).toEqual(['GET /api/v2/resource-11/:id']);
    await keepPictures(page);
    await steps.locator('tbody button').first().click();
    await eventually(() => steps.getByRole('status').last().textContent()).not.toBe('');
    expect(await steps.locator('tbody button').first().getAttribute('aria-pressed')).toBe('true');
    await eventually(() => changed(page)).not.toEqual([]);
    await steps.getByRole('button', { name: /Show all steps/ }).click();
    await eventually(() => changed(page)).toEqual([]);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('follows the theme of the system, fits into 390 px, and prints without its controls', async () => {
    const { page, troubles } = await opened(file, { viewport: { width: 390, height: 844 }, colorScheme: 'light' });
    const ground = () => page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor');
    const [light, charts] = [await ground(), await keepPictures(page)];
    await page.emulateMedia({ colorScheme: 'dark' });
    await eventually(ground).not.toBe(light);
    await eventually(() => changed(page)).toHaveLength(charts);
    const [wide, shown] = await page.evaluate<[number, number]>(
      '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
    );
    expect(wide).toBeLessThanOrEqual(shown);
    await page.emulateMedia({ media: 'print' });
    await eventually(ground).toBe('rgb(255, 255, 255)');
    expect(await page.locator('.needs-script:visible, .no-print:visible').count()).toBe(0);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('does all of it by the keyboard', async () => {
    const { page, troubles } = await opened(file);
    await keepPictures(page);
    const isOnChart = () => page.evaluate<boolean>("document.activeElement?.className === 'chart-overlay'");
    for (let presses = 0; presses < 60 && !(await isOnChart()); presses++) await page.keyboard.press('Tab');
    expect(await isOnChart()).toBe(true);
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await eventually(async () => page.locator('.chart-time .chart-legend-lead').first().textContent()).toMatch(
      /^at 0:0/,
    );
    await page.keyboard.press('+');
    await eventually(() => changed(page)).toContain(0);
    await page.keyboard.press('0');
    await page.locator('#steps thead button').nth(1).focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('#steps thead th').nth(1).getAttribute('aria-sort')).toBe('descending');
    await page.locator('#steps tbody button').first().focus();
    await page.keyboard.press('Space');
    expect(await page.locator('#steps tbody button').first().getAttribute('aria-pressed')).toBe('true');
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('takes nothing from a test or a target for markup, and its policy forbids what it might ask for', async () => {
    for (const base of [run, exampleBenchRun()]) {
      const path = await written('hostile.html', { runs: [{ run: hostileRun(base) }] });
      const { page, troubles } = await opened(path);
      expect(await page.locator('h1').first().textContent()).toContain('<script>');
      for (const foreign of ['#report script', 'img', 'iframe', 'object', 'form', 'base', '[onerror]', '[onclick]']) {
        expect(await page.locator(foreign).count(), foreign).toBe(0);
      }
      const hrefs = await page.locator('a').evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
      expect(hrefs.filter((href) => !href.startsWith('#'))).toEqual([]);
      expect(await page.evaluate('typeof globalThis.hacked')).toBe('undefined');
      expect(troubles).toEqual([]);
      await page.context().close();
    }
  });

  it('lets nothing out, whatever it might be made to try', async () => {
    const { server, port } = await listening();
    // Chromium connects ahead of a navigation, before it asks the policy, which then lets no request through.
    let requests = 0;
    server.on('request', () => requests++).on('upgrade', () => requests++);
    const { page } = await opened(file);
    const refused = await page.evaluate<string[]>(tryEverything(`http://127.0.0.1:${port}/`));
    const directives = [
      'connect-src',
      'default-src',
      'img-src',
      'media-src',
      'frame-src',
      'style-src-elem',
      'style-src-attr',
      'form-action',
    ];
    expect(refused).toEqual(expect.arrayContaining([...directives, 'script', 'markup']));
    expect(requests).toBe(0);
    await page.context().close();
    server.close();
  });

  it('without scripts shows the answer and its tables', async () => {
    const { page, troubles } = await opened(file, { javaScriptEnabled: false });
    expect(await page.locator('h1').first().textContent()).toContain('shop');
    expect(await page.locator('#steps tbody tr').count()).toBe(12);
    expect(await page.locator('.report-static').isVisible()).toBe(true);
    expect(await page.locator('.needs-script:visible').count()).toBe(0);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('keeps what it shows where its data is damaged, and says so', async () => {
    const page = await renderHtml({ runs: [{ run }], writtenAt: '2026-03-14T10:00:00.000Z' });
    const path = join(folder, 'damaged.html');
    writeFileSync(path, page.replace(/(id="data">.{2000}).{500}/, '$1'));
    const watched = await watchedPage(browser);
    await watched.page.goto(pathToFileURL(path).href);
    const trouble = watched.page.getByRole('alert');
    await trouble.waitFor();
    expect(await trouble.textContent()).toMatch(/^The charts could not be drawn/);
    expect(await watched.page.locator('#steps tbody tr').count()).toBe(12);
    expect(watched.troubles).toEqual([]);
    await watched.page.context().close();
  });

  it('of several runs shows a table of all, and one at a time', async () => {
    const path = await written('several.html', { runs: [{ run }, { run: exampleBenchRun() }] });
    const { page, troubles } = await opened(path);
    expect(await page.locator('#run-2').count()).toBe(0);
    await page.getByRole('link', { name: 'parse.bench.ts' }).first().click();
    await page.locator('#run-2').waitFor();
    expect(await page.locator('#run-1').count()).toBe(0);
    expect(await page.locator('#run-2').textContent()).toContain('parseSafe');
    await page.goBack();
    await page.locator('#run-1').waitFor();
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});

/** Machines may be slow; what is waited for comes at once on most. */
const eventually = <Value>(read: () => Value) => expect.poll(read, { timeout: 20_000, interval: 60 });

/** Keeps in the page what each chart over time has drawn, and answers how many there are. */
const KEEP = `
  globalThis.picturesOf = () =>
    [...document.querySelectorAll('.chart-time .chart-canvas canvas')].map(({ width, height }, at, all) => {
      const copy = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
      copy.drawImage(all[at], 0, 0);
      return copy.getImageData(0, 0, width, height);
    });
  globalThis.kept = picturesOf();
  kept.length`;

/** Which charts look other than they were kept: edges of the same lines are not always drawn alike to the last bit. */
const CHANGED = `
  picturesOf().flatMap(({ data, width }, at) => {
    const before = kept[at];
    if (before?.width !== width || before.data.length !== data.length) return [at];
    let differing = 0;
    for (let byte = 0; byte < data.length; byte++) differing += Math.abs(data[byte] - before.data[byte]) > 48;
    return differing > 40 ? [at] : [];
  })`;

const changed = (page: Page) => page.evaluate<number[]>(CHANGED);

/** Waits until all charts are drawn, keeps what they look like, and answers how many they are. */
async function keepPictures(page: Page): Promise<number> {
  const charts = await page.locator('.chart-time').count();
  await eventually(async () => {
    const drawn = await page.evaluate<number>(KEEP);
    await page.waitForTimeout(50);
    return drawn === charts && (await changed(page)).length === 0;
  }).toBe(true);
  return charts;
}

async function listening(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((_, response) => response.end());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

/** A script that asks for `url` in every way there is, and answers which directives have refused something. */
function tryEverything(url: string): string {
  return `(async () => {
    const refused = [];
    addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective));
    const add = (tag, attributes) => {
      const element = document.createElement(tag);
      for (const [name, value] of Object.entries(attributes)) element[name] = value;
      document.body.append(element);
      return element;
    };
    const tryTo = (name, work) => { try { work(); } catch { refused.push(name); } };
    await fetch('${url}').catch(() => {});
    navigator.sendBeacon('${url}');
    tryTo('socket', () => new WebSocket('${url.replace('http', 'ws')}'));
    tryTo('events', () => new EventSource('${url}'));
    add('img', { src: '${url}' });
    add('video', { src: '${url}' });
    add('iframe', { src: '${url}' });
    add('link', { rel: 'prefetch', href: '${url}' });
    add('link', { rel: 'preload', as: 'image', href: '${url}' });
    add('link', { rel: 'stylesheet', href: '${url}' });
    add('style', { textContent: 'body { display: none }' });
    add('div', { textContent: 'x' }).style.background = 'url(${url})';
    add('div', { textContent: 'x' }).setAttribute('style', 'color: red');
    tryTo('script', () => add('script', { src: '${url}' }));
    const form = add('form', { action: '${url}', target: 'nowhere' });
    tryTo('markup', () => document.body.insertAdjacentHTML('beforeend', '<p>'));
    form.submit();
    await new Promise((resolve) => setTimeout(resolve, 300));
    return refused;
  })()`;
}
