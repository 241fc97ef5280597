import type { EnvironmentConfig, LoadProfile, ProjectConfig } from '../model/project-config.ts';

/** Loads that every project has, unless it says otherwise. */
export const PROFILES: Readonly<Record<string, LoadProfile>> = {
  light: { users: 5, duration: '60s', rate: 10 },
  moderate: { users: 20, duration: '300s', rate: 50 },
  stress: { users: 50, duration: '600s', rate: 100 },
  spike: { users: 100, duration: '120s', rate: 200 },
};

/** Where projects are measured, and how long all of it may take there. */
export const ENVIRONMENTS: Readonly<Record<string, EnvironmentConfig>> = {
  ci: { budget: '10m' },
  staging: { budget: '30m' },
  production: { budget: '1h' },
};

/** Time for an environment of the project's own that names none. */
export const USUAL_BUDGET = '10m';

/** What a project says, over what holds for all; of an environment or a profile known already only what it says is replaced. */
export function withDefaults(config: ProjectConfig): ProjectConfig {
  return {
    ...config,
    profiles: merged(PROFILES, config.profiles),
    environments: merged(ENVIRONMENTS, config.environments),
  };
}

function merged<T extends object>(
  known: Readonly<Record<string, T>>,
  own: Readonly<Record<string, T>> = {},
): Readonly<Record<string, T>> {
  const names = [...new Set([...Object.keys(known), ...Object.keys(own)])];
  return Object.fromEntries(names.map((name) => [name, { ...at(known, name), ...at(own, name) } as T]));
}

function at<T>(entries: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(entries, name) ? entries[name] : undefined;
}
