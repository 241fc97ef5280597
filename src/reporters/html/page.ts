/**
 * html/ writes runs as one page that needs nothing beside itself: what they came to as markup, for whoever opens it where no script
 * runs, and data, styles and the script that draws it all. Its content security policy lets it reach nothing and run nothing else.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { packReport } from '../../model/packed-report.ts';
import type { ReportData } from '../../model/report.ts';
import type { Verdict } from '../../model/run.ts';
import { webFile, webText } from '../web-files.ts';
import { slimRun } from './slim-run.ts';

/** What `dist/web/static.js` exports; both texts are markup. */
interface StaticReport {
  staticReport(data: ReportData): { readonly title: string; readonly body: string };
}

const ICON_COLORS: Readonly<Record<Verdict, string>> = {
  passed: '#13794b',
  failed: '#b3261e',
  aborted: '#b3261e',
  inconclusive: '#8f5a00',
  interrupted: '#8f5a00',
};

/** One run, or several, as a page of its own. */
export async function renderHtml(given: ReportData): Promise<string> {
  const data = { ...given, runs: given.runs.map((reported) => ({ ...reported, run: slimRun(reported.run) })) };
  const [styles, script, { staticReport }] = await Promise.all([
    webText('report-style.css'),
    webText('report.js'),
    import(/* @vite-ignore */ webFile('static.js').href) as Promise<StaticReport>,
  ]);
  const code = inScript(script);
  const { title, body } = staticReport(data);
  const packed = await promisify(gzip)(packReport(data), { level: 9 });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyFor(code, styles)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="Plimsoll">
<link rel="icon" href="${iconFor(data)}">
${title}
<style>${styles}</style>
</head>
<body>
<div id="report">${body}</div>
<script type="application/gzip;base64" id="data">${packed.toString('base64')}</script>
<script>${code}</script>
</body>
</html>
`;
}

/**
 * Nothing is loaded from anywhere, only this script runs and only this sheet is applied: markup that a name might bring in does nothing
 * even if it should get past the escaping. Styles of single elements are set by the script, never written as attributes.
 */
function policyFor(script: string, styles: string): string {
  const rules = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(styles)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  return rules.join('; ');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** A script as it may stand within its element: no text in it ends the element, or turns what follows into a comment. */
export function inScript(script: string): string {
  return script.replace(/\r\n?/g, '\n').replace(/<(?=\/script|script|!--)/gi, '\\x3c');
}

/** Stated, or a page that is served would have its icon asked for. */
function iconFor({ runs }: ReportData): string {
  const gravest = (['failed', 'aborted', 'inconclusive', 'interrupted'] as const).find((verdict) =>
    runs.some(({ run }) => run.verdict === verdict),
  );
  const color = ICON_COLORS[gravest ?? 'passed'].replace('#', '%23');
  return `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='7' fill='${color}'/%3E%3C/svg%3E`;
}
