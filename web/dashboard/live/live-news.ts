import type { LiveSecond } from '../../../src/model/live-run.ts';

type Judged = Pick<LiveSecond, 'findings' | 'limits'>;

/** What has been found since, and which limits have turned: in words, for those who can't see it appear. */
export function liveNews(before: Judged, after: Judged): string[] {
  // By their kind: titles hold figures, which change from second to second.
  const known = new Set(before.findings.map(({ kind }) => kind));
  const found = after.findings.filter(({ kind }) => !known.has(kind));
  const stood = new Map(before.limits.map((limit) => [limitKey(limit), limit.passed]));
  const turned = after.limits.filter((limit) => {
    const was = stood.get(limitKey(limit));
    return limit.passed === false ? was !== false : limit.passed === true && was === false;
  });
  return [
    ...found.map(({ severity, title }) => `Found, ${severity}: ${title}`),
    ...turned.map(({ rule, passed }) => `${passed === true ? 'Kept again' : 'Crossed'}: ${rule}`),
  ];
}

function limitKey({ rule, level = '' }: LiveSecond['limits'][number]): string {
  return `${level} ${rule}`;
}
