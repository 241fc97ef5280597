import type { MeasureSpec } from '../model/test-spec.ts';
import { parseBytes } from '../model/units.ts';
import { type ProblemList, shown } from './problem-list.ts';

interface MeasureContext {
  readonly problems: ProblemList;
  /** Whether a file holds the test's functions, which a process of its own could load. */
  readonly inFile: boolean;
}

/** V8 needs this much to start at all. */
const LEAST_HEAP_BYTES = 2 ** 24;

/** Notes what is wrong with how a function is measured. */
export function checkMeasure(spec: MeasureSpec | undefined, path: string, { problems, inFile }: MeasureContext): void {
  if (spec === undefined) return;
  const { isolate, timeout, maxHeap, input, inputFrom } = spec;
  problems.duration(timeout, `${path}.timeout`, { what: 'timeout', min: 1 });
  if (isolate === 'process' && !inFile) {
    problems.add(`${path}.isolate`, 'a function made in the calling program has no process of its own to go to', {
      code: 'FUNCTION_WITHOUT_FILE',
      hint: 'put the test in a file of its own and run that, or leave isolate away',
    });
  }
  if (input !== undefined && inputFrom !== undefined) {
    const hint = 'keep one of them';
    problems.add(`${path}.inputFrom`, 'the input is both given and made', { code: 'INVALID_MEASURE', hint });
  }
  if (maxHeap !== undefined) checkHeap(maxHeap, path, { isolate, problems });
}

function checkHeap(
  maxHeap: string | number,
  path: string,
  { isolate, problems }: { readonly isolate: MeasureSpec['isolate']; readonly problems: ProblemList },
): void {
  const bytes = parseBytes(maxHeap);
  if (bytes === undefined || bytes < LEAST_HEAP_BYTES) {
    const hint = "write it as '256MB'; less than 16 MiB is too little for Node to start";
    problems.add(`${path}.maxHeap`, `${shown(maxHeap)} is no bound for a heap`, { code: 'INVALID_MEASURE', hint });
  }
  if (isolate === 'process') return;
  const hint = "add isolate: 'process'";
  problems.add(`${path}.maxHeap`, 'only a process of its own can have a bound on its heap', {
    code: 'INVALID_MEASURE',
    hint,
  });
}
