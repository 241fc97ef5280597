import { Agent, get } from 'node:http';
import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { type Demo, type DemoOptions, startDemo } from './demo.ts';

interface Answer {
  readonly instance: string;
  readonly status: number;
  readonly ms: number;
}

/** Starts a demo, asks it for /hello so many times at once, and stops it. */
async function ask(times: number, options: DemoOptions, more?: (demo: Demo, agent: Agent) => Promise<void>) {
  const demo = await startDemo({ port: 0, items: 1, ...options });
  const agent = new Agent({ keepAlive: true });
  const answers = await Promise.all(Array.from({ length: times }, () => askOnce(demo.url, agent)));
  await more?.(demo, agent);
  agent.destroy();
  await demo.close();
  return answers;
}

function askOnce(url: string, agent: Agent): Promise<Answer> {
  const startMs = performance.now();
  return new Promise((resolve, reject) => {
    const request = get(`${url}/hello`, { agent }, (response) => {
      response.resume();
      response.on('end', () => {
        const instance = String(response.headers['x-instance']);
        resolve({ instance, status: response.statusCode ?? 0, ms: performance.now() - startMs });
      });
    });
    request.on('error', reject);
  });
}

function spread(answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { instance } of answers) counts[instance] = (counts[instance] ?? 0) + 1;
  return counts;
}

describe('instances', () => {
  it('are not spoken of where there is one', async () => {
    expect(spread(await ask(1, {}))).toEqual({ undefined: 1 });
  });

  it('take connections in turn, keep them, and are counted', async () => {
    const answers = await ask(9, { instances: 3 }, async (demo, agent) => {
      const again = await Promise.all(Array.from({ length: 9 }, () => askOnce(demo.url, agent)));
      expect(spread(again)).toEqual({ 1: 3, 2: 3, 3: 3 });
      const metrics = await (await fetch(`${demo.url}/metrics`)).text();
      expect(metrics).toMatch(/^demo_instance_requests_total\{instance="2"\} 6$/m);
    });
    expect(spread(answers)).toEqual({ 1: 3, 2: 3, 3: 3 });
  });

  it('can be uneven in traffic, speed and errors', async () => {
    const knobs = ['/hello uneven=2 traffic=0.7 slow=20ms', '/hello flaky=1 as=500 instance=3'];
    const answers = await ask(100, { instances: 3, balance: 'request', knobs });
    expect(spread(answers)).toEqual({ 1: 15, 2: 70, 3: 15 });
    for (const { instance, status, ms } of answers) {
      if (instance === '2') expect(ms).toBeGreaterThanOrEqual(20);
      expect(status).toBe(instance === '3' ? 500 : 200);
    }
  });

  it('are even again once the knob is gone', async () => {
    const knobs = ['uneven=1 traffic=0.9'];
    await ask(10, { instances: 2, balance: 'request', knobs }, async (demo, agent) => {
      demo.setKnobs([]);
      const answers = await Promise.all(Array.from({ length: 10 }, () => askOnce(demo.url, agent)));
      expect(spread(answers)).toEqual({ 1: 5, 2: 5 });
    });
  });

  it('can have ports of their own', async () => {
    await ask(1, { instances: 2, balance: 'port' }, async (demo, agent) => {
      expect([demo.urls.length, new Set(demo.urls).size, demo.urls[0]]).toEqual([2, 2, demo.url]);
      const answers = await Promise.all(demo.urls.map((url) => askOnce(url, agent)));
      expect(answers.map(({ instance }) => instance)).toEqual(['1', '2']);
    });
  });

  it('are 1 to 100, balanced in one of three ways', async () => {
    const code = 'DEMO_INSTANCES_INVALID';
    await expect(startDemo({ port: 0, instances: 0 })).rejects.toMatchObject({ code });
    await expect(startDemo({ port: 0, instances: 101 })).rejects.toMatchObject({ code });
    await expect(startDemo({ port: 0, balance: 'luck' as 'port' })).rejects.toMatchObject({ code });
  });
});
