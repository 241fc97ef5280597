import type { Finding, Severity } from '../../model/run.ts';
import { html, type Markup } from './markup.ts';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => Markup | string;
  /** `wide` is left out on phones, `name` may take several lines. */
  readonly kind?: 'wide' | 'name' | 'left';
}

export interface RowGroup<Row> {
  /** Above its rows; empty for none. */
  readonly title: string;
  readonly rows: readonly Row[];
}

/** A table that scrolls by itself where the screen is too narrow; columns without anything in them are left out. */
export function tableOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Markup {
  return groupedTable(columns, [{ title: '', rows }]);
}

/** The same with titles between the rows, so that columns stand below each other throughout. */
export function groupedTable<Row>(columns: readonly Column<Row>[], groups: readonly RowGroup<Row>[]): Markup {
  const all = groups.flatMap(({ rows }) => rows);
  const filled = columns
    .map((column) => ({ ...column, cells: new Map(all.map((row) => [row, column.cell(row)])) }))
    .filter(({ cells, kind }) => kind === 'name' || [...cells.values()].some((cell) => cell !== ''));
  const head = filled.map(({ title, kind = '' }) => html`<th scope="col" class="${kind}">${title}</th>`);
  const line = (row: Row) => {
    return html`<tr>${filled.map(({ cells, kind = '' }) => html`<td class="${kind}">${cells.get(row)}</td>`)}</tr>\n`;
  };
  const body = groups.map(({ title, rows }) => {
    const above = html`<tr class="group"><th scope="colgroup" colspan="${filled.length}">${title}</th></tr>\n`;
    return html`<tbody>\n${title === '' ? undefined : above}${rows.map(line)}</tbody>`;
  });
  return html`<div class="scroll"><table><thead><tr>${head}</tr></thead>${body}</table></div>`;
}

export function sectionOf(title: string, content: readonly (Markup | undefined)[]): Markup {
  return html`<section><h2>${title}</h2>\n${content}</section>\n`;
}

export function note(text: string): Markup {
  return html`<p class="note">${text}</p>`;
}

export function moreOf(all: number, shown: number): Markup | undefined {
  return all > shown ? note(`… and ${all - shown} more`) : undefined;
}

/** A bar for a share of 0 to 1. */
export function barOf(share: number): Markup {
  const percent = Math.min(100, Math.max(share > 0 ? 1 : 0, share * 100)).toFixed(1);
  return html`<div class="bar" title="${percent}% of the slowest"><i style="width:${percent}%"></i></div>`;
}

const SHAPE = { width: 96, height: 18 };

/** A small histogram. */
export function shapeOf(shares: readonly number[], label: string): Markup | string {
  const most = shares.reduce((greatest, share) => Math.max(greatest, share), 0);
  if (!(most > 0)) return '';
  const width = SHAPE.width / shares.length;
  const bars = shares.map((share, at) => {
    const height = share > 0 ? Math.max(1, (share / most) * SHAPE.height) : 0;
    return html`<rect x="${(at * width).toFixed(2)}" y="${(SHAPE.height - height).toFixed(1)}" width="${Math.max(0.5, width - 0.6).toFixed(2)}" height="${height.toFixed(1)}"/>`;
  });
  return html`<svg class="shape" role="img" aria-label="${label}" width="${SHAPE.width}" height="${SHAPE.height}" viewBox="0 0 ${SHAPE.width} ${SHAPE.height}">${bars}</svg>`;
}

export const BRUSHES: Readonly<Record<Severity, 'bad' | 'warn' | 'accent' | 'dim'>> = {
  critical: 'bad',
  major: 'warn',
  minor: 'accent',
  info: 'dim',
};

/** The gravest first. */
export function findingsList(findings: readonly (Finding & { readonly of?: string })[]): Markup {
  const order: readonly Severity[] = ['critical', 'major', 'minor', 'info'];
  const sorted = [...findings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  const items = sorted.map(({ severity, title, advice, of }) => {
    const brush = BRUSHES[severity];
    const whose = of === undefined || of === '' ? undefined : html`<code>${of}</code>: `;
    const help = advice === '' ? undefined : html`<p class="dim">${advice}</p>`;
    return html`<li class="${brush}"><strong class="${brush}">${severity}</strong> ${whose}${title}${help}</li>\n`;
  });
  return html`<ul class="findings">${items}</ul>`;
}
