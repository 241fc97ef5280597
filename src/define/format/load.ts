import { amount, atLeast, choice, duration, flag, nonEmptyText, wholeAtLeast } from '../shape/leaves.ts';
import { described, either, list, named, object, type Shape, tagged } from '../shape/shape.ts';

const phase = object({
  kind: described(
    'What the phase does; may be left away where the other keys tell.',
    choice('ramp', 'hold', 'step', 'pause', 'spike'),
  ),
  name: described('Name of the phase in reports.', nonEmptyText),
  maxUsers: described('Users allowed during this phase of an open model.', wholeAtLeast(1)),
  from: described('Level at the start; where the phase before ended when left away.', amount),
  to: described('Level at the end.', amount),
  target: described('Level at the end, as in the stages of k6.', amount),
  value: described('Level to hold; where the phase before ended when left away.', amount),
  by: described('How much each step adds.', amount),
  every: described('How long each step lasts.', duration),
  base: described('Level before and after a spike.', amount),
  pause: described('No load for so long.', duration),
  duration: described('How long the phase lasts.', duration),
});

/** One stretch of a load curve. */
const phaseShape = named('Phase', () => described('One stretch of a load curve.', phase));

const level = (what: string): Shape =>
  described(what, either('a number, or a list of phases', amount, list(phaseShape)));

/** Load of a test or a scenario: users, arrivals per second, or a number of iterations. */
export const loadShape = named('Load', () =>
  described(
    'Load: users (closed model), arrivals per second (open model), or a number of iterations.',
    tagged('load', {
      iterations: object(
        {
          iterations: described('How many iterations in all.', wholeAtLeast(1)),
          users: described('How many users share them (1).', wholeAtLeast(1)),
          perUser: described('Each user does so many, instead of sharing them.', flag),
          maxDuration: described('Ends even if iterations remain (10m).', duration),
        },
        { required: ['iterations'] },
      ),
      users: object(
        {
          users: level('Users at work at once: a number for `duration`, or phases.'),
          duration: described('How long a constant number of users stays.', duration),
          gracefulRampDown: described('How long users may finish when the curve goes down (30s).', duration),
        },
        { required: ['users'] },
      ),
      rate: object(
        {
          rate: level('Iterations started per second: a number for `duration`, or phases.'),
          duration: described('How long a constant rate lasts.', duration),
          maxUsers: described('Arrivals that find so many users busy are dropped (10,000).', wholeAtLeast(1)),
          arrivals: described('How arrivals are spaced (even).', choice('even', 'poisson')),
          newUsers: described('Each arrival is a new user with new connections (false).', flag),
        },
        { required: ['rate'] },
      ),
    }),
  ),
);

/** One of Artillery's phases. */
export const artilleryPhaseShape = named('ArtilleryPhase', () =>
  described(
    "One phase of Artillery's load: arrivals, each a new user.",
    object({
      duration: described('How long the phase lasts.', duration),
      arrivalRate: described('New users per second.', amount),
      arrivalCount: described('New users in the whole phase.', amount),
      rampTo: described('New users per second at the end of the phase.', amount),
      maxVusers: described('Arrivals that find so many users busy are dropped.', atLeast(1)),
      pause: described('No arrivals for so long.', duration),
      name: described('Name of the phase in reports.', nonEmptyText),
      mode: described('How arrivals are spaced.', choice('uniform', 'poisson')),
    }),
  ),
);
