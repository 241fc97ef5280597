import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ONE_OF_EACH, RUN, reason, reportOf } from '../../../test/gate/decision.ts';
import type { GateReason } from '../../model/gate.ts';
import { annotationsOf, renderAnnotations } from './gate-annotations.ts';
import { renderGateGitLab } from './gate-gitlab.ts';
import { renderGateJson } from './gate-json.ts';
import { renderGateJunit } from './gate-junit.ts';
import { markerOf, renderGateMarkdown } from './gate-markdown.ts';
import { fingerprintsOf, type GateReport, headlineOf, placeOf } from './gate-report.ts';
import { renderGateSarif } from './gate-sarif.ts';
import { readGateJson } from './read-gate-json.ts';

const HOSTILE =
  '@everyone <img src=x onerror=alert(1)> | `code` ```fence [a](javascript:alert(1)) <!-- plimsoll:gate --> #1 GH-2 \u202E\r\n::error::x';

const hostile = reason({ subject: HOSTILE, rule: HOSTILE, text: HOSTILE, runId: HOSTILE, file: 'a b,c:d%(e).ts' });
const many = (count: number, differs: Partial<GateReason> = {}) =>
  Array.from({ length: count }, (_, at) => reason({ rule: `baseline/m/p95/name=${at}`, ...differs }));

const markdown = (report: GateReport, most = 65_536) =>
  renderGateMarkdown(report, { key: 'gate', most, of: 'characters', filesAt: 'https://github.com/o/r/blob/4f2a9c7' });

describe('a decision in Markdown', () => {
  it('begins with its marker and the verdict, then what fails with ratio, interval and noise floor', () => {
    const lines = markdown(reportOf()).split('\n');
    expect(lines[0]).toBe(markerOf('gate'));
    expect(lines[1]).toBe('## ❌ Performance gate failed: 1 rule not kept');
    expect(lines[3]).toBe('**1 failed · 1 warned · 1 too noisy to judge · 1 acknowledged · 1 passed · 1 skipped**');
    expect(lines.find((line) => line.includes('rose from'))).toContain(
      '| ×1.700 | ×1.620 to ×1.790 | ±2.3 % | critical |',
    );
  });

  it('links to the line, says how a failure is acknowledged, and names the runs', () => {
    const text = markdown(reportOf());
    expect(text).toContain('[shop](https://github.com/o/r/blob/4f2a9c7/tests/shop.ts#L7)');
    expect(text).toContain('- rule: "baseline/http_req_duration/p95/name=login"\n  subject: "shop"');
    expect(text).toContain('until: 2026-03-31');
    expect(text).toContain('`run-1`');
  });

  it('says of a passed gate that it passed, and nothing of acknowledging', () => {
    const text = markdown(reportOf(ONE_OF_EACH.slice(1)));
    expect(text).toContain('## ✅ Performance gate passed\n');
    expect(text).not.toContain('Is it known');
    expect(headlineOf(reportOf([]).decision)).toBe('Performance gate passed: nothing to judge');
  });

  it('makes no markup, link, mention or marker of foreign text, and keeps it in its cell', () => {
    const report = { ...reportOf([hostile]), runs: [{ ...RUN, name: HOSTILE, id: HOSTILE }] };
    // Code, in spans and in the fenced example, is shown as it is.
    const text = markdown(report)
      .replace(/^(`{3,})yaml\n[\s\S]*?\n\1$/m, '')
      .replace(/(?<![\\`])(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g, 'code');
    expect(text.split(markerOf('gate'))).toHaveLength(2);
    expect(text).not.toMatch(/@everyone|<img|[^\\]\[a\]|#1\b|GH-2|\u202E|^::/m);
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    expect(new Set(rows.slice(0, 3).map((row) => row.replace(/\\\|/g, '').split('|').length)).size).toBe(1);
  });

  it.each([1200, 5000, 65_536])(
    'of thousands of reasons keeps to %d characters, whole rows only, and says that it is cut',
    (most) => {
      const text = markdown(
        reportOf([...many(2000, { text: '😀|'.repeat(120) }), ...many(3000, { status: 'passed' })]),
        most,
      );
      expect(text.length).toBeLessThanOrEqual(most);
      expect(text).toMatch(/This view is cut:\*\* \d+ of 5001 lines/);
      expect(text).not.toMatch(/\p{Surrogate}/u);
      for (const row of text.split('\n').filter((line) => line.startsWith('|'))) expect(row).toMatch(/ \|$/);
      expect(text.split('<details>').length).toBe(text.split('</details>').length);
    },
  );

  it('fills the room it has', () => {
    const text = markdown(reportOf(many(3000)));
    expect(text.length).toBeGreaterThan(65_000);
    expect(text).toContain('Is it known and accepted?');
  });

  it('keeps to bytes where those are counted', () => {
    const report = reportOf(many(9000, { text: 'ä😀'.repeat(40) }));
    const text = renderGateMarkdown(report, { most: 2 ** 20, of: 'bytes' });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2 ** 20);
    expect(Buffer.byteLength(text)).toBeGreaterThan(2 ** 20 - 2000);
  });

  it('shows the gravest first', () => {
    const report = reportOf([...many(900, { severity: 'minor' }), reason({ rule: 'the-worst' })]);
    expect(markdown(report, 3000)).toContain('the-worst');
  });

  it('keeps its bounds whatever it is given', () => {
    const texts = fc.string({ unit: 'binary', maxLength: 400 });
    fc.assert(
      fc.property(fc.array(texts, { maxLength: 30 }), fc.integer({ min: 1500, max: 9000 }), (list, most) => {
        const text = markdown(reportOf(list.map((each) => reason({ text: each, rule: each, subject: each }))), most);
        return text.length <= most && !/\p{Surrogate}/u.test(text);
      }),
      { numRuns: 25 },
    );
  });
});

