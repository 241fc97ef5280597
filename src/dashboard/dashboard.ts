/**
 * dashboard/ is what `plimsoll serve` serves: the app's files, and below `/api/` what it shows. `server/` knows HTTP and who may ask, and
 * nothing of runs; `routes/` is the table of what can be asked for; `data/` reads what is kept, `live/` follows runs under way, `jobs/`
 * starts them, `prometheus/` tells figures. Whatever comes with a request is looked up in tables and databases, never on the disk.
 */
import { basename } from 'node:path';
import type { DashboardInfo } from '../model/dashboard-api.ts';
import { VERSION } from '../plan/version.ts';
import { storePlace } from '../runs/open-store.ts';
import { type ReadProject, readProjectConfig } from '../runs/project-config.ts';
import { readAppFiles } from './app-files.ts';
import { KeptRuns } from './data/kept-runs.ts';
import { StoreAccess } from './data/store-access.ts';
import { createJobs, type Jobs } from './jobs/jobs.ts';
import { Changes } from './live/changes.ts';
import { LiveHub } from './live/live-hub.ts';
import { openApiOf } from './openapi.ts';
import { KeptFamilies } from './prometheus/kept-families.ts';
import { LiveFamilies } from './prometheus/live-families.ts';
import { ServerFamilies } from './prometheus/server-families.ts';
import { aboutRoutes } from './routes/about-routes.ts';
import { jobRoutes, liveRoutes } from './routes/live-routes.ts';
import { runsRoutes } from './routes/runs-routes.ts';
import { Crowd } from './server/crowd.ts';
import { EventStreams } from './server/event-stream.ts';
import { handle } from './server/handle.ts';
import { type Listening, listen } from './server/listen.ts';
import type { OnBug } from './server/problem.ts';
import type { Route } from './server/route.ts';
import { TokenGate } from './server/token.ts';
import { Traffic } from './server/traffic.ts';

export interface DashboardOptions {
  /** Folder that it is started in. */
  readonly cwd: string;
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Without one whoever reaches it may ask: for addresses of this machine alone. */
  readonly token?: string;
  /** Names in the header `host` besides, each with a port or for any. */
  readonly allowedHosts?: readonly string[];
  /** Nothing runs by itself, whatever the project has scheduled. */
  readonly withoutSchedules?: boolean;
  /** Instead of the project's store. */
  readonly storeUrl?: string;
  /** What runs on a port that is taken, for the hint. */
  whoListens(): Promise<string>;
  onNotice?(text: string): void;
  onBug: OnBug;
}

export interface Dashboard {
  readonly port: number;
  /** As the system names what is listened on. */
  readonly address: string;
  readonly live: LiveHub;
  /** Folder of the project. */
  readonly project: string;
  /** The store, as messages name it. */
  readonly store: string;
  close(): Promise<void>;
}

/** Starts the dashboard of a project. */
export async function startDashboard(options: DashboardOptions): Promise<Dashboard> {
  const { cwd, onNotice, storeUrl, withoutSchedules = false } = options;
  const project = await readProjectConfig(cwd);
  const place = await storePlace({ cwd, ...(storeUrl === undefined ? {} : { url: storeUrl }) });
  const parts = { app: readAppFiles(), streams: new EventStreams(), traffic: new Traffic() };
  const access = new StoreAccess(place, { cwd, ...(onNotice === undefined ? {} : { onNotice }) });
  const live = new LiveHub();
  const closing: (() => unknown)[] = [() => live.close(), () => access.close()];
  try {
    const jobs = await createJobs({
      cwd,
      liveRuns: () => live.runs(),
      withoutSchedules,
      ...(storeUrl === undefined ? {} : { storeUrl }),
    });
    closing.unshift(() => jobs.close());
    const table = tableOf({ project, access, live, jobs, parts });
    closing.unshift(table.close);
    const listening = await serve(table.routes, options, parts);
    closing.unshift(
      () => parts.streams.close(),
      () => listening.close(),
    );
    return {
      port: listening.port,
      address: listening.address,
      live,
      project: project.dir,
      store: place.place,
      close: () => closeAll(closing),
    };
  } catch (error) {
    await closeAll(closing);
    throw error;
  }
}

async function closeAll(closing: readonly (() => unknown)[]): Promise<void> {
  for (const close of closing) await close();
}

interface Parts {
  readonly app: ReturnType<typeof readAppFiles>;
  readonly streams: EventStreams;
  readonly traffic: Traffic;
}

interface TableInput {
  readonly project: ReadProject;
  readonly access: StoreAccess;
  readonly live: LiveHub;
  readonly jobs: Jobs;
  readonly parts: Parts;
}

/** All that can be asked for. */
function tableOf({ project, access, live, jobs, parts }: TableInput): {
  readonly routes: readonly Route[];
  close(): void;
} {
  const kept = new KeptRuns(access, project);
  const changes = new Changes({ kept, live, jobs });
  const server = new ServerFamilies(parts.traffic, parts.streams);
  const [liveFamilies, keptFamilies] = [new LiveFamilies(live), new KeptFamilies(kept)];
  const info = (): DashboardInfo => ({
    version: VERSION,
    project: basename(project.dir) || project.dir,
    folder: project.dir,
    store: access.place,
    ...jobs.names(),
  });
  const routes: Route[] = [
    ...runsRoutes(kept, changes),
    ...liveRoutes(live, changes),
    ...jobRoutes(jobs),
    ...aboutRoutes({
      info,
      openApi: () => openApiOf(routes),
      families: async () => [...(await liveFamilies.read()), ...(await keptFamilies.read()), ...server.read()],
    }),
  ];
  const close = () => {
    for (const part of [changes, liveFamilies, server]) part.close();
  };
  return { routes, close };
}

async function serve(routes: readonly Route[], options: DashboardOptions, parts: Parts): Promise<Listening> {
  const { host, port, token, allowedHosts = [], onBug, whoListens } = options;
  let answer: Parameters<typeof listen>[0]['onRequest'] = (_, response) => response.destroy();
  const listening = await listen({
    host,
    port,
    whoListens,
    onRequest: (request, response) => answer(request, response),
  });
  const handling = {
    ...parts,
    crowd: new Crowd(),
    routes,
    onBug,
    reach: { address: listening.address, port: listening.port, allowed: allowedHosts },
    gate: token === undefined ? undefined : new TokenGate(token, listening.port),
  };
  answer = (request, response) => void handle(request, response, handling);
  return listening;
}
