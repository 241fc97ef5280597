/**
 * projects/ makes source projects of several sizes to try analysers, bundlers and the like on, and analyses one. In go a seed
 * and a size, out come modules that import each other, tests, configuration, what there is to find (`expected.json`), and a
 * test that finds it (`workload.ts`).
 */
import type { DataFile, DataSet, Preset, PresetOption } from '../sets/data-set.ts';
import { OptionValues } from '../sets/option-values.ts';
import { projectExtent, projectFiles } from './project-files.ts';
import { mostCycles, planProject } from './project-plan.ts';
import { type ProjectSettings, type ProjectsOptions, projectLanguages, projectSizes } from './project-settings.ts';

const MOST_PROJECTS = 1000;

const options: Readonly<Record<keyof ProjectsOptions, PresetOption>> = {
  sizes: {
    type: 'list',
    help: 'which sizes, each in a folder of its own',
    fallback: projectSizes.join(','),
    choices: projectSizes,
  },
  count: { type: 'integer', help: 'how many projects of each size', fallback: '1' },
  language: { type: 'choice', help: 'the language of the sources', fallback: 'ts', choices: projectLanguages },
  cycles: { type: 'integer', help: 'how many circles of imports are planted in each project', fallback: '0' },
};

export const projectsPreset: Preset<ProjectsOptions> = {
  name: 'projects',
  summary: 'source projects, small to large, each with a test that analyses it',
  options,
  open: (seed, given) => openProjects(seed, readOptions(given)),
};

function openProjects(seed: number, chosen: ProjectsOptions): DataSet {
  const projects = allSettings(seed, chosen);
  return {
    preset: projectsPreset.name,
    seed,
    options: { ...chosen },
    files: () => files(projects),
    expected: expectedExtent(seed, chosen),
  };
}

function* files(projects: readonly ProjectSettings[]): Generator<DataFile> {
  for (const settings of projects) yield* projectFiles(planProject(settings), settings.name);
}

/** From the first project of each size, since all of a size are much alike. */
function expectedExtent(seed: number, chosen: ProjectsOptions): DataSet['expected'] {
  const extents = allSettings(seed, { ...chosen, count: 1 }).map((settings) => projectExtent(planProject(settings)));
  return {
    files: chosen.count * extents.reduce((total, { files: number }) => total + number, 0),
    bytes: chosen.count * extents.reduce((total, { bytes }) => total + bytes, 0),
  };
}

function allSettings(seed: number, { sizes, count, language, cycles }: ProjectsOptions): readonly ProjectSettings[] {
  return sizes.flatMap((size) =>
    Array.from({ length: count }, (_, at) => ({
      seed,
      size,
      // The same whichever other sizes are made with it.
      number: projectSizes.indexOf(size) * MOST_PROJECTS + at,
      name: count === 1 ? size : `${size}-${at + 1}`,
      language,
      cycles,
    })),
  );
}

function readOptions(given: Partial<ProjectsOptions>): ProjectsOptions {
  const values = new OptionValues('projects', given, options);
  const sizes = values.choices('sizes', projectSizes);
  return {
    sizes,
    count: values.integer('count', 1, [1, MOST_PROJECTS]),
    language: values.choice('language', 'ts', projectLanguages),
    cycles: values.integer('cycles', 0, [0, Math.min(...sizes.map(mostCycles))]),
  };
}
