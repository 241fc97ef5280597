/**
 * jobs/ runs test files of a project for the dashboard: those that somebody asks for, and those that the project has
 * scheduled. A run is `plimsoll run FILE`, or `plimsoll bench FILE`, in a process of its own, so that it is measured and kept as
 * from a shell. Requests may come from anywhere: job-request.ts lets nothing through but what is known.
 */
import { randomBytes } from 'node:crypto';
import { isAbsolute, join } from 'node:path';
import { OWN_FOLDER } from '../../define/installation.ts';
import { UserError } from '../../errors/user-error.ts';
import type { Job, JobRequest, ScheduleRow, TestFile } from '../../model/dashboard-api.ts';
import type { LiveRun } from '../../model/live-run.ts';
import { liveRuns } from '../../runs/live/live-runs.ts';
import { readProjectConfig } from '../../runs/project-config.ts';
import { JobProcess } from './job-process.ts';
import { argumentsOf, type CheckedRequest, checkRequest } from './job-request.ts';
import { lastRuns, SCHEDULE_TAG } from './last-runs.ts';
import { ProjectFiles } from './project-files.ts';
import { ProjectWatch } from './project-watch.ts';
import { type LastRun, Schedules } from './schedules.ts';
import { systemTimers, type Timers } from './timers.ts';

export interface JobsOptions {
  /** Folder that the dashboard was started in. */
  readonly cwd: string;
  /** How the command is started; this installation's without it. */
  readonly command?: readonly string[];
  /** What runs see, and where they are kept unless told otherwise. */
  readonly env?: NodeJS.ProcessEnv;
  /** `sqlite:FILE` or `postgres://…`, where the dashboard does not read the usual store. */
  readonly storeUrl?: string;
  /** Runs under way on this machine, by which a job knows its run before that ends. */
  readonly liveRuns?: () => Promise<readonly Pick<LiveRun, 'id' | 'pid'>[]>;
  readonly timers?: Timers;
  /** Nothing runs by itself, whatever the project has scheduled. */
  readonly withoutSchedules?: boolean;
}

export interface Jobs {
  /** What may be run: tests and benchmarks of any name. */
  files(): Promise<readonly TestFile[]>;
  /**
   * Starts a run; the request may be anything that came over the network.
   *
   * @throws UserError for the first thing wrong with it, or where enough runs already.
   */
  start(request: unknown): Promise<Job>;
  /** The newest first. */
  list(): readonly Job[];
  /** Ends a run in order, asked again at once, and then by force; false where nothing of that id runs. */
  stop(id: string): boolean;
  schedules(): readonly ScheduleRow[];
  /** Names that a run may be started with. */
  names(): { readonly environments: readonly string[]; readonly profiles: readonly string[] };
  /** Calls back when any of these lists has changed, until what is returned is called. */
  onChange(listener: () => void): () => void;
  /** Ends everything that runs, in order as far as that takes a few seconds. */
  close(): Promise<void>;
}

/** Runs that are started by hand go on beside each other up to this many: every one spoils what the others measure. */
const MOST_BY_HAND = 4;
/** All of them are told whenever one of them prints something. */
const MOST_KEPT = 20;
const TELL_EVERY_MS = 500;
const LOOK_FOR_RUN_MS = 250;
/** To end in order; then to end at once but with what was measured kept. */
const IN_ORDER_MS = 4000;
const AT_ONCE_MS = 2000;

/** @throws UserError where the project's configuration is wrong. */
export async function createJobs(options: JobsOptions): Promise<Jobs> {
  const project = await readProjectConfig(options.cwd);
  const jobs = new ProjectJobs(options, project);
  await jobs.remember();
  return jobs;
}

interface RunningJob {
  readonly id: string;
  readonly request: JobRequest;
  readonly startedAt: string;
  readonly schedule: string | undefined;
  readonly process: JobProcess;
  readonly ended: Promise<void>;
  runId: string | undefined;
}

