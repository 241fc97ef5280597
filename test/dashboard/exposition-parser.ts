/** What is told under one name, by either of Prometheus's text formats. */
export interface ReadFamily {
  readonly name: string;
  readonly type: string;
  readonly samples: ReadSample[];
}

export interface ReadSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

type Format = 'text' | 'openmetrics';

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const ENDINGS: Readonly<Record<string, string>> = { counter: '_total', info: '_info', gauge: '' };
const TYPES: Readonly<Record<Format, readonly string[]>> = {
  text: ['counter', 'gauge'],
  openmetrics: ['counter', 'gauge', 'info'],
};

/** Reads the older format (0.0.4) or OpenMetrics 1.0, and throws for whatever either does not allow. */
export function parseExposition(text: string, format: Format): ReadFamily[] {
  demand(text.endsWith('\n'), 'the last line does not end');
  const lines = text.slice(0, -1).split('\n');
  if (format === 'openmetrics') demand(lines.pop() === '# EOF', 'there is no # EOF at the end');
  const parser = new Parser(format);
  for (const line of lines) parser.read(line);
  const empty = parser.families.find(({ samples }) => samples.length === 0);
  demand(empty === undefined, `${empty?.name} has no samples`);
  return parser.families;
}

class Parser {
  readonly families: ReadFamily[] = [];
  readonly #format: Format;
  readonly #seen = new Set<string>();
  #help: string | undefined;

  constructor(format: Format) {
    this.#format = format;
  }

  read(line: string): void {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE|UNIT) (\S+) (.*)$/s.exec(line) ?? [];
    if (kind === 'HELP') this.#readHelp(name, rest);
    else if (kind === 'TYPE') this.#readType(name, rest);
    else if (kind === 'UNIT') this.#readUnit(name, rest);
    else this.#readSample(line);
  }

  #readHelp(name: string, help: string): void {
    demand(!this.families.some((family) => family.name === name), `${name} is told of in two places`);
    const escapes = this.#format === 'text' ? /\\(?:\\|n)/g : /\\(?:\\|n|")/g;
    demand(!help.replace(escapes, '').includes('\\'), `wrong escape: ${help}`);
    this.#help = name;
  }

  #readType(name: string, type: string): void {
    demand(this.#help === name && NAME.test(name), `a type without help, or no name: ${name}`);
    demand(TYPES[this.#format].includes(type), `unknown type: ${type}`);
    const isBare = this.#format === 'text' || type === 'gauge' || !name.endsWith(ENDINGS[type] ?? '');
    demand(isBare, `${name} has its ending already`);
    this.families.push({ name, type, samples: [] });
  }

  #readUnit(name: string, unit: string): void {
    demand(this.#format === 'openmetrics' && this.families.at(-1)?.name === name, `a unit of nothing: ${name}`);
    demand(name.endsWith(`_${unit}`), `${name} does not end with its unit`);
  }

  #readSample(line: string): void {
    const family = this.families.at(-1);
    if (family === undefined || family.name !== this.#help) throw new Error(`a sample of nothing: ${line}`);
    const sample = sampleOf(line);
    const name = this.#format === 'text' ? family.name : `${family.name}${ENDINGS[family.type]}`;
    demand(sample.name === name, `${sample.name} is not ${name}`);
    const key = JSON.stringify(Object.entries(sample.labels).sort());
    demand(!this.#seen.has(`${name} ${key}`), `told twice: ${line}`);
    this.#seen.add(`${name} ${key}`);
    demand(family.type !== 'info' || sample.value === 1, `an info is 1: ${line}`);
    demand(family.type !== 'counter' || sample.value >= 0, `a counter below 0: ${line}`);
    family.samples.push(sample);
  }
}

function sampleOf(line: string): ReadSample {
  const [, name = '', , body = '', value = ''] =
    /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{((?:[^"\\]|"(?:[^"\\\n]|\\[\\"n])*")*)\})? (\S+)$/.exec(line) ?? [];
  demand(name !== '', `no sample: ${JSON.stringify(line)}`);
  const labels: Record<string, string> = {};
  for (let rest = body; rest !== ''; ) {
    const [whole = '', label = '', text = ''] =
      /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,(?=[\s\S])|$)/.exec(rest) ?? [];
    demand(whole !== '' && !Object.hasOwn(labels, label) && !label.startsWith('__'), `no label: ${rest}`);
    labels[label] = text.replace(/\\(.)/g, (_, each) => (each === 'n' ? '\n' : each));
    rest = rest.slice(whole.length);
  }
  demand(/^(?:NaN|[+-]Inf|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/.test(value), `no number: ${line}`);
  return { name, labels, value: Number(value.replace('Inf', 'Infinity')) };
}

function demand(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
