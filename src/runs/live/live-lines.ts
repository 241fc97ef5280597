import type { LiveBegun, LiveSecond } from '../../model/live-run.ts';
import type { Series } from '../../model/run.ts';

/** So many characters are written at once; between them, whatever else the process has to do gets its turn. */
const PIECE = 65_536;

/** The beginning as one line, in pieces that are made as they are taken: the series of a long run are most of it. */
export function* begunPieces({ run, second, ...begun }: LiveBegun, series: Iterable<Series>): Iterable<string> {
  const { series: _, ...rest } = run;
  // What stands before the series is of this moment, whenever those are taken.
  const after = `]}${second === undefined ? '' : `,"second":${JSON.stringify(second)}`}}\n`;
  yield `${open(begun)},"run":${open(rest)},"series":[`;
  let [piece, comma] = ['', ''];
  for (const each of series) {
    piece += comma + JSON.stringify(each);
    comma = ',';
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield piece + after;
}

export function secondLine(second: LiveSecond): string {
  return `${JSON.stringify(second)}\n`;
}

/** An object to which more is added. */
function open(value: object): string {
  return JSON.stringify(value).slice(0, -1);
}
