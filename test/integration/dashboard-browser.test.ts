import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../../src/demo/demo.ts';
import { chromiumPath, launchChromium, skippedWithout, watchedPage } from '../browser/chromium.ts';
import { plimsoll, type StartedCommand, startPlimsoll } from './command-line.ts';

const path = chromiumPath();
const HOSTILE = `<script>hacked=1</script><img src=x onerror="hacked=1">"'&lt;\u202etxt`;

let demo: Demo;
let browser: Browser;
let served: Served;
let folder = '';

interface Served {
  readonly command: StartedCommand;
  readonly url: string;
}

/** Whatever becomes of the tests, nothing of theirs goes on. */
const started: StartedCommand[] = [];

async function serve(port: number): Promise<Served> {
  const command = startPlimsoll(['serve', '--port', String(port)], { cwd: folder });
  started.push(command);
  await command.wrote(/listening on http:\S+\//);
  return { command, url: /http:\/\/[^/\s]+/.exec(command.output())?.[0] ?? '' };
}

async function stopServing({ command }: Served): Promise<void> {
  command.child.kill('SIGTERM');
  await command.ended;
}

/** A page of the dashboard; the test fails where it is troubled by anything that `forgives` does not. */
async function opened(at: string, options: { url?: string; width?: number; forgives?: RegExp } = {}) {
  const { url = served.url, width = 1280, forgives } = options;
  const { page, troubles } = await watchedPage(browser, {
    viewport: { width, height: 900 },
    allows: (asked) => asked.startsWith(`${url}/`),
  });
  page.setDefaultTimeout(10_000);
  await page.goto(url + at);
  const checkedAndClosed = async () => {
    expect(troubles.filter((trouble) => forgives?.test(trouble) !== true)).toEqual([]);
    await page.context().close();
  };
  return { page, url, checkedAndClosed };
}

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
const isFocused = (page: Page, selector: string) => page.locator(`${selector}:focus`).first().waitFor();

describe.skipIf(path === undefined).concurrent(`the dashboard in a browser${skippedWithout(path)}`, () => {
  beforeAll(async () => {
    if (path === undefined) return;
    folder = mkdtempSync(join(tmpdir(), 'plimsoll-dashboard-'));
    demo = await startDemo({ port: 0 });
    const shop = (name: string, duration: string) => ({
      config: { name, target: demo.url, load: { rate: 40, duration }, limits: ['http_req_failed rate < 1%'] },
      scenarios: [{ flow: [{ get: '/hello' }] }],
    });
    const hostile = {
      config: { name: HOSTILE, target: demo.url, load: { users: 1, iterations: 5 } },
      scenarios: [{ name: HOSTILE, flow: [{ get: { url: '/status/500?q=<b>x</b>', name: HOSTILE } }] }],
    };
    const schedules = [{ file: 'shop.json', cron: '30 2 * * 1-5' }];
    writeFileSync(join(folder, 'shop.json'), JSON.stringify(shop('shop', '1s')));
    writeFileSync(join(folder, 'long.json'), JSON.stringify(shop('long', '60s')));
    writeFileSync(join(folder, 'form.json'), JSON.stringify(shop('form', '60s')));
    writeFileSync(join(folder, 'short.json'), JSON.stringify(shop('short', '6s')));
    writeFileSync(join(folder, 'hostile.json'), JSON.stringify(hostile));
    const endless = { ...hostile, config: { ...hostile.config, load: { users: 1, duration: '60s' } } };
    writeFileSync(join(folder, 'endless.json'), JSON.stringify(endless));
    const config = { tests: ['shop.json', 'form.json'], schedules };
    writeFileSync(join(folder, 'plimsoll.config.json'), JSON.stringify(config));
    const run = (file: string) => plimsoll(['run', file, '--tag', `of=${HOSTILE.slice(0, 25)}`], { cwd: folder });
    [browser, served] = await Promise.all([
      launchChromium(path),
      serve(0),
      run('shop.json').then(() => run('shop.json')),
      run('hostile.json'),
    ]);
  });
  afterAll(async () => {
    if (path === undefined) return;
    for (const { child } of started) child.kill('SIGTERM');
    await Promise.all([browser.close(), demo.close(), ...started.map(({ ended }) => ended)]);
    rmSync(folder, { recursive: true, force: true });
  });

  it('follows runs from start to verdict, through a reload and a new server, and stops one', async () => {
    const forgives =
      /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|\/api\/.*404|status of 404/;
    const first = await serve(0);
    const { page, url, checkedAndClosed } = await opened('/', { url: first.url, forgives });
    await heading(page, 'Runs');
    const short = startPlimsoll(['run', 'short.json'], { cwd: folder });
    const long = startPlimsoll(['run', 'long.json'], { cwd: folder });
    started.push(short, long);
    await page.getByRole('link', { name: /running.*long/ }).waitFor();
    await page.getByRole('link', { name: /running.*short/ }).click();
    await heading(page, 'short');
    await page.locator('#steps button').first().focus();
    const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    await stopServing(first);
    await page.getByText('Reconnecting').waitFor();
    const second = await serve(Number(new URL(url).port));
    expect((await short.ended).code).toBe(0);
    await page.waitForURL(`${url}/runs/${id}`);
    await page.locator('main .badge', { hasText: 'passed' }).first().waitFor();
    await isFocused(page, '#steps button');

    await page.getByRole('link', { name: /^Live/ }).click();
    const card = page.locator('.live-card', { hasText: 'long' });
    await card.getByText(/\d\/s/).waitFor();
    await card.getByRole('link', { name: 'Watch' }).click();
    await page.reload();
    await page.getByText(/^[01]:\d\d of 1:00$/).waitFor();
    await page.locator('.run-answer-why', { hasText: '1 limit, none crossed so far' }).waitFor();
    expect(await page.title()).toMatch(/^\d+% · long · /);
    await page.goBack();
    await card.getByRole('button', { name: 'Stop' }).click();
    await isFocused(page, '.stop-question .button-danger');
    await page.keyboard.press('Enter');
    expect((await long.ended).code).toBe(130);
    await card.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Runs', exact: true }).click();
    await page.getByRole('row', { name: /interrupted long/ }).waitFor();
    await checkedAndClosed();
    await stopServing(second);
  });

  it('leads by keys from the list to a comparison, a run, its history, and back', async () => {
    const { page, url, checkedAndClosed } = await opened('/?name=shop');
    await page.locator('.run-table tbody tr').nth(1).waitFor();
    const links = await page.locator('.run-table-link').all();
    const [newer, older] = await Promise.all(
      links.map(async (link) => (await link.getAttribute('href'))?.slice('/runs/'.length)),
    );
    await page.keyboard.press('Tab');
    await isFocused(page, '.skip-link');
    await page.keyboard.press('Enter');
    await page.locator('.run-table input').first().focus();
    await page.keyboard.press('Space');
    await page.locator('.run-table input').nth(1).focus();
    await page.keyboard.press('Space');
    await page.getByRole('link', { name: 'Compare 2 runs' }).focus();
    await page.keyboard.press('Enter');
    await heading(page, /Comparison of 2/);
    await isFocused(page, 'h1');
    expect(await page.title()).toContain('Compare runs');
    expect(new URL(page.url()).searchParams.get('runs')).toBe(`${older},${newer}`);
    await page.locator('#compare-figures tbody tr').first().waitFor();
    await page.locator('#compare-time canvas').first().waitFor();
    await page.getByRole('button', { name: 'Make reference' }).press('Enter');
    await page.waitForURL(`${url}/compare?runs=${newer},${older}`);
    await page.goBack();
    await page.locator('.run-table').waitFor();
    await page.getByRole('link', { name: 'shop' }).first().press('Enter');
    await heading(page, 'shop');
    await page.getByRole('link', { name: 'History' }).press('Enter');
    await page.getByRole('heading', { name: 'Figures' }).waitFor();
    const titles = page.locator('.trend-chart-title');
    expect((await titles.allTextContents()).slice(0, 2)).toEqual(['p95 of http_req_duration', 'rate of http_reqs']);
    const chooser = page.getByRole('combobox', { name: 'Add a figure' });
    await chooser.fill('duration P99.9 hello');
    await chooser.press('ArrowDown');
    await chooser.press('Enter');
    await titles.filter({ hasText: /^p99\.9 of http_req_duration \(name GET \/hello/ }).waitFor();
    await chooser.fill('nothing like it');
    await page.getByText('No figure is named like that').waitFor();
    await chooser.press('Escape');
    await page.getByRole('listbox').waitFor({ state: 'hidden' });
    const point = page.locator('.history-page a[href^="/runs/"]').first();
    const target = await point.getAttribute('href');
    await point.press('Enter');
    await page.waitForURL(url + target);
    await heading(page, 'shop');
    await checkedAndClosed();
  });

  it('starts a run from the form, says what is wrong where it is wrong, and shows schedules', async () => {
    const { page, checkedAndClosed } = await opened('/start', { forgives: /status of 400/ });
    await page.getByLabel('Test file').selectOption('form.json');
    await page.getByLabel('Duration').fill('soon');
    await page.getByRole('button', { name: 'Start the run' }).click();
    await isFocused(page, '[name=duration][aria-invalid=true]');
    expect(await page.locator('.form-problem').textContent()).toContain('duration');
    await page.getByLabel('Duration').fill('1s');
    await page.keyboard.press('Enter');
    const job = page.locator('.job-card').first();
    await job.locator('.badge', { hasText: 'passed' }).waitFor();
    await job.getByRole('link', { name: 'Open the run' }).click();
    await heading(page, 'form');
    await page.getByRole('link', { name: 'Schedules' }).click();
    await page.getByText('At 02:30, Monday to Friday').waitFor();
    await checkedAndClosed();
  });

  it('shows names full of markup as they are, on screens of every width', async () => {
    const { page, url, checkedAndClosed } = await opened('/', { width: 390 });
    const row = page.locator('.run-table tbody tr', { hasText: 'onerror' });
    await row.waitFor();
    const narrow: string[] = [];
    const look = async (at: string) => {
      const isWide = await page.evaluate('document.documentElement.scrollWidth > window.innerWidth');
      if (isWide) narrow.push(at);
      expect(await page.evaluate(`'hacked' in window`)).toBe(false);
      expect(await page.locator('main [onerror], main [onload], main script, main img').count()).toBe(0);
    };
    await look('runs');
    await row.getByRole('link').click();
    await page.locator('.run-page').waitFor();
    await look('run');
    await page.getByRole('link', { name: 'History' }).click();
    await page.getByRole('heading', { name: 'Figures' }).waitFor();
    expect(await page.locator('h1').textContent()).toContain('<script>');
    await look('history');
    const endless = startPlimsoll(['run', 'endless.json', '--no-store'], { cwd: folder });
    started.push(endless);
    await page.goto(`${url}/`);
    await page.locator('.live-line', { hasText: 'onerror' }).waitFor();
    await look('runs, one under way');
    await page.getByRole('link', { name: /^Live/ }).click();
    await page.locator('.live-card', { hasText: 'onerror' }).getByText(/\d\/s/).waitFor();
    await look('live');
    await page.locator('.live-card', { hasText: 'onerror' }).getByRole('link', { name: 'Watch' }).click();
    await page.locator('#steps').waitFor();
    await look('live run');
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('button', { name: 'Stop the run' }).click();
    expect((await endless.ended).code).toBe(130);
    await page.getByText('it was not kept').waitFor();
    for (const at of ['/tests', '/live', '/start', '/schedules', '/compare', '/nothing']) {
      await page.goto(url + at);
      await page.locator('main h1').waitFor();
      await look(at);
    }
    expect(narrow).toEqual([]);
    await checkedAndClosed();
  });
});
