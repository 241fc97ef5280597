/** What no page may hold, what turns the writing direction, and halves of characters. */
const UNSAFE =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\p{Surrogate}/gu;
/** What takes no room, so that two names that differ look alike. */
const UNSEEN = /[\u00ad\u200b\u2060-\u2064\ufeff]/gu;

const MOST_CHARACTERS = 2000;

/** A foreign text as a page may show it: cut where it is too long, and without what would change how the page reads. */
export function cleanText(text: string, most = MOST_CHARACTERS): string {
  const cut = text.length > most ? `${text.slice(0, most)}…` : text;
  return cut.replace(UNSAFE, '\ufffd').replace(UNSEEN, '\u2423');
}
