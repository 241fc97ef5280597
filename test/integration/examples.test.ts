import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../../src/demo/demo.ts';
import type { Run } from '../../src/model/run.ts';
import { plimsoll } from './command-line.ts';

describe('every example runs and passes', () => {
  let demo: Demo;
  beforeAll(async () => {
    demo = await startDemo({ port: 0 });
  });
  afterAll(() => demo.close());

  const isBench = (name: string) => name.includes('.bench.');
  for (const file of readdirSync('examples').filter((name) => /\.(ts|ya?ml|json)$/.test(name) && !isBench(name))) {
    it(file, async () => {
      const args = ['run', `examples/${file}`, '--target', demo.url, '--duration', '2s', '--json', '-', '--no-store'];
      const { stdout, stderr, code } = await plimsoll(args, { cwd: '.' });
      expect(code, stderr).toBe(0);
      const run = JSON.parse(stdout) as Run;
      expect(run.verdict).toBe('passed');
      expect(run.limits.length).toBeGreaterThan(0);
    });
  }

  for (const file of readdirSync('examples').filter(isBench)) {
    it(file, async () => {
      const args = ['bench', `examples/${file}`, '--processes', '2', '--time', '20ms', '--json', '-', '--no-store'];
      const { stdout, stderr, code } = await plimsoll(args, { cwd: '.' });
      expect(code, stderr).toBe(0);
      const run = JSON.parse(stdout) as Run;
      expect(run.verdict).toBe('passed');
      expect(run.benchmarks?.length).toBeGreaterThan(0);
      expect(run.comparisons?.length).toBeGreaterThan(0);
    });
  }
});
