import { isIPv6 } from 'node:net';
import { type Dashboard, startDashboard } from './dashboard.ts';
import { isLoopback } from './server/reach.ts';
import { checkToken, newToken } from './server/token.ts';

export interface ServeDashboardOptions {
  /** Folder of the project (that of the process). */
  readonly cwd?: string;
  /** 127.0.0.1; any other machine's eyes need a token. */
  readonly host?: string;
  /** Any free one (0). */
  readonly port?: number;
  /** At least 16 characters; one is made where others can reach it and none is given. */
  readonly token?: string;
  /** `sqlite:FILE` or `postgres://…` instead of the project's store. */
  readonly store?: string;
  /** Names in the header `host` besides its own: behind a proxy. */
  readonly allowedHosts?: readonly string[];
  /** Run what the project has scheduled (true). */
  readonly schedules?: boolean;
}

export interface ServedDashboard {
  readonly url: string;
  /** What whoever asks has to send as `authorization: Bearer …`; undefined where nobody has to. */
  readonly token?: string;
  /** Ends what it serves, and the runs that it has started. */
  close(): Promise<void>;
}

/** Serves the dashboard of a project until it is closed. */
export async function serveDashboard(options: ServeDashboardOptions = {}): Promise<ServedDashboard> {
  const { cwd = process.cwd(), host = '127.0.0.1', port = 0, store, allowedHosts = [], schedules = true } = options;
  const token = tokenFor(host, options.token);
  const dashboard = await startDashboard({
    cwd,
    host,
    port,
    ...(token === undefined ? {} : { token }),
    ...(store === undefined ? {} : { storeUrl: store }),
    allowedHosts,
    withoutSchedules: !schedules,
    whoListens: async () => 'take another port; 0 is any free one',
    onNotice: (text) => process.emitWarning(text),
    onBug: (reference, error) =>
      process.emitWarning(
        `while answering a request (reference ${reference}): ${error instanceof Error ? error.stack : error}`,
      ),
  });
  return {
    url: dashboardUrl(host, dashboard),
    ...(token === undefined ? {} : { token }),
    close: () => dashboard.close(),
  };
}

/** The one asked for; a new one where the address is not for this machine alone. */
export function tokenFor(host: string, asked: string | undefined): string | undefined {
  if (asked !== undefined) {
    checkToken(asked);
    return asked;
  }
  return host === 'localhost' || isLoopback(host) ? undefined : newToken();
}

/** What people open: where it listens on all addresses, this machine's own. */
export function dashboardUrl(host: string, { address, port }: Pick<Dashboard, 'address' | 'port'>): string {
  const isEvery = address === '::' || address === '0.0.0.0';
  const name = isEvery ? 'localhost' : host;
  return `http://${isIPv6(name) ? `[${name}]` : name}:${port}/`;
}
