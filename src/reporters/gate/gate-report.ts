/**
 * gate/ shows what a gate decided: a GateReport comes in, and each file makes one text of it, for people (Markdown) or for
 * machines (JSON, JUnit, SARIF, GitLab's code quality, annotations of GitHub's log). Nothing is decided here.
 */

import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { RunReference } from '../../model/comparison.ts';
import type { GateDecision, GateReason } from '../../model/gate.ts';
import type { Run } from '../../model/run.ts';
import { showCount } from '../../model/show-value.ts';

/** A decision, and the runs that it is about. */
export interface GateReport {
  readonly decision: GateDecision;
  readonly runs: readonly GateRun[];
  /** From the root of the repository to the project, where they differ: `packages/api`. */
  readonly folder?: string;
}

/** A run as reports name it. */
export type GateRun = RunReference & {
  /** The file it was written in. */
  readonly source?: string;
};

export type GateStatus = GateReason['status'];

/** The gravest first. */
export const STATUSES: readonly GateStatus[] = ['failed', 'warned', 'noisy', 'acknowledged', 'passed', 'skipped'];

/** What GitHub and GitLab show problems at that have no place of their own. */
const NOWHERE = 'plimsoll.config.ts';

/** The parts of runs that reports need. */
export function gateRunsOf(runs: readonly Run[]): GateRun[] {
  return runs.map(({ id, kind, name, startedAt, verdict, environment, test }) => {
    return { id, kind, name, startedAt, verdict, environment, source: test.source };
  });
}

/** `2 failed · 1 too noisy to judge · 40 passed` */
export function countsOf({ reasons }: GateDecision): string {
  const words: Record<GateStatus, string> = {
    failed: 'failed',
    warned: 'warned',
    noisy: 'too noisy to judge',
    acknowledged: 'acknowledged',
    passed: 'passed',
    skipped: 'skipped',
  };
  const parts = STATUSES.flatMap((status) => {
    const count = reasons.filter((reason) => reason.status === status).length;
    return count === 0 ? [] : [`${count} ${words[status]}`];
  });
  return parts.length === 0 ? 'nothing to judge' : parts.join(' · ');
}

/** The verdict in one sentence. */
export function headlineOf({ verdict, reasons }: GateDecision): string {
  const failed = reasons.filter(({ status }) => status === 'failed').length;
  if (verdict === 'failed') return `Performance gate failed: ${showCount(failed, 'rule')} not kept`;
  return reasons.length === 0 ? 'Performance gate passed: nothing to judge' : 'Performance gate passed';
}

export interface Place {
  /** From the root of the repository, with slashes. */
  readonly file: string;
  readonly line: number;
}

/** Where a reason is written: its own place, or the file of its run. */
export function placeOf({ file, line, runId }: GateReason, { runs, folder = '' }: GateReport): Place {
  const given = insideOf(file);
  const source = given ?? insideOf(runs.find(({ id }) => id === runId)?.source) ?? NOWHERE;
  const isLine = given !== undefined && line !== undefined && Number.isSafeInteger(line) && line > 0;
  return { file: posix.join(folder.replaceAll('\\', '/'), source), line: isLine ? line : 1 };
}

/** A path as a relative reference of a URL. */
export function uriOf(path: string): string {
  return path
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
}

/** A path within the project, or undefined for a URL, another folder, or nothing. */
function insideOf(path: string | undefined): string | undefined {
  if (path === undefined || path === '' || /^[a-z][a-z0-9+.-]*:/i.test(path) || /[\0\r\n]/.test(path)) return undefined;
  const normal = posix.normalize(path.replaceAll('\\', '/'));
  return normal.startsWith('/') || normal === '.' || normal.split('/').includes('..') ? undefined : normal;
}

/** Ids that name each reason in the same way in every run, in the order of the reasons. */
export function fingerprintsOf(reasons: readonly GateReason[]): string[] {
  const seen = new Map<string, number>();
  return reasons.map(({ source, rule, subject }) => {
    const what = JSON.stringify([source, rule, subject]);
    const before = seen.get(what) ?? 0;
    seen.set(what, before + 1);
    const hash = createHash('sha256').update(what);
    if (before > 0) hash.update(String(before));
    return hash.digest('hex').slice(0, 40);
  });
}

/** Without half a character at its end. */
export function cutTo(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = isHighSurrogate(text.charCodeAt(most - 2)) ? most - 2 : most - 1;
  return `${text.slice(0, end)}…`;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd8_00 && unit <= 0xdb_ff;
}
