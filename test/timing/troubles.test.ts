import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Finding, Run } from '../../src/model/run.ts';
import { plimsoll, startPlimsoll } from '../integration/command-line.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-test-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

interface Case {
  /** What the target is made to suffer from. */
  readonly knobs: readonly string[];
  readonly load: unknown;
  readonly scenarios: readonly unknown[];
  readonly http?: unknown;
}

const ramp = (from: number, to: number, duration: string) => ({ from, to, duration });
const visit = (...flow: readonly unknown[]) => [{ name: 'visit', flow }];
const get = (url: string, more: object = {}) => ({ get: { url, ...more } });
const hello = visit(get('/hello'));

/** Ten and one more, each planted alone. */
const troubles: Readonly<Record<string, Case>> = {
  saturation: {
    knobs: ['/hello limited=4 time=25ms'],
    load: { users: [ramp(1, 32, '7s')] },
    scenarios: hello,
  },
  'negative-scaling': {
    knobs: ['/hello locked=5ms contention=0.2'],
    load: { users: [ramp(1, 24, '7s')] },
    scenarios: hello,
  },
  knee: {
    knobs: ['/hello limited=2 time=20ms'],
    load: { rate: [ramp(10, 220, '10s')] },
    scenarios: hello,
  },
  queueing: {
    knobs: ['/hello limited=1 time=10ms'],
    load: { rate: 130, duration: '7s' },
    scenarios: hello,
  },
  'error-onset': {
    knobs: ['slow=40ms', '/hello overload=60/s allow=5'],
    load: { rate: [ramp(10, 120, '7s')] },
    scenarios: hello,
  },
  'slow-step': {
    knobs: ['slow=40ms', '/search limited=1 time=25ms'],
    load: { users: [ramp(1, 16, '7s')] },
    scenarios: visit(get('/items?size=5'), get('/search?q=lamp'), get('/hello')),
  },
  'retry-storm': {
    knobs: ['slow=40ms', '/hello retry=50/s allow=5'],
    load: { rate: [ramp(10, 80, '8s')] },
    scenarios: visit(get('/hello', { retry: { attempts: 3, delay: '100ms', backoff: 1.5, jitter: 50 } })),
  },
  'connection-churn': {
    knobs: ['slow=40ms', '/hello churn=0.5'],
    load: { users: 8, duration: '5s' },
    scenarios: hello,
  },
  'cache-warm-up': {
    knobs: ['slow=30ms', '/items/:id warm-up=120ms by=path'],
    load: { rate: 60, duration: '9s' },
    scenarios: visit(get('/items/{{ $randomNumber(1, 80) }}', { name: 'item' })),
    http: { cacheHeader: 'x-cache' },
  },
  'uneven-instances': {
    knobs: ['slow=40ms', 'uneven=2 traffic=0.6 slow=60ms'],
    load: { users: 12, duration: '5s' },
    scenarios: hello,
    http: { instances: 'x-instance' },
  },
  'littles-law': {
    knobs: ['slow=40ms', '/hello hidden-queue=8'],
    load: { users: [ramp(1, 20, '7s')] },
    scenarios: hello,
  },
};

