import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What is built is loaded as users load it, not transformed. */
const server = { deps: { external: [/\/dist\//] } };

/** The longest by far: begun last, they would be all that is left to wait for. */
const LONGEST = /\/(?:docs-commands|templates|function-process)\.test\.ts$/;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => LONGEST.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        // Files share a process, which halves their time: they leave nothing behind that another could notice.
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'web/**/*.test.{ts,tsx}', 'test/*.test.ts'],
          testTimeout: 10_000,
          isolate: false,
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Three files at a time, after the unit tests: these start servers, load generators and the command, and mostly wait.
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          setupFiles: ['test/own-live-folder.ts'],
          server,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 3,
          maxConcurrency: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // One file at a time, with the machine to themselves: what these find depends on how long something took.
        test: {
          name: 'timing',
          include: ['test/timing/**/*.test.ts'],
          setupFiles: ['test/own-live-folder.ts'],
          server,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          maxConcurrency: 3,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
