/** Figures that are told together, under one name. */
export interface Family {
  /** Without the ending that its type has. */
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'info';
  /** OpenMetrics wants it at the end of the name too. */
  readonly unit?: 'seconds' | 'bytes' | 'ratio';
  readonly help: string;
  readonly samples: readonly Sample[];
}

export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Format {
  readonly type: string;
  readonly isOpen: boolean;
}

const TEXT: Format = { type: 'text/plain; version=0.0.4; charset=utf-8', isOpen: false };
const OPEN: Format = { type: 'application/openmetrics-text; version=1.0.0; charset=utf-8', isOpen: true };

/** OpenMetrics for whoever likes that at least as well, by the header `accept`; the older text for all others. */
export function formatFor(accept: string): Format {
  const weights = new Map<string, number>();
  for (const part of accept.toLowerCase().split(',')) {
    const [type = '', ...params] = part.split(';').map((each) => each.trim());
    const weight = Number(params.find((each) => each.startsWith('q='))?.slice(2) ?? 1);
    weights.set(type, Math.max(weights.get(type) ?? 0, Number.isFinite(weight) ? weight : 0));
  }
  const open = weights.get('application/openmetrics-text') ?? 0;
  return open > 0 && open >= (weights.get('text/plain') ?? 0) ? OPEN : TEXT;
}

/** The text that Prometheus reads; families without samples are left out. */
export function renderFamilies(families: readonly Family[], { isOpen }: Format): string {
  const told = families.filter(({ samples }) => samples.length > 0);
  return `${told.map((family) => familyText(family, isOpen)).join('')}${isOpen ? '# EOF\n' : ''}`;
}

const ENDINGS = { counter: '_total', gauge: '', info: '_info' } as const;

function familyText({ name, type, unit, help, samples }: Family, isOpen: boolean): string {
  const sampleName = `${name}${ENDINGS[type]}`;
  // What the older text calls a family is what its samples are called; it knows no infos.
  const familyName = isOpen ? name : sampleName;
  const lines = [
    `# HELP ${familyName} ${isOpen ? escaped(help) : helpText(help)}`,
    `# TYPE ${familyName} ${!isOpen && type === 'info' ? 'gauge' : type}`,
    ...(isOpen && unit !== undefined ? [`# UNIT ${familyName} ${unit}`] : []),
  ];
  const seen = new Set<string>();
  for (const { labels = {}, value } of samples) {
    const labelled = `${sampleName}${labelText(labels)}`;
    if (seen.has(labelled)) continue;
    seen.add(labelled);
    lines.push(`${labelled} ${valueText(value)}`);
  }
  return `${lines.join('\n')}\n`;
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** Halves of characters, which UTF-8 does not have, become `�`. */
function escaped(text: string): string {
  const whole = text.replace(/\p{Surrogate}/gu, '\ufffd');
  return whole.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function helpText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function valueText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? '+Inf' : '-Inf';
}
