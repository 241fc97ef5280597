const CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/;

/** The header that asks to go on after an event; none before the first, nor for an id that no header can carry. */
export function lastEventIdHeader(id: string): Readonly<Record<string, string>> {
  if (id === '' || CONTROL.test(id)) return {};
  // Its bytes are those of UTF-8, and a head is written as latin1.
  return { 'last-event-id': Buffer.from(id, 'utf8').toString('latin1') };
}
