import type { Preset } from './data-set.ts';

/** A preset with whatever options it has; they are read by its own table before it is opened. */
export type AnyPreset = Preset<Record<string, unknown>>;

/** Every preset, by its name; its code is imported when it is asked for. */
export const presets: Readonly<Record<string, () => Promise<AnyPreset>>> = {
  records: async () => (await import('../records/records.ts')).recordsPreset,
  changes: async () => (await import('../changes/changes-preset.ts')).changesPreset,
  benchmark: async () => (await import('../benchmark-sets/benchmark-preset.ts')).benchmarkPreset,
  projects: async () => (await import('../projects/projects-preset.ts')).projectsPreset,
  files: async () => (await import('../large-files/large-files-preset.ts')).largeFilesPreset,
};
