/** RGBA, a byte each, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/**
 * Makes a picture smaller: every new pixel is the mean of the area that it covers, parts of pixels weighing by their
 * part, colours by how opaque they are.
 */
export function scalePicture(from: Picture, to: { readonly width: number; readonly height: number }): Picture {
  const data = new Uint8Array(to.width * to.height * 4);
  const columns = spansOf(from.width, to.width);
  const rows = spansOf(from.height, to.height);
  const sums = new Float64Array(to.width * 4);
  for (const [y, { first, last, ...row }] of rows.entries()) {
    sums.fill(0);
    for (let source = first; source <= last; source++) {
      addRow(from, { row: source, weight: weightOf({ first, last, ...row }, source) }, { columns, sums });
    }
    writeRow(
      sums,
      data.subarray(y * to.width * 4, (y + 1) * to.width * 4),
      (from.width / to.width) * (from.height / to.height),
    );
  }
  return { width: to.width, height: to.height, data };
}

/** The largest size within bounds in the same proportion, never larger than it is. */
export function fitWithin(
  { width, height }: { readonly width: number; readonly height: number },
  bounds: { readonly width: number; readonly height: number },
): { width: number; height: number } {
  const scale = Math.min(1, bounds.width / width, bounds.height / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** The old pixels under a new one; the first and the last may be under it in part. */
interface Span {
  readonly first: number;
  readonly last: number;
  readonly firstPart: number;
  readonly lastPart: number;
}

function spansOf(from: number, to: number): Span[] {
  return Array.from({ length: to }, (_, i) => {
    const start = (i * from) / to;
    const end = ((i + 1) * from) / to;
    const first = Math.floor(start);
    const last = Math.max(first, Math.min(from - 1, Math.ceil(end) - 1));
    return { first, last, firstPart: Math.min(first + 1, end) - start, lastPart: end - last };
  });
}

function weightOf({ first, last, firstPart, lastPart }: Span, at: number): number {
  if (at === first) return firstPart;
  return at === last ? lastPart : 1;
}

function addRow(
  { width, data }: Picture,
  { row, weight }: { row: number; weight: number },
  { columns, sums }: { columns: readonly Span[]; sums: Float64Array },
): void {
  for (let x = 0; x < columns.length; x++) {
    const span = columns[x] as Span;
    for (let source = span.first; source <= span.last; source++) {
      const at = (row * width + source) * 4;
      const alpha = (data[at + 3] ?? 0) * weight * weightOf(span, source);
      addTo(sums, 4 * x, (data[at] ?? 0) * alpha);
      addTo(sums, 4 * x + 1, (data[at + 1] ?? 0) * alpha);
      addTo(sums, 4 * x + 2, (data[at + 2] ?? 0) * alpha);
      addTo(sums, 4 * x + 3, alpha);
    }
  }
}

function addTo(sums: Float64Array, at: number, amount: number): void {
  sums[at] = (sums[at] ?? 0) + amount;
}

function writeRow(sums: Float64Array, row: Uint8Array, area: number): void {
  for (let at = 0; at < sums.length; at += 4) {
    const alpha = sums[at + 3] ?? 0;
    for (let channel = 0; channel < 3 && alpha > 0; channel++) {
      row[at + channel] = Math.round((sums[at + channel] ?? 0) / alpha);
    }
    row[at + 3] = Math.round(alpha / area);
  }
}
