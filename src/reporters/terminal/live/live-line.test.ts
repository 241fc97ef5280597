import { describe, expect, it } from 'vitest';
import { exampleView } from '../fixtures/example-view.ts';
import { HOSTILE_TEXT } from '../fixtures/hostile.ts';
import { liveLine, logLine } from './live-line.ts';

describe('liveLine', () => {
  it('says on one line how the run stands', () => {
    expect(liveLine(exampleView())).toBe(
      '1m12s of 2m30s; ramp-up; asked 200/s, started 199/s; 398 requests/s; p50 4.11ms p95 34.2ms p99 210ms; ' +
        '28,412 requests, 12 failed (0.04%): timeout 9, status 3; 22 checks failed; crossed: http_req_duration p99 < 150ms',
    );
  });

  it('says how many limits are kept while none is crossed', () => {
    const view = exampleView({
      errors: [],
      phases: [],
      limits: exampleView().limits.slice(1),
      recent: null,
      overall: null,
    });
    const { load, total } = view;
    const closed = {
      ...view,
      plannedMs: null,
      load: { ...load, askedRate: null, askedUsers: 50, askedIterations: 20_000 },
      total: { ...total, failed: 0, checksFailed: 0 },
    };
    expect(liveLine(closed)).toBe(
      '1m12s (70%); running; asked 50 users, 23 busy; 398 requests/s; 28,412 requests, none failed; 1 of 2 limits kept',
    );
  });
});

describe('logLine', () => {
  it('is one line that obeys nothing', () => {
    const line = logLine({ atMs: 12_300, level: 'warn', text: HOSTILE_TEXT });
    expect(line).toMatch(/^12s warn: /);
    expect(line).not.toMatch(/\p{Cc}/u);
  });
});
