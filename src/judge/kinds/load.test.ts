import { expect, it } from 'vitest';
import { judgeLoad } from '../judge-load.ts';
import { evidence, level } from './fixtures/kind-evidence.ts';

const kind = { type: 'load', nominal: 10, peak: 15 } as const;
const levels = (peakMs: number, perSecond = 140) => [
  level('nominal', 0, { load: 10, perSecond: 100, ms: 10 }),
  level('peak', 1, { load: 15, perSecond, ms: peakMs }),
];

it('a load test tells what the peak makes of the nominal load', () => {
  const judged = judgeLoad(evidence(kind, { levels: levels(30) }));
  expect(judged.findings).toMatchObject([
    {
      kind: 'peak-load',
      severity: 'minor',
      title: expect.stringMatching(
        /^At 'peak' \(15 users, ×1.5 'nominal'\): throughput 140\/s \(×1.4\), p95 .*ms \(×3\)$/,
      ),
    },
  ]);
  expect(judgeLoad(evidence(kind, { levels: levels(11, 149) })).findings).toMatchObject([{ severity: 'info' }]);
});

it('a load test fails where a level crosses a limit that the whole run keeps', () => {
  const judged = judgeLoad(evidence(kind, { levels: levels(100), rules: ['http_req_duration p95 < 50ms'] }));
  expect(judged.limits).toMatchObject([{ passed: true }]);
  expect(judged.verdict).toBe('failed');
  expect(judged.findings[0]).toMatchObject({
    kind: 'level-limit-crossed',
    severity: 'major',
    title: expect.stringContaining(
      "At the level 'peak' (15 users) the limit 'http_req_duration p95 < 50ms' was crossed",
    ),
  });
  expect(judged.parts?.levels?.map(({ decided }) => decided)).toEqual(['within', 'crossed']);
});

it('a load test is told once of a limit that the whole run crosses too', () => {
  const judged = judgeLoad(evidence(kind, { levels: levels(100), rules: ['http_req_duration p95 < 5ms'] }));
  expect(judged.findings.map((finding) => finding.kind)).not.toContain('level-limit-crossed');
  expect(judged.verdict).toBe('failed');
});

it('of a run that did not come to its end, levels are kept and nothing is concluded', () => {
  const judged = judgeLoad(evidence(kind, { levels: levels(100), end: { kind: 'interrupted' } }));
  expect(judged.parts?.levels).toHaveLength(2);
  expect(judged.findings.map((finding) => finding.kind)).toEqual(['run-interrupted']);
});