const healthy: Readonly<Record<string, Case>> = {
  'a constant rate': {
    knobs: ['slow=40ms'],
    load: { rate: 50, duration: '5s' },
    scenarios: visit(get('/items?size=5')),
  },
  'a rising rate': {
    knobs: ['slow=40ms'],
    load: { rate: [ramp(5, 100, '6s')] },
    scenarios: visit(get('/items?size=5')),
  },
  'more and more users': {
    knobs: ['slow=40ms'],
    load: { users: [ramp(1, 12, '6s')] },
    scenarios: visit(get('/items?size=5')),
  },
  'users who think': {
    knobs: ['slow=40ms'],
    load: { users: [ramp(5, 50, '6s')] },
    scenarios: visit(get('/hello'), { think: '200ms..800ms' }, get('/items/7'), { think: '200ms' }),
  },
  'several scenarios': {
    knobs: ['slow=30ms', 'GET /search slow=60ms', 'POST /login slow=40ms'],
    load: { rate: 40, duration: '6s' },
    scenarios: [
      { name: 'browse', weight: 3, flow: [get('/items?size=5'), get('/items/3'), get('/search?q=lamp')] },
      { name: 'login', flow: [{ post: { url: '/login', json: { name: 'ann' } } }, get('/me')] },
    ],
  },
  'small steps': {
    knobs: ['slow=40ms'],
    load: { users: [{ kind: 'step', from: 2, to: 8, by: 2, every: '1500ms' }] },
    scenarios: visit(get('/items?size=5'), get('/hello')),
    http: { instances: 'x-instance' },
  },
  'a short run': {
    knobs: ['slow=40ms'],
    load: { rate: 40, duration: '3s' },
    scenarios: hello,
  },
  'arrivals in bursts': {
    knobs: ['slow=40ms'],
    load: { rate: 50, arrivals: 'poisson', duration: '6s' },
    scenarios: visit(get('/items?size=5')),
  },
  'a heavy tail': {
    knobs: ['slow=lognormal(40ms,0.8)'],
    load: { rate: 50, duration: '6s' },
    scenarios: hello,
  },
  'slow, and always as slow': {
    knobs: ['slow=200ms'],
    load: { users: [ramp(2, 30, '6s')] },
    scenarios: hello,
  },
};

/** Of this machine, on which other programs run too; they say nothing of the target. */
const OF_THE_MACHINE = new Set(['generator-saturated', 'generator-late', 'generator-gc']);
const MOST_ATTEMPTS = 2;

/** What is found; a run that the machine disturbed is made again. */
async function findings(given: Case): Promise<readonly Finding[]> {
  let found: readonly Finding[] = [];
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    found = (await run(given)).findings;
    if (!found.some(({ kind }) => OF_THE_MACHINE.has(kind))) break;
  }
  return found.filter(({ kind, severity }) => !OF_THE_MACHINE.has(kind) && severity !== 'info');
}

/** Against a demo target of its own, in a process of its own, as three instances that take requests in turn. */
async function run({ knobs, load, scenarios, http }: Case): Promise<Run> {
  const args = [
    '--port',
    '0',
    '--instances',
    '3',
    '--balance',
    'request',
    ...knobs.flatMap((knob) => ['--knob', knob]),
  ];
  const demo = startPlimsoll(['demo', ...args]);
  try {
    await demo.wrote(/http:\/\/\S+/);
    const target = /http:\/\/[\d.:]+/.exec(demo.output())?.[0] ?? '';
    const file = join(folder, `${runs++}.json`);
    const config = { target, load, ...(http === undefined ? {} : { http }) };
    await writeFile(file, JSON.stringify({ config, scenarios }));
    const { stdout, stderr } = await plimsoll(['run', file, '--json', '-', '--no-store', '--workers', '1'], {
      cwd: folder,
    });
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout);
  } finally {
    demo.child.kill();
    await demo.ended;
  }
}

let runs = 0;

const told = ({ kind, severity, title }: Finding) => `${kind} (${severity}): ${title}`;

// Two at a time, each with little to do: the troubles are of waiting, not of work.
describe('a trouble planted in the target', () => {
  it.concurrent.each(Object.keys(troubles))('%s is found, and nothing else', async (kind) => {
    const found = await findings(troubles[kind] as Case);
    expect(
      found.map((each) => each.kind),
      found.map(told).join('\n'),
    ).toEqual([kind]);
  });
});

describe('a healthy target', () => {
  it.concurrent.each(Object.keys(healthy))('has no finding: %s', async (name) => {
    expect((await findings(healthy[name] as Case)).map(told)).toEqual([]);
  });
});
