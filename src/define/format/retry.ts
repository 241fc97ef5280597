import { atLeast, duration, flag, percent, scalar, wholeAtLeast } from '../shape/leaves.ts';
import { described, named, object, oneOrMore } from '../shape/shape.ts';

export const retryShape = named('Retry', () =>
  described(
    'Sends the request again after some failures; each attempt is a request of its own.',
    object(
      {
        attempts: described('Attempts in all, the first included.', wholeAtLeast(1)),
        on: described(
          'Statuses and kinds of failure that are tried again.',
          oneOrMore("a status such as 503 or '5xx', a kind of failure such as timeout, or a list of these", scalar),
        ),
        delay: described('Pause before the second attempt (1s).', duration),
        backoff: described('Each pause is so many times as long as the one before (1).', atLeast(1)),
        maxDelay: described('No pause is longer (30s).', duration),
        jitter: described('Spread of each pause in percent.', percent),
        retryAfter: described('Waits as long as the answer says in Retry-After.', flag),
      },
      { required: ['attempts'] },
    ),
  ),
);
