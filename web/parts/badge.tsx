import type { Severity, Verdict } from '../../src/model/run.ts';

const VERDICTS: Readonly<Record<Verdict, { readonly sign: string; readonly tone: string }>> = {
  passed: { sign: '✓', tone: 'good' },
  failed: { sign: '✗', tone: 'bad' },
  inconclusive: { sign: '?', tone: 'warn' },
  aborted: { sign: '!', tone: 'bad' },
  interrupted: { sign: '!', tone: 'warn' },
};

const SEVERITIES: Readonly<Record<Severity, { readonly sign: string; readonly tone: string }>> = {
  critical: { sign: '✗', tone: 'bad' },
  major: { sign: '!', tone: 'bad' },
  minor: { sign: '!', tone: 'warn' },
  info: { sign: 'i', tone: 'quiet' },
};

/** A verdict as a word with a sign; of a run under way that it is running. */
export function VerdictBadge({ verdict, isLive = false }: { readonly verdict: Verdict; readonly isLive?: boolean }) {
  if (isLive) return <Badge sign="●" tone="live" word="running" />;
  // Files that others have written may hold another.
  return <Badge {...(VERDICTS[verdict] ?? { sign: '?', tone: 'quiet' })} word={verdict} />;
}

/** How grave a finding is. */
export function SeverityBadge({ severity }: { readonly severity: Severity }) {
  return <Badge {...looksOf(severity)} word={severity} />;
}

export function severityTone(severity: Severity): string {
  return looksOf(severity).tone;
}

function looksOf(severity: Severity) {
  return SEVERITIES[severity] ?? SEVERITIES.info;
}

function Badge({ sign, tone, word }: { readonly sign: string; readonly tone: string; readonly word: string }) {
  return (
    <span class={`badge badge-${tone}`}>
      <span class="badge-sign" aria-hidden="true">
        {sign}
      </span>
      {word}
    </span>
  );
}
