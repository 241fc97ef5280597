export const projectSizes = ['small', 'medium', 'large'] as const;
export type ProjectSize = (typeof projectSizes)[number];

export const projectLanguages = ['ts', 'js'] as const;
export type ProjectLanguage = (typeof projectLanguages)[number];

export interface ProjectsOptions {
  /** Which sizes to make, each into a folder of its own (small, medium, large). */
  readonly sizes: readonly ProjectSize[];
  /** How many of each size (1). */
  readonly count: number;
  /** TypeScript or JavaScript (ts). */
  readonly language: ProjectLanguage;
  /** How many rings of modules that import each other are planted in each project (0). */
  readonly cycles: number;
}

export interface ProjectSettings {
  readonly seed: number;
  readonly size: ProjectSize;
  /** From 0 over all projects of the set. */
  readonly number: number;
  readonly name: string;
  readonly language: ProjectLanguage;
  readonly cycles: number;
}

/** How long analysing a project may take. */
export const timeLimits: Readonly<Record<ProjectSize, string>> = { small: '30s', medium: '2m', large: '10m' };
