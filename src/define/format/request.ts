import {
  anything,
  choice,
  durationTemplate,
  flag,
  nonEmptyText,
  nothing,
  percent,
  scalar,
  statusSet,
  text,
  wholeAtLeast,
} from '../shape/leaves.ts';
import {
  described,
  either,
  list,
  named,
  type ObjectShape,
  object,
  oneOrMore,
  record,
  type Shape,
} from '../shape/shape.ts';
import { expectShape } from './expect.ts';
import { headersShape } from './http.ts';
import { tagsShape, textsShape } from './parts.ts';
import { retryShape } from './retry.ts';

/** HTTP methods that are steps by their own name. */
export const METHODS = [
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'head',
  'options',
  'trace',
  'query',
  'purge',
  'search',
  'report',
  'propfind',
  'proppatch',
  'mkcol',
  'mkcalendar',
  'copy',
  'move',
  'lock',
  'unlock',
  'link',
  'unlink',
  'merge',
  'acl',
  'bind',
  'unbind',
  'rebind',
  'source',
  'notify',
] as const; // prettier-ignore

export const conditionShape: Shape = named('Condition', () =>
  described(
    "An expression over the variables, such as `count < 3 and role == 'admin'`, or { function: name }.",
    either(
      'an expression, or { function: name }',
      nonEmptyText,
      object({ function: described('Name of a function of yours.', nonEmptyText) }, { required: ['function'] }),
    ),
  ),
);

const pick = either(
  "an index, 'first', 'last', 'random' or 'all'",
  choice('first', 'last', 'random', 'all'),
  wholeAtLeast(0),
);

export const captureShape = named('Capture', () =>
  described(
    'Keeps a part of the response in a variable.',
    object(
      {
        as: described('Name of the variable.', nonEmptyText),
        json: described('JSONPath.', nonEmptyText),
        header: described('Name of a header.', nonEmptyText),
        regexp: described('Regular expression over the body.', nonEmptyText),
        cookie: described('Name of a cookie.', nonEmptyText),
        css: described('CSS selector.', nonEmptyText),
        selector: described('CSS selector.', nonEmptyText),
        body: described('The whole body.', flag),
        status: described('The status.', flag),
        group: described(
          'Group of the regular expression: number or name.',
          either('a number or a name', wholeAtLeast(0), nonEmptyText),
        ),
        flags: described('Flags of the regular expression.', text),
        attribute: described('Attribute of the selected element; its text otherwise.', nonEmptyText),
        attr: described('Attribute of the selected element; its text otherwise.', nonEmptyText),
        pick: described('Which of several matches (the first).', pick),
        index: described('Which of several matches (the first).', pick),
        multiple: described('false: take the first of several matches.', flag),
        optional: described('Go on without a match.', flag),
        strict: described('false: go on without a match.', flag),
        default: described('Value where nothing matches.', anything),
      },
      {
        required: ['as'],
        refused: {
          xpath: "captures by XPath are not supported; use 'css' for HTML, 'json' for JSON or 'regexp'",
          transform: "'transform' is not supported; use a 'set' step or a function",
        },
      },
    ),
  ),
);

const matchShape = object({ json: nonEmptyText, value: anything, strict: flag }, { required: ['json', 'value'] });

export const authShape = described(
  'Credentials.',
  object({
    type: described("'basic' when left away, 'bearer' with a token.", choice('basic', 'bearer', 'digest')),
    username: text,
    user: text,
    password: text,
    pass: text,
    token: text,
  }),
);

const fieldKeys = {
  value: described('Value of the field.', scalar),
  file: described('File to send, relative to this one.', nonEmptyText),
  fromFile: described('File to send, relative to this one.', nonEmptyText),
  filename: described("Name to send; the file's own when left away.", nonEmptyText),
  contentType: described('Type of the part.', nonEmptyText),
};

const formDataShape = record(either('a value, or an object with value or fromFile', scalar, object(fieldKeys)));
const multipartShape = list(object({ name: nonEmptyText, ...fieldKeys }, { required: ['name'] }));
export const bodyRecord = either('keys with values', nothing, record(anything));

const requestKeys: Readonly<Record<string, Shape>> = {
  url: described('Path below the target, or a whole URL.', text),
  uri: described('The same as url.', text),
  name: described('Name in reports; by method and path when left away.', nonEmptyText),
  qs: described('Query parameters.', bodyRecord),
  query: described('Query parameters; the same as qs.', bodyRecord),
  headers: headersShape,
  cookie: described('Cookies of this request.', record(scalar)),
  cookies: described('Cookies of this request; the same as cookie.', record(scalar)),
  json: described('Body, sent as JSON.', anything),
  form: described('Body, sent as a URL-encoded form.', bodyRecord),
  formData: described('Body, sent as multipart/form-data.', formDataShape),
  multipart: described('Body, sent as multipart/form-data, as a list of fields.', multipartShape),
  body: described('Body, sent as it stands.', text),
  auth: authShape,
  timeout: described('Of this request.', durationTemplate),
  followRedirect: described('Follow redirects.', flag),
  followRedirects: described('Follow redirects; the same as followRedirect.', flag),
  maxRedirects: described('Redirects followed.', wholeAtLeast(0)),
  expectedStatuses: described('Statuses that are no failure.', statusSet),
  retry: retryShape,
  capture: described('Parts of the response to keep.', oneOrMore('a capture, or a list of captures', captureShape)),
  match: described('What a part of the response must be.', oneOrMore('an object with json and value', matchShape)),
  expect: described('What the response must be.', oneOrMore('an expectation, or a list of them', expectShape)),
  tags: tagsShape,
  ifTrue: described('Skipped unless this expression holds, or this function says so.', conditionShape),
  when: described('Skipped unless this holds; the same as ifTrue.', conditionShape),
  probability: described('Chance in percent that the request is made.', percent),
  beforeRequest: described('Functions of yours called before the request.', textsShape),
  afterResponse: described('Functions of yours called with the response.', textsShape),
  gzip: described('false: ask for no compression.', flag),
  setContentLengthHeader: described('Content-Length is always right; kept for old files.', flag),
};

const refused = {
  http2: 'HTTP/2 is not supported yet; remove the key to test over HTTP/1.1',
  xpath: "captures by XPath are not supported; use 'css', 'json' or 'regexp'",
  responseType: "'responseType' is not supported; bodies are read as what the captures need",
};

/** What stands below `get:`. */
export const requestShape = named('Request', () => object(requestKeys, { refused }));

/** What stands below `request:`. */
export const anyRequestShape: ObjectShape = object(
  { method: described('HTTP method.', nonEmptyText), ...requestKeys },
  { required: ['method'], refused },
);

/** Keys that belong into the request, and are often indented too little. */
export function misplacedRequestKeys(method: string): Readonly<Record<string, string>> {
  const text = (key: string): string => `'${key}' stands beside '${method}'; indent it so that it stands below`;
  return Object.fromEntries(Object.keys(requestKeys).map((key) => [key, text(key)]));
}
