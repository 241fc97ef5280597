import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';

import { getElementById, getElementsByTagName, textContent } from 'domutils';
import fc from 'fast-check';
import { parseDocument } from 'htmlparser2';
import { describe, expect, it } from 'vitest';
import { hostileRun } from '../../../test/browser/hostile-run.ts';
import { anyCharacter } from '../../../test/text/any-text.ts';
import { unpackReport } from '../../model/packed-report.ts';
import type { Run } from '../../model/run.ts';
import { benchmark, exampleBenchRun } from '../fixtures/example-bench-run.ts';
import { exampleRun } from '../terminal/fixtures/example-run.ts';
import { inScript, renderHtml } from './page.ts';
import { slimRun } from './slim-run.ts';

const reportOf = (...runs: readonly Run[]) =>
  renderHtml({ runs: runs.map((run) => ({ run })), writtenAt: '2025-03-01T11:00:00Z' });

describe('a report', () => {
  it('holds all it needs, and a policy that lets nothing else be loaded or run', async () => {
    for (const run of [exampleBenchRun(), exampleRun(), hostileRun(exampleBenchRun()), hostileRun(exampleRun())]) {
      const page = await reportOf(run);
      const document = parseDocument(page);
      const all = (tag: string) => getElementsByTagName(tag, document);
      for (const tag of ['img', 'iframe', 'object', 'embed', 'base', 'form', 'video', 'audio'])
        expect(all(tag), tag).toEqual([]);
      expect(all('link').map(({ attribs }) => attribs.rel)).toEqual(['icon']);
      expect(all('link')[0]?.attribs.href).toMatch(/^data:image\/svg\+xml,/);
      const [style, ...styles] = all('style');
      const [data, script, ...scripts] = all('script');
      expect([styles, scripts]).toEqual([[], []]);
      expect(textContent(style!)).not.toMatch(/@import|url\(\s*['"]?(?!data:)/);
      expect(data?.attribs).toEqual({ type: 'application/gzip;base64', id: 'data' });
      expect(textContent(data!)).toMatch(/^[\w+/]+=*$/);
      const policy = all('meta').find(({ attribs }) => attribs['http-equiv'] === 'Content-Security-Policy')?.attribs
        .content;
      const hash = (element: ReturnType<typeof all>[number]) =>
        `'sha256-${createHash('sha256').update(textContent(element)).digest('base64')}'`;
      expect(policy).toContain(`default-src 'none'; script-src ${hash(script!)};`);
      expect(policy).toContain(`style-src ${hash(style!)};`);
      expect(policy).not.toMatch(/http|\*|unsafe/);
    }
  });

  it('has no element and no attribute that a text has brought along', async () => {
    for (const run of [hostileRun(exampleBenchRun()), hostileRun(exampleRun())]) {
      const document = parseDocument((await reportOf(run)).replace(/<script>[\s\S]*<\/script>/, ''));
      const elements = getElementsByTagName('*', document);
      expect(elements.filter(({ name }) => name === 'script')).toHaveLength(1);
      const handlers = elements.flatMap(({ attribs }) =>
        Object.keys(attribs).filter((name) => /^on|^style$|[<"']/i.test(name)),
      );
      expect(handlers).toEqual([]);
      const links = elements.flatMap(({ attribs }) =>
        [attribs.href, attribs.src, attribs.action].filter((each) => each !== undefined),
      );
      expect(links.filter((link) => !/^(#|data:image\/svg)/.test(link))).toEqual([]);
    }
  });

  it('shows texts as they are, whatever they hold, but for what turns or breaks the page', async () => {
    const page = parseDocument(await reportOf(hostileRun(exampleRun())));
    const [title] = getElementsByTagName('h1', page);
    expect(textContent(title ?? [])).toContain('</style></script><script>hacked=1</script>');
    const texts = fc.array(anyCharacter, { maxLength: 30 }).map((each) => each.join(''));
    await fc.assert(
      fc.asyncProperty(texts, async (name) => {
        const run = exampleBenchRun({ name, benchmarks: [benchmark({ name, group: name, median: 3 })] });
        const markup = (await reportOf(run)).replace(/<script[\s\S]*<\/script>|<style>[\s\S]*<\/style>/g, '');
        expect(markup).not.toMatch(/<script/);
        expect(markup).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u202a-\u202e\u2066-\u2069]/);
      }),
      { numRuns: 25 },
    );
  });

  it('says without scripts what it says with them: verdict, findings, limits, steps, errors, comparisons', async () => {
    const textOf = async (run: Run) => textContent(getElementById('report', parseDocument(await reportOf(run))) ?? []);
    const bench = await textOf(exampleBenchRun());
    for (const part of ['failed', 'slower', 'critical', '1.55', '1.70', '41.31 ns', 'O(n log n)', 'about 12 more']) {
      expect(bench).toContain(part);
    }
    const load = await textOf(exampleRun());
    for (const part of [
      'failed',
      'http_req_duration p95 < 200ms',
      'GET /search',
      'timeout',
      'were dropped',
      'is 200',
    ]) {
      expect(load).toContain(part);
    }
  });

  it('carries its runs, without what is not shown', async () => {
    const document = parseDocument(await reportOf(exampleRun(), exampleBenchRun()));
    const packed = textContent(getElementById('data', document) ?? []);
    const { runs } = unpackReport(gunzipSync(Buffer.from(packed, 'base64')));
    const plain = (run: Run): unknown => JSON.parse(JSON.stringify(run));
    expect(runs.map(({ run }) => run)).toEqual([plain(slimRun(exampleRun())), plain(slimRun(exampleBenchRun()))]);
  });

  it('has a title that says how it ended; of several runs a table of all, and each of them', async () => {
    const titleOf = (page: string) => textContent(getElementsByTagName('title', parseDocument(page))[0] ?? []);
    expect(titleOf(await reportOf(exampleRun()))).toBe('shop: failed');
    const page = await reportOf(exampleRun(), exampleBenchRun());
    expect(titleOf(page)).toBe('2 runs');
    const document = parseDocument(page);
    expect(textContent(getElementsByTagName('h1', document)[0] ?? [])).toBe('2 runs');
    for (const number of [1, 2]) expect(getElementById(`run-${number}`, document)).not.toBeNull();
    const ids = getElementsByTagName('*', document).flatMap(({ attribs }) => attribs.id ?? []);
    expect(ids.filter((id, at) => ids.indexOf(id) < at)).toEqual([]);
  });

  it('without runs says so', async () => {
    expect(await reportOf()).toContain('There are no runs in this report.');
  });
});

describe('a script within its element', () => {
  it('neither ends it nor opens a comment in it', () => {
    const code = inScript('a="</script>"\r\nb="<!-- <script"');
    expect(code).toBe('a="\\x3c/script>"\nb="\\x3c!-- \\x3cscript"');
  });
});
