import { template } from '../prose/grammar.ts';
import { parseRequirements } from './topics.ts';

/** What any area may have to fulfil, four lines each as `topics.ts` reads them. */
const GENERAL = `
{Entities} are listed in a stable order
The {area} SHALL list {entities} by the time of their creation, newest first, and by identifier where times are equal.
> {anActor} reads the list twice without changes in between
< both lists are equal
{Entities} can be filtered
The {area} SHALL filter {entities} by [owner|label|date] and state.
> {anActor} filters by a state that no {entity} is in
< an empty list is returned with status 200
Access is checked
Only {actors} of the same workspace SHALL see {anEntity}.
> {anActor} of another workspace opens its address
< the answer has status 404, as if it didn't exist
Changes are recorded
The {area} SHALL record who changed {anEntity}, when, and what.
> {anActor} changes [two|three] fields
< one entry names both with their old and new values
Errors explain themselves
Every refusal SHALL name the field, the rule and a way to mend it.
> a required field is missing
< the answer has status 400, the code \`REQUIRED\` and the name of the field
Deletion asks first
The {area} SHALL ask for confirmation before {anEntity} is deleted.
> {anActor} closes the question without an answer
< nothing is deleted
Progress is shown
Anything that takes longer than {2..5} seconds SHALL show its progress.
> {anEntity} takes {20..90} seconds
< the progress never goes back and ends at 100 %
Quotas are enforced
A workspace SHALL hold at most {1..50},000 {entities}.
> the quota is reached
< the next {entity} is refused with status 403, and existing ones stay editable
Names are unique
Two {entities} of one workspace SHALL NOT have the same name, letter case aside.
> {anActor} names {anEntity} like an existing one
< a free name is proposed
Old clients keep working
Clients of the last [two|three] versions SHALL be served without loss.
> a client of the version before last saves {anEntity}
< fields that it doesn't know stay as they were
The service starts without its cache
The {area} SHALL answer when the cache is empty or down.
> the cache is stopped during the peak
< answers become slower by at most [two|three] times and none fails
Jobs don't overlap
The nightly job of the {area} SHALL run once at a time.
> the job of yesterday still runs
< today's waits and says so in its log
Search finds what was just saved
{AnEntity} SHALL be found within {1..10} seconds after it was saved.
> {anActor} saves {anEntity} and searches for its name
< it is among the first {3..10} results
Exports are complete
An export SHALL hold every {entity} that existed when it began.
> {entities} are added while the export runs
< they are in the export whole or not at all
Mail is sent once
For each event the {area} SHALL send one message to each recipient.
> the mail server accepts the message and then closes the connection
< the message is not sent again
Personal data can be erased
The {area} SHALL erase what it knows of a person within {7..30} days of the request.
> a person asks for erasure
< later exports hold neither name nor address
Downtime is announced
Planned downtime SHALL be announced {24..96} hours before.
> a migration is planned for Sunday 03:00
< {actors} see the announcement on Thursday at the latest
Load is shed gracefully
Beyond {200..2000} requests a second the {area} SHALL answer the excess with status 503 within {50..200} ms.
> twice that rate arrives for a minute
< what is accepted stays within its usual latency
Accessible by keyboard
Every action on {entities} SHALL be reachable by keyboard alone.
> {anActor} uses no mouse
< the focus is always visible and never trapped
Backups can be restored
A backup of {entities} SHALL be restorable within {15..120} minutes.
> the last backup is restored to an empty system
< the number of {entities} and their checksums agree`;

export const generalRequirements = parseRequirements(GENERAL.trim().split('\n'));

/** Endings that tell further requirements of one kind apart. */
export const requirementScopes = [
  'in bulk operations',
  'for scheduled runs',
  'on mobile clients',
  'over the public API',
  'in read-only mode',
  'during a migration',
  'for shared workspaces',
  'after a failover',
].map(template);
