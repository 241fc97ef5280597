import type { ProjectConfig } from '../../model/project-config.ts';
import type { Store } from '../../stores/store.ts';
import { hasStore, openStore } from '../open-store.ts';
import type { BaselinePlace } from './baselines.ts';

/** Where baselines are, with all else that a project keeps and says. */
export interface ProjectBaselines extends BaselinePlace {
  readonly store: Store | undefined;
  readonly config: ProjectConfig;
}

/** Opens the store of a project, or another one, for its baselines; where nothing was ever kept, none is made unless it is to be written. */
export async function withBaselines<T>(
  cwd: string,
  { makesStore = false, url }: { readonly makesStore?: boolean; readonly url?: string | undefined },
  work: (place: ProjectBaselines) => Promise<T>,
): Promise<T> {
  const { readProjectConfig } = await import('../project-config.ts');
  const { config, dir } = await readProjectConfig(cwd);
  const place = { cwd, ...(url === undefined ? {} : { url }) };
  const store = makesStore || (await hasStore(place)) ? await openStore(place) : undefined;
  try {
    const defaultBranch = config.gate?.branch;
    const named = defaultBranch === undefined ? {} : { defaultBranch };
    return await work({ cwd: dir, env: process.env, store, config, ...named });
  } finally {
    await store?.close();
  }
}
