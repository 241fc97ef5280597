import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from './demo.ts';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo({ port: 0, items: 0 });
});
afterAll(() => demo.close());

async function call(
  service: string,
  body: unknown,
  to = demo,
): Promise<{ status: number; json: Record<string, unknown> }> {
  const answer = await fetch(`${to.url}/services/${service}?ms=0`, { method: 'POST', body: JSON.stringify(body) });
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
}

async function campaign(to = demo): Promise<Record<string, unknown>[]> {
  const made: Record<string, unknown>[] = [];
  let before: Record<string, unknown> = {};
  for (const service of ['audience', 'content', 'schedule', 'send', 'report']) {
    const { status, json } = await call(service, before, to);
    expect([service, status]).toEqual([service, service === 'send' ? 202 : 201]);
    made.push(json);
    before = { [service]: json.id };
  }
  return made;
}

describe('the services of a campaign', () => {
  it('each make something of what the one before made', async () => {
    const [audience, content, schedule, send, report] = await campaign();
    expect(audience).toMatchObject({ name: 'everyone', size: 1000 });
    expect(content).toMatchObject({ audience: audience?.id, subject: 'News' });
    expect(schedule).toMatchObject({ content: content?.id, at: 'now' });
    expect(send).toMatchObject({ schedule: schedule?.id, recipients: 1000 });
    expect(Number(send?.sent) + Number(send?.bounced)).toBe(1000);
    expect(report).toMatchObject({ send: send?.id, sent: send?.sent });
    expect(Number(report?.clicked)).toBeLessThanOrEqual(Number(report?.opened));
    const answer = await fetch(`${demo.url}/services/report/${report?.id}`);
    expect(await answer.json()).toEqual(report);
  });

  it('make the same for the same seed', async () => {
    const made = async (seed: number) => {
      const other = await startDemo({ port: 0, items: 0, seed });
      const pieces = await campaign(other);
      await other.close();
      return pieces;
    };
    const first = await made(4);
    expect(await made(4)).toEqual(first);
    expect(await made(5)).not.toEqual(first);
  });

  it('refuse what is missing, of another service, or gone', async () => {
    const { json } = await call('audience', { name: 'few', size: 3 });
    expect((await call('content', {})).status).toBe(400);
    expect((await call('content', { audience: 'audience-999' })).status).toBe(409);
    expect((await call('schedule', { content: json.id })).status).toBe(409);
    expect((await call('audience', { size: 0 })).status).toBe(400);
    expect((await call('audience', { name: 5 })).status).toBe(400);
    const at = `${demo.url}/services/audience/${json.id}`;
    expect((await fetch(at.replace('/audience/', '/send/'))).status).toBe(404);
    expect((await fetch(at, { method: 'DELETE' })).status).toBe(204);
    expect((await fetch(at)).status).toBe(404);
    expect((await call('content', { audience: json.id })).status).toBe(409);
  });

  it('take their time', async () => {
    const startMs = performance.now();
    await fetch(`${demo.url}/services/audience?ms=40`, { method: 'POST', body: '{}' });
    expect(performance.now() - startMs).toBeGreaterThan(8);
  });
});
