import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { hasProgram, programFolders } from '../find-program.ts';

/** The browser of the system, or undefined where it has none. */
export function chromiumPath(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const programs = programFolders('/usr/bin').flatMap((folder) => names.map((name) => ({ folder, name })));
  const found = programs.find(({ folder, name }) => hasProgram(folder, name));
  return found === undefined ? undefined : join(found.folder, found.name);
}

/** What to add to the title of tests that are skipped without a browser. */
export function skippedWithout(path: string | undefined): string {
  return path === undefined ? ' (skipped: no chromium on PATH)' : '';
}

/** Chromium without a window, and without anything that it does on its own behalf. */
export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-background-networking', '--no-first-run'],
  });
}

/** A page, and whatever of it was not as it should be. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors and warnings of its console, what it threw, dialogs, and requests other than for pages that were opened. */
  readonly troubles: readonly string[];
}

/** Opens a page that tells of every trouble; `allows` says which requests are none. */
export async function watchedPage(
  browser: Browser,
  options: BrowserContextOptions & { readonly allows?: (url: string) => boolean } = {},
): Promise<WatchedPage> {
  const { allows = () => false, ...context } = options;
  const page = await (await browser.newContext(context)).newPage();
  const troubles: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`thrown: ${error.message}`));
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const isOpened = request.isNavigationRequest() && request.frame() === page.mainFrame();
    if (!isOpened && !request.url().startsWith('data:') && !allows(request.url())) {
      troubles.push(`request: ${request.url()}`);
    }
  });
  return { page, troubles };
}
