/** What changes add, block by block as `topics.ts` reads them. */
export const FEATURES = `
feature; api performance; Add rate limiting to the {area}
  A few clients send most of the load: [last month|in March|during the last release] one {actor} alone caused {20..70} % of all requests, and {entities} of everyone else waited.
  Requests are limited per client
  The {area} SHALL accept at most {60..900} requests a minute from one client and refuse the rest.
  > {anActor} sends more requests within a minute than the limit allows
  < the answer has status 429 and a \`Retry-After\` header with the seconds to wait
  The limit is visible to clients
  Every answer SHALL carry the limit, what remains of it, and when it is renewed.
  > a client reads the headers of any answer
  < \`RateLimit-Remaining\` is a whole number that never exceeds the limit
  Limits differ by plan
  The {area} SHALL take the limit from the client's plan, and {100..400} requests a minute where the plan says nothing.
  > {anActor} on the largest plan sends {400..900} requests within a minute
  < all of them are answered

feature; api; Add cursor pagination to the {area}
  Pages are counted by offset today. Beyond page {200..900} the database reads and discards [hundreds of thousands|millions] of rows, and {entities} that are added meanwhile appear twice.
  Pages are addressed by a cursor
  The {area} SHALL return an opaque cursor with every page that is not the last.
  > {anActor} asks for the page after a cursor
  < the page begins with the first {entity} after the last one already seen
  A cursor survives changes
  A cursor SHALL stay valid for {1..48} hours, whatever is added or deleted meanwhile.
  > {anEntity} before the cursor is deleted between two pages
  < no {entity} is skipped and none is returned twice
  The size of a page is bounded
  The {area} SHALL return at most {100..500} {entities} a page, and {20..50} unless asked otherwise.
  > a client asks for 100,000 {entities} at once
  < the answer has status 400 and names the largest size allowed

feature; reliability; Add idempotency keys to the {area}
  Clients repeat requests after a timeout. Since the first one often succeeded, about {1..9} in a thousand {entities} exist twice, and support merges them by hand.
  Repeated requests have one effect
  The {area} SHALL carry out requests with the same idempotency key once, and answer all of them alike.
  > a client sends the same request {2..5} times with one key
  < one {entity} exists, and every answer names its identifier
  Keys expire
  A key SHALL be kept for {24..72} hours.
  > a key is used again after it has expired
  < the request is carried out as a new one
  A key belongs to one request
  The {area} SHALL refuse a known key with another body.
  > a client changes the body and keeps the key
  < the answer has status 422 and nothing is changed

feature; usability; Add [bulk editing of|undo for|saved filters for|keyboard shortcuts for] {entities} [to|in] the {area}
  [Interviews with {6..20} customers|The survey of last quarter|{30..90} tickets] show the same wish: who handles more than a few dozen {entities} a day repeats the same steps [again and again|many times an hour].
  Several {entities} are handled at once
  The {area} SHALL let {anActor} select up to {200..1000} {entities} and act on all of them.
  > {anActor} selects {20..150} {entities} and confirms
  < all of them are changed, or none is and the reason is shown
  The last action can be taken back
  The {area} SHALL offer to undo an action for {5..30} seconds.
  > {anActor} undoes the action within that time
  < every {entity} is as it was before

feature; integration; Add [OAuth|SAML|OpenID Connect|SCIM] support to the {area}
  Larger customers keep their accounts in one directory and [won't|can't] maintain a second list by hand. {3..14} of them wait for this before they sign.
  Accounts come from the directory
  The {area} SHALL create, change and lock accounts as the customer's directory says.
  > an employee leaves and the directory locks the account
  < open sessions end within {1..15} minutes
  Roles are mapped
  The {area} SHALL map groups of the directory to roles, and give no role to a group that is not mapped.
  > an {actor} of an unknown group signs in
  < a page explains whom to ask, and nothing else can be opened

feature; observability; Add [structured logging|distributed tracing|service-level indicators] to the {area}
  When {entities} are slow, nobody can say where the time goes. The last incident took {40..240} minutes to find and {5..20} to fix.
  Every request can be followed
  The {area} SHALL pass a trace identifier to every service that it calls and write it to every line of its log.
  > {anEntity} fails in a service behind the {area}
  < one search for the identifier shows all steps with their durations
  Logs hold no personal data
  Log lines SHALL name {actors} by their internal identifier alone.
  > a request with an e-mail address is logged
  < the address is replaced by a placeholder

feature; api; Add webhooks for {entities} to the {area}
  Integrations ask every {5..60} seconds whether {anEntity} has changed; {90..99} % of these requests bring nothing new.
  Changes are sent to subscribers
  The {area} SHALL send a signed message within {2..30} seconds after {anEntity} has changed.
  > {anEntity} changes and a subscriber listens for it
  < the subscriber receives one message with the identifier and the time of the change
  Failed deliveries are repeated
  A delivery that fails SHALL be repeated up to {5..12} times with growing pauses.
  > the subscriber answers with status 503 {2..4} times and then with 200
  < the message counts as delivered and is not sent again

feature; data; Add [soft deletion|versioning|labels|an archive] for {entities} to the {area}
  {Entities} that were deleted by mistake are restored from backups by an engineer, about {3..25} times a month.
  Deleted {entities} can be restored
  The {area} SHALL keep a deleted {entity} for {14..90} days.
  > {anActor} restores {anEntity} within that time
  < it has its old identifier, content and history
  Nothing is kept longer than promised
  After that time the {area} SHALL remove the {entity} for good, backups excepted.
  > the time has passed by a day
  < neither the API nor an export returns the {entity}

feature; internationalisation; Add [time zones|plural forms|right-to-left layout|local number formats] to the {area}
  {15..45} % of our {actors} don't read English at work. Names such as “Žofie Ångström”, «Ελένη» or 東京 are cut or turned into question marks in {2..6} places.
  Texts are kept as they were written
  The {area} SHALL store and return text in any script without loss.
  > {anActor} saves {anEntity} named “[naïve café|Straße|日本語のテスト|مرحبا|Привет|👩‍🔬 results]”
  < the name is returned in the same code points
  Formats follow the reader
  Dates and numbers SHALL be shown in the reader's own format.
  > a reader from [Zürich|São Paulo|Kyoto|Reykjavík] opens {anEntity}
  < 1234.5 is shown as it is written there

feature; reliability; Add [retries with backoff|a circuit breaker|a dead-letter queue] to the {area}
  A short failure of one dependency becomes a long one here: everything is tried again at once, and the queue of {entities} takes {1..6} hours to drain.
  Failures are retried with growing pauses
  The {area} SHALL retry a failed {entity} up to {3..8} times, each pause twice as long as the last, with jitter.
  > a dependency fails for {10..90} seconds
  < all {entities} succeed in the end and none is handled twice
  What can't succeed is set aside
  {AnEntity} that failed every time SHALL be set aside with its error.
  > an operator opens the list of what was set aside
  < each entry can be retried or discarded

feature; caching performance; Add caching of {entities} to the {area}
  {60..95} % of all reads return what was read within the last {1..10} minutes, and each costs {3..12} queries.
  Repeated reads come from the cache
  The {area} SHALL answer a repeated read within {5..40} ms at the 95th percentile.
  > the same {entity} is read twice within a minute
  < the second answer makes no query
  Writes are seen at once
  After a write the writer SHALL see the new state, and everyone else within {1..10} seconds.
  > {anActor} changes {anEntity} and reads it again
  < the answer holds the change
`;
