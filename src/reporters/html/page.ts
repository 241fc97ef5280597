/**
 * html/ shows runs as one page that needs nothing beside itself: no script, no font, no picture, nothing from the network. It prints
 * what judging found, as every reporter does, in light and dark and at any width.
 */
import type { Run, Verdict } from '../../model/run.ts';
import { formatDuration } from '../../model/units.ts';
import { findingsOnRun, limitsBesides } from '../benchmark-rows.ts';
import { benchmarkVerdict } from '../benchmark-verdict.ts';
import { benchmarkSections } from './benchmarks.ts';
import { limitsSection, loadSections } from './load.ts';
import { html, Markup } from './markup.ts';
import { findingsList, sectionOf } from './pieces.ts';
import { STYLES } from './styles.ts';

const BADGES: Readonly<Record<Verdict, { readonly symbol: string; readonly brush: string }>> = {
  passed: { symbol: '✓', brush: 'good' },
  failed: { symbol: '✗', brush: 'bad' },
  aborted: { symbol: '✗', brush: 'bad' },
  inconclusive: { symbol: '?', brush: 'warn' },
  interrupted: { symbol: '!', brush: 'warn' },
};

/** Scripts and whatever else a hostile name may bring do nothing, even if one should get past the escaping. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** One run, or several below each other, as a page of its own. */
export function renderHtml(runs: readonly Run[]): string {
  const [first] = runs;
  const title = runs.length === 1 && first !== undefined ? `${first.name}: ${first.verdict}` : `${runs.length} runs`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="generator" content="Plimsoll">
<title>${title}</title>
<style>
${new Markup(STYLES)}
</style>
</head>
<body>
<main>
${runs.map(articleOf)}
</main>
</body>
</html>
`;
  return page.source;
}

function articleOf(run: Run): Markup {
  const { symbol, brush } = BADGES[run.verdict];
  const parts = run.kind === 'bench' ? partsOfBenchmarks(run) : partsOfLoad(run);
  return html`<article>
<h1><span class="badge ${brush}">${symbol} ${run.verdict}</span>${run.name}</h1>
${run.kind === 'bench' ? html`<p>${benchmarkVerdict(run)}</p>\n` : undefined}<p class="facts">${factsOf(run).join(' · ')}</p>
${parts}<footer>${environmentOf(run).join(' · ')}</footer>
</article>
`;
}

function partsOfLoad(run: Run): (Markup | undefined)[] {
  return [limitsSection(run), findingsOf(run), ...loadSections(run)];
}

function partsOfBenchmarks(run: Run): (Markup | undefined)[] {
  const rest = { ...run, limits: limitsBesides(run), findings: findingsOnRun(run) };
  return [...benchmarkSections(run), limitsSection(rest), findingsOf(rest)];
}

function findingsOf({ findings }: Run): Markup | undefined {
  return findings.length === 0 ? undefined : sectionOf('Findings', [findingsList(findings)]);
}

function factsOf({ startedAt, durationMs, test, kind }: Run): string[] {
  return [
    ...(test.target === undefined ? [] : [test.target]),
    ...(durationMs > 0 ? [formatDuration(durationMs)] : []),
    `${startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}`,
    `${kind === 'bench' ? 'benchmarks' : 'test'} ${test.source}`,
  ];
}

function environmentOf({ id, plimsoll, environment }: Run): string[] {
  const { node, cpu, cores, os, git, container } = environment;
  const about = [
    plimsoll.version === '' ? '' : `Plimsoll ${plimsoll.version}`,
    `run ${id}`,
    node === '' ? '' : `Node ${node.replace(/^v/, '')}`,
    os,
    cpu.trim(),
    cores > 0 ? `${cores} ${cores === 1 ? 'core' : 'cores'}` : '',
    container ?? '',
    git === undefined ? '' : `${git.branch} at ${git.commit.slice(0, 12)}${git.dirty ? ', with changes' : ''}`,
    ...Object.entries(environment.tags).map(([tag, value]) => `${tag}=${value}`),
  ];
  return about.filter((part) => part !== '');
}
