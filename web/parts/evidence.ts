import type { Finding } from '../../src/model/run.ts';
import { showValue } from '../../src/model/show-value.ts';
import { showPosition } from './when.ts';

type Evidence = Finding['evidence'];

/** Said in the title, or of use to programs alone. */
const LEFT_OUT = new Set(['rule', 'unit', 'untrusted', 'decidedByLimit', 'text', 'reason']);

/** By the name of what was found; the first that fits. */
const UNITS: readonly (readonly [RegExp, string])[] = [
  [/Ratio$/, 'count'],
  [/Percent$/, 'percent'],
  [/Bytes$/, 'bytes'],
  [/Ns$/, 'ns'],
  [/Ms$|P\d+(?:_\d+)?$|^(?:longest|first|level)$|^latency|^lateness$|^(?:d|loopD)elay$/, 'ms'],
  [/^share$|Share(?:$|[A-Z])|^(?:confidence|headroom|reached|leftOver|noiseFloor|smallest)$|^hits/, 'share'],
  [/^(?:throughput|(?:best|peak|top)Throughput)(?:Before)?$/, 'items/s'],
];
/** What `unit` is the unit of, where evidence has one. */
const MEASURED = /^(?:value|threshold|from|to|median|least|most|(?:held|highest|best)?[lL]oad(?:Before|Line)?)$/;
/** The ends of an interval; beside a ratio they are its own. */
const ENDS = /^(?:low|high)$/;

/** Each piece of a finding's evidence in words: `loopDelayP99: 12.3` reads `loop delay p99`, `12.3ms`. */
export function evidenceFacts(evidence: Evidence | undefined, title = ''): (readonly [name: string, value: string])[] {
  const all = evidence ?? {};
  return Object.entries(all).flatMap(([key, value]) => {
    const owner = key.replace(/(?:Low|High)$/, '');
    if (owner !== key && typeof all[owner] === 'number') return [];
    if (value === null || value === '' || typeof value === 'boolean' || LEFT_OUT.has(key)) return [];
    if (typeof value === 'string') return title.includes(value) ? [] : [[inWords(key), value] as const];
    if (key === 'atMs') return [['at', showPosition(value)] as const];
    return [[inWords(key), `${showValue(value, unitOf(key, all))}${intervalOf(key, all)}`] as const];
  });
}

/** ` (1.1 to 1.3)` of what has its ends beside it, `sigmaLow` and `sigmaHigh`. */
function intervalOf(key: string, evidence: Evidence): string {
  const ends = [evidence[`${key}Low`], evidence[`${key}High`]];
  if (ends.every((end) => end === undefined)) return '';
  const [low, high] = ends.map((end) => (typeof end === 'number' ? showValue(end, unitOf(key, evidence)) : '∞'));
  return ` (${low} to ${high})`;
}

function unitOf(key: string, evidence: Evidence): string {
  const { unit } = evidence;
  const isMeasured = MEASURED.test(key) || (ENDS.test(key) && !('ratio' in evidence));
  if (isMeasured && typeof unit === 'string') return unit;
  return UNITS.find(([pattern]) => pattern.test(key))?.[1] ?? 'count';
}

function inWords(key: string): string {
  return key
    .slice(0, 60)
    .replace(/(?:Ms|Ns|Bytes|Percent)$/, '')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
}
