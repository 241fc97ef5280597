import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface MadeTest {
  readonly target: string;
  readonly steps: number;
  readonly seconds: number;
}

/** A test of so many steps, each a request to the same page, in a file of its own. */
export function writeTest(folder: string, { target, steps, seconds }: MadeTest): string {
  const flow = Array.from({ length: steps }, (_, step) => ({ get: { url: '/', name: `step ${step}` } }));
  const test = {
    config: {
      target,
      load: { users: 20, duration: `${seconds}s` },
      limits: ['http_req_duration p95 < 500ms', 'http_req_failed rate < 1%'],
    },
    scenarios: [{ name: 'buy', flow }],
  };
  const file = join(folder, 'steps.json');
  writeFileSync(file, JSON.stringify(test));
  return file;
}
