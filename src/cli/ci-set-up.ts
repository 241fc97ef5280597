import { UserError } from '../errors/user-error.ts';
import { showCount } from '../model/show-value.ts';
import { formatBytes, formatDuration, parseDurationMs } from '../model/units.ts';
import { makeData } from '../runs/ci/make-data.ts';
import type { ReadProject } from '../runs/project-config.ts';
import { type StartedTarget, startTarget, targetLogFile } from '../runs/start-target.ts';
import type { CiOptions } from './ci-suite.ts';

interface SetUp {
  readonly options: CiOptions;
  readonly project: ReadProject;
  /** Of the first test. */
  readonly target: string | undefined;
  readonly cwd: string;
  readonly stop: AbortSignal;
  onBegin(): void;
  say(text: string): void;
}

/** Makes the data sets of a project, and starts the target where that is asked for. */
export async function setUp(asked: SetUp): Promise<StartedTarget | undefined> {
  const { data = [] } = asked.project.config;
  const { start } = asked.options;
  tellUnused(asked);
  if (data.length === 0 && start === undefined) return undefined;
  const readyUrl = start === undefined ? undefined : readyUrlOf(asked);
  asked.onBegin();
  for (const job of data) {
    if (asked.stop.aborted) return undefined;
    const made = await makeData(job, { dir: asked.project.dir, ...asked.options, signal: asked.stop });
    const done = { made: 'made', resumed: 'finished', unchanged: 'was there already' }[made.status];
    const size = made.files > 0 ? `, ${showCount(made.files, 'file')}, ${formatBytes(made.bytes)}` : '';
    asked.say(`${job.preset}: ${done}, in ${job.out ?? made.database ?? 'a database'}${size}`);
  }
  return start === undefined || readyUrl === undefined ? undefined : started(start, readyUrl, asked);
}

async function started(command: string, readyUrl: string, { options, cwd, stop, say }: SetUp): Promise<StartedTarget> {
  const logFile = targetLogFile(cwd, Date.now());
  say(`Starting the target: ${command}`);
  const target = await startTarget({
    command,
    readyUrl,
    readyTimeoutMs: (parseDurationMs(options.readyTimeout ?? '60s') ?? 0) * (options.timeoutMultiplier ?? 1),
    cwd,
    logFile,
    signal: stop,
  });
  say(`Ready after ${formatDuration(target.readyAfterMs)}; its output is in ${logFile}`);
  return target;
}

/** What is given and no data set takes changes what tests see, and nothing else. */
function tellUnused({ options, project, say }: SetUp): void {
  const presets = (project.config.data ?? []).map(({ preset }) => preset);
  const given = [
    { flag: '--change-count', value: options.changeCount, preset: 'changes', variable: 'CHANGE_COUNT' },
    { flag: '--file-sizes', value: options.fileSizes, preset: 'files', variable: 'FILE_SIZES' },
  ];
  for (const { flag, value, preset, variable } of given) {
    if (value === undefined || presets.includes(preset)) continue;
    say(`${flag} is seen by tests as ${variable}; the project makes no data of the preset '${preset}'.`);
  }
}

function readyUrlOf({ options, target }: SetUp): string {
  const url = options.ready ?? options.target ?? target;
  if (url !== undefined && /^https?:/.test(url)) return url;
  throw new UserError('--start does not tell when the target is ready', {
    code: 'INVALID_OPTION',
    hint: 'add --ready with a URL that answers once it is: --ready http://localhost:3000/health',
  });
}
