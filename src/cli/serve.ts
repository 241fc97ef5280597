import { basename } from 'node:path';
import { type Dashboard, startDashboard } from '../dashboard/dashboard.ts';
import { dashboardUrl, tokenFor } from '../dashboard/serve-dashboard.ts';
import { isLoopback, readHost } from '../dashboard/server/reach.ts';
import { UserError } from '../errors/user-error.ts';
import type { CommandInput } from './command.ts';
import { openInBrowser } from './open-in-browser.ts';
import type { serveOptions } from './options/serve-options.ts';
import { printError } from './print-error.ts';
import { USUAL_PORT, whoListens } from './serve-neighbour.ts';
import { tellParent } from './serve-parent.ts';

type Input = CommandInput<typeof serveOptions>;

/** `plimsoll serve`: serves until it is told to stop. */
export async function serve({ options, terminal }: Input): Promise<number> {
  const host = options.host ?? '127.0.0.1';
  const port = options.port ?? USUAL_PORT;
  const token = tokenFor(host, options.token);
  // Listened for before anything is printed: whoever waits for it may end the server at once.
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    process.once('disconnect', () => resolve());
  });
  const dashboard = await startDashboard({
    cwd: terminal.cwd,
    host,
    port,
    ...(token === undefined ? {} : { token }),
    ...(options.store === undefined ? {} : { storeUrl: options.store }),
    // Beside a run nothing starts by itself.
    withoutSchedules: process.send !== undefined,
    allowedHosts: options.allowHost.map(allowedHost),
    whoListens: () => whoListens(port, terminal.cwd),
    onNotice: (text) => terminal.stderr.write(`${text}\n`),
    onBug: (reference, error) => {
      terminal.stderr.write(`While answering a request (reference ${reference}):\n`);
      printError(error, { terminal, as: 'error', verbose: true });
    },
  });
  const url = dashboardUrl(host, dashboard);
  const entry = token === undefined ? url : `${url}?token=${encodeURIComponent(token)}`;
  tellParent(url, dashboard.live);
  print({ options, terminal }, { dashboard, url, entry, isNew: token !== undefined && options.token === undefined });
  if (options.open && !(await openInBrowser(entry, terminal.env))) {
    terminal.stderr.write('No browser could be opened; open the URL above yourself.\n');
  }
  await stopped;
  await dashboard.close();
  return 0;
}

function allowedHost(given: string): string {
  const host = readHost(given);
  if (host === undefined) {
    throw new UserError(`--allow-host '${given}' is no name of a host`, {
      code: 'INVALID_OPTION',
      hint: 'write it as it stands in the URL: perf.example.com, or with a port: perf.example.com:8443',
    });
  }
  return host.port === undefined ? host.name : `${host.name}:${host.port}`;
}

interface Served {
  readonly dashboard: Dashboard;
  readonly url: string;
  readonly entry: string;
  /** The token was made just now: nobody knows it yet. */
  readonly isNew: boolean;
}

/** All in one, so that whoever waits for the first line has the others too. */
function print({ options, terminal }: Pick<Input, 'options' | 'terminal'>, served: Served): void {
  const { url, entry, isNew } = served;
  const first = `The dashboard is listening on ${isNew ? entry : url}`;
  const lines = options.quiet ? [first] : [`${first} (Ctrl-C stops it)`, ...aboutLines(served)];
  terminal.stdout.write(`${lines.join('\n')}\n`);
}

function aboutLines({ dashboard, url, entry, isNew }: Served): string[] {
  const lines = [`  project  ${basename(dashboard.project) || dashboard.project}`, `  store    ${dashboard.store}`];
  if (isNew) lines.push('  token    in the URL: open it once in each browser; PLIMSOLL_TOKEN keeps one over restarts');
  else if (entry !== url) lines.push('  token    open the URL with ?token=… behind it once in each browser');
  if (!isLoopback(dashboard.address)) {
    lines.push(
      '  network  others can reach it, unencrypted: put a proxy with TLS before it where they are not trusted',
    );
  }
  return lines;
}