describe('a decision as SARIF', () => {
  const schema = JSON.parse(
    readFileSync(new URL('../../../test/fixtures/schemas/sarif-2.1.0.json', import.meta.url), 'utf8'),
  );
  const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
  const sarif = (reasons: readonly GateReason[]) => {
    const log = JSON.parse(renderGateSarif(reportOf(reasons), { version: '1.2.3' }));
    expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
    return log.runs[0];
  };

  it('keeps to the published schema, whatever is in it', () => {
    expect(sarif(ONE_OF_EACH).results.map(({ level }: { level: string }) => level)).toEqual([
      'error',
      'warning',
      'note',
      'error',
    ]);
    expect(sarif([hostile, reason({ file: '\uD800/x.ts' })]).results).toHaveLength(2);
    expect(sarif([]).results).toEqual([]);
  });

  it('suppresses what is acknowledged, with the reason', () => {
    expect(sarif(ONE_OF_EACH).results[3].suppressions).toEqual([
      { kind: 'external', status: 'accepted', justification: 'new payment provider (until 2026-04-01)' },
    ]);
  });

  it('ties each result to its rule, its line, and a fingerprint that later runs share', () => {
    const { results, tool } = sarif([reason(), reason({ rule: 'other' })]);
    expect(results[1].ruleIndex).toBe(1);
    expect(tool.driver.rules[1].id).toBe('other');
    expect(results[0].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'tests/shop.ts', uriBaseId: '%SRCROOT%' },
      region: { startLine: 7 },
    });
    const later = sarif([reason({ runId: 'run-2', line: 99, text: 'worse still' })]).results[0];
    expect(later.partialFingerprints).toEqual(results[0].partialFingerprints);
    expect(results[1].partialFingerprints).not.toEqual(results[0].partialFingerprints);
  });

  it('has no more results than GitHub takes', () => {
    const log = JSON.parse(renderGateSarif(reportOf(many(25_010)), { version: '1' }));
    expect(log.runs[0].results).toHaveLength(25_000);
  });
});

describe("a decision as GitLab's code quality", () => {
  // What https://docs.gitlab.com/ci/testing/code_quality/ asks of each entry.
  const entry = {
    type: 'object',
    required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
    properties: {
      description: { type: 'string', minLength: 1 },
      check_name: { type: 'string', minLength: 1 },
      fingerprint: { type: 'string', minLength: 1 },
      severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
      location: {
        type: 'object',
        required: ['path', 'lines'],
        properties: {
          path: { type: 'string', pattern: '^(?!\\./|/)' },
          lines: { type: 'object', required: ['begin'], properties: { begin: { type: 'integer', minimum: 1 } } },
        },
      },
    },
  };
  const validate = new Ajv().compile({ type: 'array', items: entry });
  const issues = (reasons: readonly GateReason[]) => {
    const list = JSON.parse(renderGateGitLab(reportOf(reasons)));
    expect(validate(list), JSON.stringify(validate.errors)).toBe(true);
    return list as { severity: string; fingerprint: string; location: { path: string } }[];
  };

  it('lists what is wrong, what fails the gate as graver than what does not', () => {
    expect(issues(ONE_OF_EACH).map(({ severity }) => severity)).toEqual(['blocker', 'major', 'info', 'info']);
    expect(issues([reason({ severity: 'minor' })])[0]?.severity).toBe('critical');
    expect(issues([])).toEqual([]);
  });

  it('gives each entry a fingerprint of its own, the same in every run', () => {
    const twice = [reason(), reason({ runId: 'run-2' }), hostile];
    expect(new Set(issues(twice).map(({ fingerprint }) => fingerprint)).size).toBe(3);
    expect(fingerprintsOf(twice)).toEqual(fingerprintsOf(twice.map((each) => ({ ...each, text: 'x', line: 1 }))));
  });
});

