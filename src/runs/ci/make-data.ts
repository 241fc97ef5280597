import { resolve } from 'node:path';
import { UserError } from '../../errors/user-error.ts';
import type { DataJob } from '../../model/project-config.ts';
import type { GeneratedData } from '../generate-data.ts';
import { loadModule } from '../load-module.ts';

export interface MakeDataOptions {
  /** What paths count from. */
  readonly dir: string;
  /** In place of what the project says for its sets of the preset `changes`. */
  readonly changeCount?: number | undefined;
  /** The same for `files`. */
  readonly fileSizes?: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

/** A data set with what is asked for in place of what the project says. */
export function askedJob(
  job: DataJob,
  { changeCount, fileSizes }: Pick<MakeDataOptions, 'changeCount' | 'fileSizes'>,
): DataJob {
  const asked = {
    ...(job.preset === 'changes' && changeCount !== undefined ? { count: changeCount } : {}),
    ...(job.preset === 'files' && fileSizes !== undefined ? { sizes: fileSizes } : {}),
  };
  return Object.keys(asked).length === 0 ? job : { ...job, options: { ...job.options, ...asked } };
}

/** Whether all data sets of a project can be made: a preset or an option that is not known is told before anything is sent. */
export async function checkData(
  jobs: readonly DataJob[],
  asked: Pick<MakeDataOptions, 'dir' | 'changeCount' | 'fileSizes'>,
): Promise<void> {
  for (const [at, job] of jobs.entries()) {
    const { preset, options = {} } = askedJob(job, asked);
    try {
      const { openDataSet, requestFor } = await import('../../data/sets/open-data-set.ts');
      const { schemaNamed } = await import('../../data/sets/schema-file.ts');
      const schema = await schemaNamed(preset, { cwd: asked.dir, loadModule });
      await openDataSet(await requestFor(preset, { seed: 1, options, schema }));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const { code, hint } = error;
      throw new UserError(`data[${at}] of the configuration: ${error.message}`, { code, hint, cause: error });
    }
  }
}

/** Makes one data set; one that was made with other options before is made anew, and what nobody made stays. */
export async function makeData(job: DataJob, options: MakeDataOptions): Promise<GeneratedData> {
  const { preset, out, to, seed, format, options: own } = askedJob(job, options);
  const { generateDataSet } = await import('../generate-data.ts');
  const { OUTPUTS } = await import('../../data/writing/outputs.ts');
  const request = {
    ...(out === undefined ? {} : { out: resolve(options.dir, out) }),
    to,
    seed,
    options: own,
    format: OUTPUTS.find((each) => each === format),
    cwd: options.dir,
    signal: options.signal,
  };
  try {
    return await generateDataSet(preset, request);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'DATA_SET_DIFFERENT') throw error;
    return generateDataSet(preset, { ...request, force: true });
  }
}