class ProjectJobs implements Jobs {
  readonly #options: JobsOptions;
  readonly #env: NodeJS.ProcessEnv;
  readonly #timers: Timers;
  readonly #watch: ProjectWatch;
  readonly #schedules: Schedules;
  readonly #files: ProjectFiles;
  readonly #listeners = new Set<() => void>();
  /** The oldest first. */
  #jobs: RunningJob[] = [];
  #cancelTelling: (() => void) | undefined;
  #cancelLooking: (() => void) | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: JobsOptions, project: ProjectWatch['project']) {
    const { cwd, timers = systemTimers } = options;
    this.#options = options;
    this.#timers = timers;
    this.#files = new ProjectFiles(timers);
    this.#env = environmentFor(options);
    this.#schedules = new Schedules({
      timers,
      isBusy: () => this.#running().length > 0,
      start: async (request, schedule) => (await this.#start(request, schedule)).id,
      onChange: () => this.#tell(),
    });
    this.#watch = new ProjectWatch({ cwd, project, timers, onChange: () => this.#reread() });
    this.#setSchedules();
  }

  #setSchedules(): void {
    const { schedules = [] } = this.#watch.project.config;
    this.#schedules.set(this.#options.withoutSchedules === true ? [] : schedules);
  }

  files(): Promise<readonly TestFile[]> {
    return this.#files.of(this.#watch.project);
  }

  start(request: unknown): Promise<Job> {
    return this.#start(request, undefined);
  }

  list(): readonly Job[] {
    return this.#jobs.map(jobOf).reverse();
  }

  stop(id: string): boolean {
    const job = this.#running().find((each) => each.id === id);
    job?.process.stop();
    return job !== undefined;
  }

  schedules(): readonly ScheduleRow[] {
    const { problem } = this.#watch;
    const rows = this.#schedules.rows();
    return problem === undefined
      ? rows
      : rows.map((row) => ({ ...row, problem: [problem, row.problem].filter(Boolean).join('; ') }));
  }

  names(): ReturnType<Jobs['names']> {
    const { environments = {}, profiles = {} } = this.#watch.project.config;
    return { environments: Object.keys(environments), profiles: Object.keys(profiles) };
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  /** Looks up what became of schedules before; a store that can't be read is no reason not to run them. */
  async remember(): Promise<void> {
    const { cwd, storeUrl } = this.#options;
    const where = { cwd, ...(storeUrl === undefined ? {} : { url: storeUrl }) };
    const found = await lastRuns(this.#schedules.ids(), where).catch(() => new Map<string, LastRun>());
    for (const [id, last] of found) this.#schedules.remember(id, last);
  }

  async #start(given: unknown, schedule: string | undefined): Promise<Job> {
    const checked = checkRequest(given, { files: await this.files(), ...this.names() });
    this.#refuseMore(schedule);
    const job = this.#spawned(checked, schedule);
    this.#jobs.push(job);
    this.#forgetOld();
    this.#tell();
    this.#lookForRuns();
    return jobOf(job);
  }

  #refuseMore(schedule: string | undefined): void {
    if (this.#closing !== undefined) {
      throw new UserError('the dashboard is being stopped', { code: 'JOBS_CLOSED', hint: 'start it again first' });
    }
    const byHand = this.#running().filter((each) => each.schedule === undefined).length;
    if (schedule !== undefined || byHand < MOST_BY_HAND) return;
    throw new UserError(`${byHand} runs go on already, and each spoils what the others measure`, {
      code: 'TOO_MANY_JOBS',
      hint: 'stop one of them, or wait until it has ended',
    });
  }

  #spawned(checked: CheckedRequest, schedule: string | undefined): RunningJob {
    const { command = [process.execPath, join(OWN_FOLDER, '..', 'bin', 'plimsoll.js')] } = this.#options;
    const args = argumentsOf(checked, schedule === undefined ? {} : { [SCHEDULE_TAG]: schedule });
    const id = randomBytes(6).toString('hex');
    const { promise: ended, resolve } = withResolver();
    const process_ = new JobProcess({
      command: [...command, ...args],
      cwd: this.#watch.project.dir,
      env: this.#env,
      onOutput: () => this.#tellSoon(),
      onEnd: () => {
        resolve();
        this.#ended(id);
      },
    });
    const startedAt = new Date(this.#timers.now()).toISOString();
    return { id, request: checked.request, startedAt, schedule, process: process_, ended, runId: undefined };
  }

  #ended(id: string): void {
    const job = this.#jobs.find((each) => each.id === id);
    if (job === undefined) return;
    const { runId, verdict, exitCode } = jobOf(job);
    this.#schedules.ended(job.schedule, {
      ...(runId === undefined ? {} : { runId }),
      ...(verdict === undefined ? {} : { verdict }),
      ...(exitCode === undefined ? {} : { exitCode }),
    });
    this.#tell();
  }

  #running(): RunningJob[] {
    return this.#jobs.filter((job) => job.process.exitCode === undefined);
  }

  #forgetOld(): void {
    const ended = this.#jobs.filter((job) => job.process.exitCode !== undefined);
    const old = new Set(ended.slice(0, Math.max(0, ended.length - MOST_KEPT)));
    this.#jobs = this.#jobs.filter((job) => !old.has(job));
  }

  /** As long as there are jobs whose runs are not known yet. */
  #lookForRuns(): void {
    if (this.#cancelLooking !== undefined) return;
    const { liveRuns: underWay = liveRuns } = this.#options;
    const look = async (): Promise<void> => {
      const live = await underWay().catch(() => []);
      for (const job of this.#running()) {
        const run = live.find(({ pid }) => pid === job.process.pid);
        if (run === undefined || job.runId !== undefined) continue;
        job.runId = run.id;
        this.#tell();
      }
      this.#cancelLooking = undefined;
      if (this.#running().some(({ runId }) => runId === undefined)) this.#lookForRuns();
    };
    this.#cancelLooking = this.#timers.after(LOOK_FOR_RUN_MS, () => void look());
  }

  #reread(): void {
    this.#files.forget();
    if (this.#watch.problem === undefined) {
      this.#setSchedules();
      void this.remember().then(() => this.#tell());
    }
    this.#tell();
  }

  #tell(): void {
    this.#cancelTelling?.();
    this.#cancelTelling = undefined;
    for (const listener of this.#listeners) listener();
  }

  /** Processes may write line by line. */
  #tellSoon(): void {
    this.#cancelTelling ??= this.#timers.after(TELL_EVERY_MS, () => this.#tell());
  }

  async #end(): Promise<void> {
    this.#watch.close();
    this.#schedules.close();
    const running = this.#running();
    const allEnded = Promise.all(running.map(({ ended }) => ended));
    for (const { process: each } of running) each.stop();
    if (!(await this.#within(allEnded, IN_ORDER_MS))) {
      for (const { process: each } of this.#running()) each.stop();
      if (!(await this.#within(allEnded, AT_ONCE_MS))) for (const { process: each } of this.#running()) each.kill();
    }
    await allEnded;
    this.#cancelTelling?.();
    this.#cancelLooking?.();
    this.#listeners.clear();
  }

  async #within(all: Promise<unknown>, ms: number): Promise<boolean> {
    let cancel: () => void = () => undefined;
    const late = new Promise<boolean>((resolve) => {
      cancel = this.#timers.after(ms, () => resolve(false));
    });
    const isInTime = await Promise.race([all.then(() => true), late]);
    cancel();
    return isInTime;
  }
}

function jobOf({ id, request, startedAt, schedule, process: ran, runId }: RunningJob): Job {
  const { exitCode, output } = ran;
  const told = exitCode === undefined ? undefined : ran.run;
  const known = told?.runId ?? runId;
  return {
    id,
    request,
    startedAt,
    state: exitCode === undefined ? 'running' : 'ended',
    output,
    ...(known === undefined ? {} : { runId: known }),
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(told === undefined ? {} : { verdict: told.verdict }),
    ...(schedule === undefined ? {} : { schedule }),
  };
}

/** The dashboard's own token is nothing that a test should see. */
function environmentFor({ cwd, env = process.env, storeUrl }: JobsOptions): NodeJS.ProcessEnv {
  const { PLIMSOLL_TOKEN: _, PLIMSOLL_STORE, ...rest } = env;
  const store = storeUrl ?? PLIMSOLL_STORE ?? '';
  // Runs are started in the project's folder, which may lie above the one that the path counts from.
  const file = /^sqlite:(?:\/\/)?([^:].*)$/i.exec(store)?.[1];
  const place = file === undefined || isAbsolute(file) ? store : `sqlite:${join(cwd, file)}`;
  return { ...rest, ...(place === '' ? {} : { PLIMSOLL_STORE: place }), PLIMSOLL_END_WITH: 'stdin' };
}

function withResolver(): { readonly promise: Promise<void>; resolve(): void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
