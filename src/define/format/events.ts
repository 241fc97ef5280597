import {
  anything,
  bytes,
  duration,
  durationTemplate,
  flag,
  nonEmptyText,
  nothing,
  scalar,
  statusSet,
  text,
  wholeAtLeast,
} from '../shape/leaves.ts';
import { described, either, named, type ObjectShape, object, oneOrMore, record } from '../shape/shape.ts';
import { expectShape } from './expect.ts';
import { headersShape } from './http.ts';
import { tagsShape } from './parts.ts';
import { authShape, bodyRecord, captureShape, conditionShape } from './request.ts';
import { retryShape } from './retry.ts';

const reconnectShape = either(
  'true, false, or an object with delay and attempts',
  flag,
  object({
    delay: described('Pause before each attempt; as the server says, or 3s, when left away.', duration),
    attempts: described('So many in a row without success; as many as it takes when left away.', wholeAtLeast(1)),
  }),
);

const subscription = named('Subscribe', () =>
  object(
    {
      url: described('Path below the target, or a whole URL.', text),
      as: described('What later steps call the stream (events).', nonEmptyText),
      name: described('Name in reports; by method and path when left away.', nonEmptyText),
      qs: described('Query parameters.', bodyRecord),
      query: described('Query parameters; the same as qs.', bodyRecord),
      headers: headersShape,
      cookie: described('Cookies of this request.', record(scalar)),
      cookies: described('Cookies of this request; the same as cookie.', record(scalar)),
      auth: authShape,
      timeout: described('Until the head of the response has come.', durationTemplate),
      followRedirect: described('Follow redirects.', flag),
      followRedirects: described('Follow redirects; the same as followRedirect.', flag),
      maxRedirects: described('Redirects followed.', wholeAtLeast(0)),
      expectedStatuses: described('Statuses that are no failure.', statusSet),
      retry: retryShape,
      tags: tagsShape,
      ifTrue: described('Skipped unless this expression holds, or this function says so.', conditionShape),
      when: described('Skipped unless this holds; the same as ifTrue.', conditionShape),
      lastEventId: described('Asks to go on after the event of this id.', text),
      idleTimeout: described('The stream has failed when nothing, not even a comment, comes for so long.', duration),
      reconnect: described('Opens the stream anew when it ends (false).', reconnectShape),
      keep: described('Stays open from one iteration to the next (false).', flag),
      buffer: described('Events kept for a receive to come (1000); 0 only counts them.', wholeAtLeast(0)),
      maxEventBytes: described('A larger event ends the stream (1MB).', bytes),
      latencyFrom: described("JSONPath of the time in an event's data that its latency counts from.", nonEmptyText),
    },
    { required: ['url'] },
  ),
);

const reception = named('Receive', () =>
  object({
    from: described('The stream, as its subscribe calls it (events).', nonEmptyText),
    name: described('Name of the check that the events came.', nonEmptyText),
    event: described('Only events of this name count.', nonEmptyText),
    match: described('Only events count whose data has these values, by JSONPath.', record(anything)),
    count: described('How many events (1).', wholeAtLeast(1)),
    within: described('All of them within this time (10s).', durationTemplate),
    capture: described('Parts of the data to keep.', oneOrMore('a capture, or a list of captures', captureShape)),
    expect: described('What the data must be.', oneOrMore('an expectation, or a list of them', expectShape)),
  }),
);

/** The steps of event streams, by the key they are told apart by. */
export const eventStepShapes: Readonly<Record<'subscribe' | 'receive' | 'unsubscribe', ObjectShape>> = {
  subscribe: object(
    {
      subscribe: described(
        'Opens a stream of server-sent events: a URL, or an object.',
        either('a URL, or an object with url', nonEmptyText, subscription),
      ),
    },
    { required: ['subscribe'] },
  ),
  receive: object(
    {
      receive: described(
        'Waits for events of a stream: its name, or an object.',
        either('the name of a stream, or an object', nonEmptyText, nothing, reception),
      ),
    },
    { required: ['receive'] },
  ),
  unsubscribe: object(
    {
      unsubscribe: described(
        'Closes a stream: its name.',
        either('the name of a stream, or nothing', nonEmptyText, nothing),
      ),
    },
    { required: ['unsubscribe'] },
  ),
};
