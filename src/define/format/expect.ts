import { anything, duration, flag, nonEmptyText, scalar, statusSet, text } from '../shape/leaves.ts';
import { described, either, list, named, object, record, type Shape } from '../shape/shape.ts';

const bodyShape = either(
  'a text the body contains, or an object with contains, matches or equals',
  nonEmptyText,
  object({
    contains: described('Text in the body.', text),
    matches: described('Regular expression the body matches.', text),
    equals: described('The whole body.', text),
  }),
);

const nameOrValues = (what: string): Shape =>
  described(what, either('a name, or names with values', nonEmptyText, record(anything)));

/** What a response must be, in Plimsoll's words and in Artillery's. */
export const expectShape = named('Expect', () =>
  object(
    {
      name: described('Name of the check.', nonEmptyText),
      not: described('true: must not be so.', flag),
      status: described('Status of the response.', statusSet),
      header: nameOrValues('A header: its name (with equals or matches), or names with values.'),
      contentType: described("Content type: 'json' or 'application/json'.", nonEmptyText),
      json: nameOrValues('JSONPath (with equals, matches or exists), or paths with values.'),
      body: described('Text of the body.', bodyShape),
      maxDuration: described('The response takes no longer.', duration),
      equals: described('Value of the header or JSON path; in a list of its own, values that are equal.', anything),
      matches: described('Regular expression for the header or JSON path.', text),
      exists: described('The JSON path exists.', flag),
      statusCode: described(
        'Status of the response.',
        either('a status, or a list of these', statusSet, list(statusSet)),
      ),
      notStatusCode: described(
        'Any status but these.',
        either('a status, or a list of these', statusSet, list(statusSet)),
      ),
      hasProperty: described('Path in the JSON body: a.b[0].', nonEmptyText),
      notHasProperty: described('Path that is not in the JSON body.', nonEmptyText),
      hasHeader: described('Name of a header.', nonEmptyText),
      headerEquals: described('Name of a header and its value.', list(scalar)),
      matchesRegexp: described('Regular expression the body matches.', nonEmptyText),
    },
    {
      refused: {
        cdnHit: "'cdnHit' is not supported; expect a header, such as { header: x-cache, matches: HIT }",
        jmespath: "'jmespath' is not supported; use 'json' with a JSONPath",
        jpath: "'jpath' is not supported; use 'json' with a JSONPath",
      },
    },
  ),
);
