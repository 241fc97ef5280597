import {
  anything,
  durationTemplate,
  isTemplate,
  nonEmptyText,
  parsePercent,
  text,
  thinkTime,
  wholeAtLeast,
} from '../shape/leaves.ts';
import {
  described,
  either,
  leaf,
  list,
  named,
  nestedList,
  type ObjectShape,
  object,
  type Shape,
  tagged,
} from '../shape/shape.ts';
import { eventStepShapes } from './events.ts';
import { measureShape } from './measure.ts';
import { variablesShape } from './parts.ts';
import { anyRequestShape, conditionShape, METHODS, misplacedRequestKeys, requestShape } from './request.ts';

/** A list of steps. */
export const flowShape: Shape = nestedList(named('Step', () => stepShape));

const loopCount = leaf(
  "a number, -1 for ever, '2-4' or a template",
  { type: ['integer', 'string'], minimum: -1, pattern: '^-?\\d+(\\s*-\\s*\\d+)?$|\\{\\{' },
  (value) =>
    typeof value === 'number'
      ? Number.isSafeInteger(value) && value >= -1
      : isTemplate(value) || (typeof value === 'string' && /^(-1|\d+(\s*-\s*\d+)?)$/.test(value)),
);

const jitter = leaf(
  "a share such as '20%', or a number of milliseconds",
  { type: ['string', 'number'], minimum: 0 },
  (value) => parsePercent(value) !== undefined,
);

const thinkShape = object(
  {
    think: described(
      "A pause: '2s', '1s..3s', or { mean, deviation }.",
      either(
        "a duration such as '2s', a range such as '1s..3s', or { mean, deviation }",
        thinkTime,
        object({ mean: durationTemplate, deviation: durationTemplate }, { required: ['mean', 'deviation'] }),
      ),
    ),
    jitter: described('Spread around a fixed pause.', jitter),
  },
  { required: ['think'] },
);

const loopShape = object(
  {
    loop: described('Steps to repeat.', flowShape),
    count: described("How often: a number, -1 for ever, or '2-4' from 2 to below 4.", loopCount),
    over: described(
      'A list, or the variable that holds one.',
      either('a list, or the name of a variable', nonEmptyText, list(anything)),
    ),
    while: described('Repeats while this holds.', conditionShape),
    whileTrue: described('Repeats while this function says so.', conditionShape),
    as: described('Variable for the element or the index.', nonEmptyText),
    loopValue: described('Variable for the element or the index; the same as as.', nonEmptyText),
    loopElement: described('Variable for the element; the same as as.', nonEmptyText),
  },
  { required: ['loop'] },
);

function requestVariant(method: string): ObjectShape {
  const request = described(
    `${method.toUpperCase()} request: a URL, or an object.`,
    either('a URL, or an object with url', nonEmptyText, requestShape),
  );
  return object({ [method]: request }, { required: [method], refused: misplacedRequestKeys(method) });
}

function requestVariants(): Readonly<Record<string, ObjectShape>> {
  return Object.fromEntries(METHODS.map((method) => [method, requestVariant(method)]));
}

const needsEngine = (engine: string): string => `this is a step of the engine '${engine}', which is not supported yet`;

const stepShape: Shape = tagged(
  'step',
  {
    ...requestVariants(),
    request: object(
      { request: described('Request with any method.', anyRequestShape) },
      { required: ['request'], refused: misplacedRequestKeys('request') },
    ),
    think: thinkShape,
    pace: object(
      { pace: described('The iteration takes at least so long.', durationTemplate) },
      { required: ['pace'] },
    ),
    loop: loopShape,
    parallel: object(
      {
        parallel: described('Steps carried out at the same time.', flowShape),
        limit: described('At most so many at once.', wholeAtLeast(1)),
      },
      { required: ['parallel'] },
    ),
    if: object(
      {
        // biome-ignore lint/suspicious/noThenProperty: a key of the format
        then: described('Steps where it holds.', flowShape),
        if: described('What must hold.', conditionShape),
        else: described('Steps where it does not.', flowShape),
      },
      { required: ['if', 'then'] },
    ),
    group: object(
      {
        group: described('Name of the group in reports.', nonEmptyText),
        steps: described('Steps of the group.', flowShape),
      },
      { required: ['group', 'steps'] },
    ),
    log: object({ log: described('Message to print.', text) }, { required: ['log'] }),
    function: object(
      { function: described('Calls a function of yours.', nonEmptyText), measure: measureShape },
      { required: ['function'] },
    ),
    call: object(
      { call: described('Calls a function of yours; the same as function.', nonEmptyText), measure: measureShape },
      { required: ['call'] },
    ),
    check: object(
      {
        check: described('Name of the check.', nonEmptyText),
        condition: described('What must hold.', conditionShape),
      },
      { required: ['check', 'condition'] },
    ),
    set: object({ set: variablesShape }, { required: ['set'] }),
    ...eventStepShapes,
  },
  {
    send: needsEngine('ws'),
    connect: needsEngine('ws'),
    wait: needsEngine('ws'),
    emit: needsEngine('socketio'),
    namespace: needsEngine('socketio'),
    acknowledge: needsEngine('socketio'),
    response: needsEngine('socketio'),
  },
);