describe('a decision as JUnit XML', () => {
  it('has a test case for each reason, and fails exactly by what failed', () => {
    const xml = renderGateJunit(reportOf());
    expect(xml.match(/<testcase /g)).toHaveLength(6);
    expect(xml).toContain('tests="6" failures="1" errors="0" skipped="3"');
    expect(xml.match(/<failure /g)).toHaveLength(1);
    expect(xml).toContain('type="regression"');
    expect(renderGateJunit(reportOf([reason({ source: 'budget' })]))).toContain('type="budget"');
  });

  it('lets no text break out of it', () => {
    const xml = renderGateJunit(reportOf([hostile, reason({ text: '\u0000]]>&"\'' })]));
    expect(xml).not.toMatch(/<img|\u0000/);
    expect(xml).toContain('&lt;img');
  });
});

describe('a decision as annotations', () => {
  it('marks lines as errors, warnings and notices', () => {
    const lines = renderAnnotations(reportOf()).split('\n');
    expect(lines[0]).toBe(
      '::error file=tests/shop.ts,line=7,title=shop%3A baseline/http_req_duration/p95/name=login::http_req_duration p95 of login rose from 120ms to 204ms',
    );
    expect(lines.slice(1, 3).map((line) => line.split(' ')[0])).toEqual(['::warning', '::notice']);
  });

  it('is one command a line, however hostile its texts', () => {
    const text = renderAnnotations(reportOf([hostile]));
    expect(text.split('\n')).toHaveLength(2);
    expect(text).toContain('file=a b%2Cc%3Ad%25(e).ts,line=7,');
    expect(text).toContain('%0D%0A::error::x');
  });

  it('has no more of a level than a log shows', () => {
    expect(
      renderAnnotations(reportOf([...many(30), ...many(3, { status: 'warned' })])).match(/^::error/gm),
    ).toHaveLength(10);
    expect(annotationsOf(reportOf(many(30)))).toHaveLength(30);
  });
});

describe('the place of a reason', () => {
  const at = (differs: Partial<GateReason>, folder?: string) => {
    return placeOf(reason(differs), { ...reportOf(), ...(folder === undefined ? {} : { folder }) });
  };

  it('counts from the root of the repository', () => {
    expect(at({}, 'packages/api')).toEqual({ file: 'packages/api/tests/shop.ts', line: 7 });
    expect(at({ file: '.\\tests\\a.ts', line: 0 })).toEqual({ file: 'tests/a.ts', line: 1 });
  });

  it.each(['/etc/passwd', '../other/a.ts', 'http://localhost:3000/', 'C:\\a.ts', ''])(
    'is not %s, but the file of the run',
    (file) => {
      expect(at({ file })).toEqual({ file: 'tests/shop.ts', line: 1 });
    },
  );

  it('is the configuration where no file is known', () => {
    expect(at({ file: '', runId: 'unknown' })).toEqual({ file: 'plimsoll.config.ts', line: 1 });
  });
});

describe('a decision as JSON', () => {
  it('is read back as it was', () => {
    const report = { ...reportOf(), folder: 'packages/api' };
    expect(readGateJson(renderGateJson(report), 'gate.json')).toEqual(report);
  });

  it('is read from the report of a whole suite too', () => {
    const { source, ...run } = RUN;
    const suite = { schema: 'plimsoll.suite/1', runs: [{ ...run, test: { source } }], gate: reportOf().decision };
    expect(readGateJson(JSON.stringify(suite), 'suite.json')).toEqual(reportOf());
  });

  it.each([
    ['{', /no JSON/],
    ['[]', /its schema/],
    ['null', /its schema/],
    [{ schema: 'plimsoll.run/1' }, /its schema/],
    [{ verdict: 'great' }, /its verdict/],
    [{ verdict: 'passed' }, /not that of its reasons/],
    [{ reasons: [{ ...reason(), status: 'fine' }] }, /its reasons/],
    [{ reasons: [{ ...reason(), text: 'x'.repeat(30_000) }] }, /its reasons/],
    [{ reasons: [{ ...reason(), comparison: { ratio: 'much' } }] }, /its reasons/],
    [{ runs: [{ ...RUN, environment: null }] }, /its runs/],
    [{ decidedAt: 'yesterday' }, /its decidedAt/],
    [{ folder: 7 }, /its folder/],
  ])('%j in it is refused', (change, message) => {
    const whole = JSON.parse(renderGateJson(reportOf()));
    const text = typeof change === 'string' ? change : JSON.stringify({ ...whole, ...change });
    expect(() => readGateJson(text, 'gate.json')).toThrow(message);
  });
});
