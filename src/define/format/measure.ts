import { anything, bytes, choice, duration, flag, nonEmptyText } from '../shape/leaves.ts';
import { described, either, leaf, named, object, type Shape } from '../shape/shape.ts';

const isTrue = leaf('true', { const: true }, (value) => value === true);

const resultPart = either(
  "true for the result itself, a part of it such as 'page.rows', or { function: name }",
  isTrue,
  nonEmptyText,
  object(
    { function: described('Function of yours that is given the result.', nonEmptyText) },
    { required: ['function'] },
  ),
);

/** How a plain function is called, and what of it is measured. */
export const measureShape: Shape = named('Measure', () =>
  described(
    'The function is what is tested: a plain one, given its input.',
    either(
      'true, or an object',
      isTrue,
      object({
        isolate: described('Where it is called.', choice('thread', 'process')),
        name: described("Name it is measured under; the function's when left away.", nonEmptyText),
        input: described('Its argument; may hold templates.', anything),
        inputFrom: described('Function of yours that makes the argument: (user, data).', nonEmptyText),
        items: described('How many items a result holds.', resultPart),
        bytes: described('How many bytes a result holds.', resultPart),
        timeout: described('A call that takes longer has failed (60s).', duration),
        memory: described('Measure memory.', flag),
        maxHeap: described('Bound on the heap of a process of its own.', bytes),
      }),
    ),
  ),
);
