import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createJobs, type Jobs, type JobsOptions } from '../../src/dashboard/jobs/jobs.ts';
import type { Job } from '../../src/model/dashboard-api.ts';
import { groupRuns } from '../../src/runs/process-group.ts';
import { HandTimers } from '../dashboard/hand-timers.ts';
import { keptRuns } from '../stores/kept-runs.ts';

const bin = fileURLToPath(new URL('../../bin/plimsoll.js', import.meta.url));
const open: Jobs[] = [];
let requests = 0;
const target = createServer((_, response) => {
  requests++;
  response.end('hello');
});
let root = '';
let folder = '';

beforeAll(async () => {
  await once(target.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => {
  target.closeAllConnections();
  target.close();
});
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'plimsoll-jobs-'));
  folder = join(root, 'project');
  write('package.json', '{}');
  write('short.perf.yaml', test('500ms'));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((jobs) => jobs.close()));
  rmSync(root, { recursive: true, force: true });
});

function write(name: string, text: string): void {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), text);
}

function test(duration: string): string {
  return `config: { target: 'http://127.0.0.1:${(target.address() as AddressInfo).port}', load: { users: 2, duration: ${duration} } }
scenarios: [{ name: hello, flow: [{ get: /hello }, { think: 5ms }] }]
`;
}

async function jobsOf(options: Partial<JobsOptions> = {}): Promise<Jobs> {
  const jobs = await createJobs({ cwd: folder, ...options });
  open.push(jobs);
  return jobs;
}

const within = { timeout: 15_000, interval: 20 };

async function ended(jobs: Jobs, id: string): Promise<Job> {
  const found = () => jobs.list().find((job) => job.id === id);
  await vi.waitFor(() => expect(found()?.state).toBe('ended'), within);
  return found() as Job;
}

/** A command that tells of itself, heeds no signal that it can, and has a child. */
function stubborn(): string[] {
  write(
    'stubborn.mjs',
    `import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => console.error('not by ' + signal));
spawn('sleep', ['60'], { stdio: 'inherit' });
writeFileSync('pid-' + process.pid, '');
console.error('began ' + process.pid + ' ' + process.argv.slice(2).join(' '));
setInterval(() => undefined, 1000);
`,
  );
  return [process.execPath, 'stubborn.mjs'];
}

async function output(jobs: Jobs, id: string, pattern: RegExp): Promise<string[]> {
  const text = () => jobs.list().find((job) => job.id === id)?.output ?? '';
  await vi.waitFor(() => expect(text()).toMatch(pattern), within);
  return pattern.exec(text())?.slice(1) ?? [];
}

describe('runs of test files', () => {
  it('are made as from a shell: measured, judged, and kept', async () => {
    const jobs = await jobsOf();
    const onChange = vi.fn();
    jobs.onChange(onChange);
    expect(await jobs.files()).toEqual([{ file: 'short.perf.yaml', type: 'load' }]);
    const { id, state } = await jobs.start({ file: 'short.perf.yaml', users: 1, environment: undefined });
    expect(state).toBe('running');
    const job = await ended(jobs, id);
    expect(job).toMatchObject({ exitCode: 0, verdict: 'passed', request: { file: 'short.perf.yaml', users: 1 } });
    expect(job.output).toContain('PASSED');
    expect(job.output).not.toContain('\x1b');
    const [run] = await keptRuns(folder);
    expect(run).toMatchObject({ id: job.runId, verdict: 'passed', test: { source: 'short.perf.yaml' } });
    expect(onChange).toHaveBeenCalled();
  });

  it('are stopped midway in order, and what was measured is kept', async () => {
    write('long.perf.yaml', test('60s'));
    const jobs = await jobsOf();
    const { id } = await jobs.start({ file: 'long.perf.yaml' });
    const before = requests;
    await vi.waitFor(() => expect(requests).toBeGreaterThan(before), within);
    await vi.waitFor(() => expect(jobs.list()[0]?.runId).toBeDefined(), within);
    const [under] = jobs.list();
    expect(jobs.stop(id)).toBe(true);
    const job = await ended(jobs, id);
    expect(job).toMatchObject({ exitCode: 130, verdict: 'interrupted', runId: under?.runId });
    expect((await keptRuns(folder)).map((run) => run.id)).toEqual([job.runId]);
    expect(jobs.stop(id)).toBe(false);
    expect(jobs.stop('nothing')).toBe(false);
  });

  it('that cannot be made tell why', async () => {
    const jobs = await jobsOf({ command: ['/nowhere/plimsoll'] });
    const { id } = await jobs.start({ file: 'short.perf.yaml' });
    expect(await ended(jobs, id)).toMatchObject({
      exitCode: 1,
      output: expect.stringContaining('could not be started'),
    });
  });

  it('are of files of the project alone, with names and numbers that are known', async () => {
    write('../secret.perf.yaml', 'x');
    symlinkSync('/etc/passwd', join(folder, 'link.perf.yaml'));
    const jobs = await jobsOf({ command: stubborn() });
    const file = 'short.perf.yaml';
    const refused = [
      { file: '../secret.perf.yaml' },
      { file: join(folder, file) },
      { file: `./${file}` },
      { file: 'link.perf.yaml' },
      { file, profile: 'nightly' },
      { file, environment: '--target=http://elsewhere' },
      { file, users: 1e9 },
      { file, args: ['--target', 'http://elsewhere'] },
      null,
    ];
    for (const request of refused) await expect(jobs.start(request)).rejects.toMatchObject({ name: 'UserError' });
    expect(jobs.list()).toEqual([]);
  });
});

