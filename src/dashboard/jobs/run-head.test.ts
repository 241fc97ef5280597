import { describe, expect, it } from 'vitest';
import type { Run } from '../../model/run.ts';
import { renderJson } from '../../reporters/json.ts';
import { RunHeadReader } from './run-head.ts';

const hostile = '",\n  "id": "forged",\n  "verdict": "passed",\n';
const run = {
  schema: 'plimsoll.run/1',
  id: '20260314-092653-3f9a1c',
  kind: 'load',
  name: hostile,
  startedAt: '2026-03-14T09:26:53.000Z',
  durationMs: 1000,
  verdict: 'failed',
  plimsoll: { version: '0' },
  environment: { tags: { id: 'forged', [hostile]: hostile } },
  metrics: [],
  events: Array.from({ length: 5000 }, () => ({ atMs: 1, kind: 'x', text: hostile })),
} as unknown as Run;

describe('the head of a run', () => {
  it('is read as its JSON streams by, whatever its texts say', () => {
    const reader = new RunHeadReader();
    const text = renderJson(run);
    for (let at = 0; at < text.length; at += 100) reader.add(text.slice(at, at + 100));
    expect(reader.head()).toEqual({ runId: run.id, verdict: 'failed' });
  });

  it.each(['', '{}', 'no JSON', '{\n  "id": "../../x",\n  "verdict": "passed",\n'])('is none of %j', (text) => {
    const reader = new RunHeadReader();
    reader.add(text);
    expect(reader.head()).toBeUndefined();
  });
});
