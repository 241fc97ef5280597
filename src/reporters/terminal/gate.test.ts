import { describe, expect, it } from 'vitest';
import type { GateDecision, GateReason } from '../../model/gate.ts';
import { renderGate } from './gate.ts';
import { displayWidth } from './text/text-width.ts';

function reason(changes: Partial<GateReason>): GateReason {
  return {
    status: 'passed',
    source: 'run',
    rule: 'r',
    subject: 'shop',
    severity: 'info',
    text: 'fine',
    runId: '1',
    ...changes,
  };
}

const DECISION: GateDecision = {
  schema: 'plimsoll.gate/1',
  verdict: 'failed',
  reasons: [
    reason({
      status: 'failed',
      source: 'baseline',
      severity: 'critical',
      subject: 'shop › a benchmark with a name that goes on and on',
      text: "http_req_duration p95 of 'login' +63% (+48% to +80%), 120ms → 196ms; critical, confirmed by a second run",
    }),
    reason({ status: 'noisy', source: 'budget', text: 'bad \x1b[31m text\nin two lines' }),
    reason({}),
  ],
  runIds: ['1'],
  decidedAt: '2026-01-01T00:00:00.000Z',
};
const look = { color: false, unicode: true };

describe('a decision on the terminal', () => {
  it('has a line for each reason, aligned, the verdict above', () => {
    const [head, blank, ...lines] = renderGate(DECISION, { ...look, columns: 200 })
      .trimEnd()
      .split('\n');
    expect(head).toBe('✗ FAILED  performance gate  3 reasons: 1 failed, 1 not to be told, 1 passed');
    expect(blank).toBe('');
    expect(lines).toEqual([
      "✗  baseline  shop › a benchmark with a name …  http_req_duration p95 of 'login' +63% (+48% to +80%), 120ms → 196ms; critical, confirmed by a second run",
      '?  budget    shop                              bad \\x1b[31m text in two lines',
      '✓  run       shop                              fine',
    ]);
  });

  it.each([30, 50, 80, 120])('fits into %d columns', (columns) => {
    const text = renderGate(DECISION, { ...look, columns });
    for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
    expect(text.replace(/\s+/g, ' ')).toContain('confirmed by a second run');
  });

  it('tells only what failed or warns where that is asked for, and may be written without Unicode', () => {
    expect(renderGate(DECISION, { ...look, columns: 100 }, { onlyWrong: true })).not.toContain('fine');
    expect(renderGate(DECISION, { ...look, unicode: false, columns: 100 })).toMatch(/^[\x20-\x7e\n]+$/);
  });
});