describe('processes of runs', () => {
  it('are four at once by hand, and end by force with all they have started where nothing else helps', async () => {
    const jobs = await jobsOf({ command: stubborn() });
    const started = await Promise.all(Array.from({ length: 4 }, () => jobs.start({ file: 'short.perf.yaml' })));
    await expect(jobs.start({ file: 'short.perf.yaml' })).rejects.toMatchObject({ code: 'TOO_MANY_JOBS' });
    const [{ id } = { id: '' }, ...others] = started;
    const [pid = ''] = await output(jobs, id, /began (\d+)/);
    jobs.stop(id);
    await output(jobs, id, /not by SIGINT/);
    await new Promise((resolve) => setTimeout(resolve, 250));
    jobs.stop(id);
    await output(jobs, id, /not by SIGTERM/);
    await new Promise((resolve) => setTimeout(resolve, 250));
    jobs.stop(id);
    expect(await ended(jobs, id)).toMatchObject({ exitCode: 137 });
    await vi.waitFor(() => expect(groupRuns(Number(pid))).toBe(false), within);
    for (const other of others) await output(jobs, other.id, /began/);
    // Time goes by by hand, so that the grace that closing gives need not be waited for.
    const timers = new HandTimers('2026-03-27T12:00:00Z');
    const closing = await jobsOf({ command: stubborn(), timers });
    const last = await closing.start({ file: 'short.perf.yaml' });
    const [lastPid = ''] = await output(closing, last.id, /began (\d+)/);
    const closed = closing.close();
    await timers.to(timers.now() + 10_000);
    await timers.to(timers.now() + 10_000);
    await closed;
    // What was killed is there until the system has collected it.
    await vi.waitFor(() => expect(groupRuns(Number(lastPid))).toBe(false), within);
    await expect(closing.start({ file: 'short.perf.yaml' })).rejects.toMatchObject({ code: 'JOBS_CLOSED' });
    for (const { id: other } of others) killGroup(Number((await output(jobs, other, /began (\d+)/))[0]));
  });

  it('end in order when whoever has started them is gone', async () => {
    write('long.perf.yaml', test('60s'));
    const before = requests;
    const child = spawn(process.execPath, [bin, 'run', 'long.perf.yaml'], {
      cwd: folder,
      env: { ...process.env, PLIMSOLL_END_WITH: 'stdin' },
      stdio: 'pipe',
    });
    for (const stream of [child.stdout, child.stderr]) stream.resume();
    await vi.waitFor(() => expect(requests).toBeGreaterThan(before), within);
    child.stdin.destroy();
    expect(await once(child, 'exit')).toEqual([130, null]);
    expect(await keptRuns(folder)).toMatchObject([{ verdict: 'interrupted' }]);
  });
});

function killGroup(pid: number): void {
  process.kill(-pid, 'SIGKILL');
}

describe('schedules', () => {
  it('run what is due, are known by their runs to the next server, and follow the configuration', async () => {
    const schedule = (cron: string) =>
      `tests: []\nschedules: [{ file: short.perf.yaml, cron: '${cron}', timezone: UTC }]\n`;
    write('plimsoll.config.yaml', schedule('0 3 * * *'));
    const timers = new HandTimers('2026-03-27T12:00:00Z');
    const jobs = await jobsOf({ timers });
    expect(jobs.schedules()).toMatchObject([{ file: 'short.perf.yaml', next: { length: 5 } }]);
    await timers.to('2026-03-28T03:00:00Z');
    await vi.waitFor(() => expect(jobs.list()).toHaveLength(1), within);
    const [{ id, schedule: by } = { id: '', schedule: '' }] = jobs.list();
    const { runId } = await ended(jobs, id);
    const [row] = jobs.schedules();
    expect(row).toMatchObject({ id: by, last: { jobId: id, runId, verdict: 'passed', exitCode: 0 } });
    const later = await jobsOf({ timers: new HandTimers('2026-03-28T12:00:00Z') });
    expect(later.schedules()).toMatchObject([{ id: by, last: { runId, verdict: 'passed' } }]);
    expect((await keptRuns(folder))[0]?.environment.tags).toEqual({ schedule: by });
    write('plimsoll.config.yaml', schedule('0 25 * * *'));
    await timers.to('2026-03-28T03:00:10Z');
    await vi.waitFor(() => expect(jobs.schedules()[0]?.problem).toMatch(/what it said before holds/), within);
    write('plimsoll.config.yaml', schedule('0 5 * * 0'));
    await timers.to('2026-03-28T03:00:20Z');
    await vi.waitFor(() => expect(jobs.schedules()[0]?.cron).toBe('0 5 * * 0'), within);
  });

  it('that are wrong keep the dashboard from starting', async () => {
    write('plimsoll.config.yaml', "schedules: [{ file: nowhere.yaml, cron: '0 3 * * *' }]\n");
    await expect(createJobs({ cwd: folder })).rejects.toMatchObject({ code: 'TEST_NOT_FOUND' });
  });
});
