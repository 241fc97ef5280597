/**
 * Makes the pictures in docs/images/: the report and the dashboard, light and dark, of real runs against the demo target.
 * Needs Chromium: `node scripts/screenshots.mjs`, about a minute and a half.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { root, setUp } from './setup.mjs';

setUp();
const command = join(root, 'bin', 'plimsoll.js');
const images = join(root, 'docs', 'images');
const folder = join(mkdtempSync(join(tmpdir(), 'plimsoll-pictures-')), 'shop');
const DEMO = 'http://127.0.0.1:18761';
const DASHBOARD = 'http://127.0.0.1:18762';
const servers = [];

const TEST = `import { hold, ramp, scenario, test } from 'plimsoll';

export default test('shop', {
  target: '${DEMO}',
  load: { rate: [ramp(0, 80, '6s', { name: 'ramp up' }), hold(80, '12s', { name: 'steady' }), ramp(80, 10, '4s', { name: 'ramp down' })] },
  limits: ['http_req_duration p95 < 120ms', 'response_time p99 < 600ms', 'http_req_failed rate < 1%', 'checks rate > 99%'],
  scenarios: [
    scenario('browse').weight(4).get('/items?size=20').expect({ status: 200 }).capture('id', '$.items[0].id').think('100ms..300ms').get('/items/{{ id }}').expect({ status: 200 }),
    scenario('search').weight(2).get('/search?q=lamp').expect({ status: 200 }),
    scenario('buy').weight(1).post('/login', { json: { name: 'visitor' } }).capture('token', '$.token').get('/cart', { headers: { authorization: 'Bearer {{ token }}' } }).post('/checkout', { headers: { authorization: 'Bearer {{ token }}' } }).expect({ status: 201 }),
  ],
});
`;
const CONFIG = `import { defineConfig } from 'plimsoll';

export default defineConfig({ tests: ['shop.ts'], schedules: [{ file: 'shop.ts', cron: '0 3 * * 1-5', timezone: 'Europe/Berlin' }] });
`;

try {
  mkdirSync(folder, { recursive: true });
  mkdirSync(images, { recursive: true });
  writeFileSync(join(folder, 'shop.ts'), TEST);
  writeFileSync(join(folder, 'plimsoll.config.ts'), CONFIG);
  await serve(['demo', '--port', '18761', '--knob', 'GET /search slow=40ms share=0.3'], `${DEMO}/health`);
  await serve(['serve', '--port', '18762'], `${DASHBOARD}/api/info`);
  for (let run = 0; run < 6; run++) await plimsoll(['run', 'shop.ts', '--duration', '4s', '--quiet']);
  await plimsoll(['run', 'shop.ts', '--quiet', '--html', 'report.html']);
  await takePictures();
} finally {
  for (const server of servers) server.kill();
  rmSync(join(folder, '..'), { recursive: true, force: true });
}

async function takePictures() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  for (const scheme of ['light', 'dark']) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1120 }, colorScheme: scheme });
    const take = async (name, url, prepare = async () => {}) => {
      await page.goto(url);
      await pause(1200);
      await prepare();
      await page.screenshot({ path: join(images, `${name}-${scheme}.png`) });
    };
    await take('report', pathToFileURL(join(folder, 'report.html')).href);
    await take('report-charts', pathToFileURL(join(folder, 'report.html')).href, () => scrollTo(page, 'Over time'));
    await take('report-latency', pathToFileURL(join(folder, 'report.html')).href, () => scrollTo(page, 'Latency'));
    await take('dashboard-history', `${DASHBOARD}/tests/shop`);
    const { runs } = await (await fetch(`${DASHBOARD}/api/runs?limit=3`)).json();
    await take('dashboard-compare', `${DASHBOARD}/compare?runs=${runs[2].id},${runs[1].id}`);
    const running = plimsoll(['run', 'shop.ts', '--quiet']);
    await pause(13_000);
    const live = await (await fetch(`${DASHBOARD}/api/live`)).json();
    await take('dashboard-runs', DASHBOARD);
    await take('dashboard-live', `${DASHBOARD}/live/${live.runs[0].id}`);
    await running;
    await page.close();
  }
  await browser.close();
}

async function scrollTo(page, title) {
  await page.evaluate((wanted) => {
    const heading = [...document.querySelectorAll('h2')].find(({ textContent }) => textContent.startsWith(wanted));
    heading?.scrollIntoView();
  }, title);
  await pause(600);
}

async function plimsoll(parameters) {
  const child = spawn(process.execPath, [command, ...parameters], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0 && code !== 3) throw new Error(`plimsoll ${parameters.join(' ')} ended with ${code}`);
}

async function serve(parameters, readyUrl) {
  servers.push(
    spawn(process.execPath, [command, ...parameters], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] }),
  );
  for (let attempt = 0; attempt < 50; attempt++) {
    const answer = await fetch(readyUrl).catch(() => undefined);
    if (answer !== undefined) return;
    await pause(200);
  }
  throw new Error(`${readyUrl} does not answer`);
}
