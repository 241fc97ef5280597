/** What changes mend, hasten, protect, move, remove and describe, block by block as `topics.ts` reads them. */
export const WORKS = `
fix; bug data; Fix duplicate {entities} after a retry in the {area}
  When the first answer is lost, the client asks again and {anEntity} is made twice. {4..60} customers reported it [since spring|this month|after the last release].
  A retry makes no duplicate
  The {area} SHALL recognise a repeated request by its key and return the first result.
  > the connection breaks after the {entity} was stored and the client retries
  < exactly one {entity} exists

fix; bug time; Fix wrong time zone of {entities} in the {area}
  {Entities} made between 22:00 and midnight show the date of the next day for everyone [west of Greenwich|in the Americas], because the server's clock decides.
  Times are kept in UTC
  The {area} SHALL store times in UTC and show them in the reader's time zone.
  > {anActor} in [Honolulu|Lima|Toronto] makes {anEntity} at 23:30
  < its date is that of the {actor}'s own day

fix; bug concurrency; Fix a race between two {actors} in the {area}
  If two {actors} save the same {entity} within {50..900} ms, the later one silently overwrites the other. The log of [May|June|last week] has {12..300} such cases.
  Concurrent changes are detected
  The {area} SHALL refuse a change that is based on an old version.
  > two {actors} change the same {entity} from the same version
  < the first is saved, and the second gets status 409 with both versions

fix; bug memory; Fix growing memory of the {area}
  The process grows by {5..80} MB an hour and is restarted every {2..7} days. Listeners of closed connections are never removed.
  Memory stays flat
  The {area} SHALL use no more memory after {10..50} thousand {entities} than after one thousand, within {5..20} %.
  > it runs for a day under the usual load
  < memory at the end lies within {5..10} % of memory after the first hour

fix; bug unicode; Fix cut names of {entities} in the {area}
  Names are cut after {30..120} bytes rather than characters, which splits accents, 漢字 and emoji in the middle and makes the file unreadable.
  Names are cut between characters
  The {area} SHALL shorten a name only between two characters as a reader sees them.
  > {anEntity} is named with {40..90} family emoji (👨‍👩‍👧‍👦)
  < the shortened name is valid UTF-8 and ends in a whole one

performance; performance; Reduce the latency of {entities} in the {area}
  At the 95th percentile {anEntity} takes {800..4200} ms; {40..80} % of that is spent on queries that could be one.
  {AnEntity} is fast
  The {area} SHALL answer within {100..500} ms at the 95th percentile at {50..400} requests a second.
  > {50..400} requests a second arrive for ten minutes
  < the 95th percentile stays below the limit in every minute

performance; performance database; Batch the writes of {entities} in the {area}
  Each {entity} is written in a transaction of its own. At the peak there are {900..6000} commits a second and the disk is busy {85..99} % of the time.
  Writes are batched
  The {area} SHALL write up to {50..500} {entities} in one transaction and wait no longer than {5..50} ms for more.
  > {500..3000} {entities} arrive within a second
  < there are at most {20..60} transactions, and every {entity} is confirmed after its own

performance; performance memory; Stream large {entities} through the {area}
  {AnEntity} of {200..900} MB is read into memory as a whole. Two at once end the process.
  Content is streamed
  The {area} SHALL handle {anEntity} of any size with at most {16..64} MB of memory.
  > ten {entities} of 1 GB are handled at once
  < memory grows by no more than {200..600} MB in all

security; security; Require a second factor for {actors} of the {area}
  {2..9} accounts were taken over [this year|last year] with passwords from other sites. None had a second factor.
  A second factor is asked for
  The {area} SHALL ask {actors} with write access for a second factor every {7..30} days.
  > {anActor} signs in from an unknown device
  < nothing can be opened before the second factor is given
  Recovery is possible
  The {area} SHALL offer {8..12} recovery codes, each good for one use.
  > a recovery code is used twice
  < the second attempt is refused and the owner is told

security; security compliance; Encrypt {entities} of the {area} at rest
  The audit of [2024|last autumn] found {entities} in clear text in {2..5} backups. The finding is open for {60..200} days.
  Content is encrypted at rest
  The {area} SHALL encrypt every {entity} with a key of its tenant.
  > someone reads the disk or a backup without the key
  < no content and no name can be recovered
  Keys are rotated
  Keys SHALL be rotated every {30..365} days without downtime.
  > a key is rotated while {entities} are being written
  < old and new {entities} can be read

security; security api; Validate the input of the {area} strictly
  Unknown fields are ignored and some reach the database. A tester wrote \`isAdmin: true\` into {anEntity} and became one.
  Unknown fields are refused
  The {area} SHALL refuse requests with fields that it doesn't know.
  > a request holds one field too many
  < the answer has status 400 and names the field, and nothing is stored

refactoring; maintenance; Split the {area} into [a reader and a writer|three modules|a library and a service]
  The main module has {2..9},{100..999} lines, and {5..14} teams changed it last quarter. Every third release is held up by a conflict in it.
  Behaviour stays the same
  The {area} SHALL answer every request of the recorded day as before.
  > the recorded requests of a whole day are replayed against both versions
  < all answers are equal, byte for byte, but for times and identifiers

refactoring; maintenance database; Move {entities} of the {area} to [PostgreSQL 16|their own schema|the new storage]
  The old database reaches the end of its support in [June|December], and {entities} fill {60..90} % of its disk.
  The move loses nothing
  Each {entity} SHALL exist after the move exactly once, with the same content.
  > checksums of all {entities} are compared before and after
  < they are equal, and so is their number
  The move can be reversed
  For {7..30} days after the move the {area} SHALL be able to go back without loss.
  > the move is reversed after a week of writes
  < {entities} of that week are there

removal; maintenance breaking; Remove the deprecated [v1 interface|XML format|polling endpoint|legacy token] from the {area}
  It was replaced {9..30} months ago. {1..9} clients still use it, all of them known and warned [twice|three times].
  Old clients are told what to do
  The {area} SHALL answer requests for what was removed with status 410 and a link to the guide.
  > a client that was never updated sends a request
  < the answer names the replacement and the day of the removal

docs; documentation; Document [the limits|the error codes|recovery|the data model] of the {area}
  {10..40} % of all questions to support are answered by a page that doesn't exist. New colleagues take {2..6} weeks to find their way.
  Examples are executed
  Every example of the page SHALL be executed by the build.
  > an example no longer works
  < the build fails and names the page and the line
`;
