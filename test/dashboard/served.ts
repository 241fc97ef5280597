import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Dashboard, type DashboardOptions, startDashboard } from '../../src/dashboard/dashboard.ts';
import type { Run } from '../../src/model/run.ts';
import { openStore } from '../../src/runs/open-store.ts';

/** A dashboard of a folder of its own, on a free port of this machine. */
export interface Served {
  readonly dashboard: Dashboard;
  readonly folder: string;
  readonly url: string;
  /** What went wrong inside. */
  readonly bugs: unknown[];
  /** Sends exactly this, and answers all that comes back until the server closes or says nothing more. */
  raw(request: string): Promise<string>;
  close(): Promise<void>;
}

export async function served(
  options: Partial<DashboardOptions> & { readonly runs?: readonly Run[] } = {},
): Promise<Served> {
  const { runs = [], cwd, ...rest } = options;
  const folder = cwd ?? mkdtempSync(join(tmpdir(), 'plimsoll-dashboard-'));
  if (runs.length > 0) await keep(folder, runs);
  const bugs: unknown[] = [];
  const dashboard = await startDashboard({
    cwd: folder,
    host: '127.0.0.1',
    port: 0,
    whoListens: async () => 'take another one',
    onBug: (_, error) => bugs.push(error),
    ...rest,
  });
  const host = dashboard.address.includes(':') ? `[${dashboard.address}]` : dashboard.address;
  return {
    dashboard,
    folder,
    url: `http://${host}:${dashboard.port}`,
    bugs,
    raw: (request) => sendRaw(dashboard, request),
    close: async () => {
      await dashboard.close();
      if (cwd === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function keep(cwd: string, runs: readonly Run[]): Promise<void> {
  mkdirSync(cwd, { recursive: true });
  const store = await openStore({ cwd });
  for (const run of runs) await store.save(run);
  await store.close();
}

/** All that comes back until the connection is closed, or a whole answer has come and nothing more does for a moment. */
function sendRaw({ address, port }: Dashboard, request: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, address === '0.0.0.0' ? '127.0.0.1' : address, () => socket.write(request, 'latin1'));
    let quiet = setTimeout(() => socket.destroy(), LONG_MS);
    socket.setEncoding('latin1').on('data', (text: string) => {
      answer += text;
      clearTimeout(quiet);
      quiet = setTimeout(() => socket.destroy(), isWhole(answer) ? MOMENT_MS : LONG_MS);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(quiet);
      resolve(answer);
    });
  });
}

const LONG_MS = 5000;
const MOMENT_MS = 10;

/** Answers to HEAD are taken for whole at once. */
function isWhole(answer: string): boolean {
  const end = answer.indexOf('\r\n\r\n') + 4;
  const length = Number(/^content-length: (\d+)/im.exec(answer)?.[1] ?? 0);
  return end >= 4 && (answer.length >= end + length || answer.length === end);
}
