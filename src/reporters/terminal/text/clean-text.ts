const MOST_CHARACTERS = 2000;
const LONE_SURROGATE = /\p{Cs}/gu;
const SPACE = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
/** Control characters, marks that turn the writing direction, and invisible ones; joiners stay, since emoji need them. */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/**
 * A text from a test or a target, safe to print on one line: whatever a terminal would obey, or that would hide or reorder
 * what stands beside it, is spelled out (`\x1b`).
 */
export function cleanText(text: string, most = MOST_CHARACTERS): string {
  const cut = text.length > most ? `${text.slice(0, most)}…` : text;
  return cut.replace(LONE_SURROGATE, '\ufffd').replace(SPACE, ' ').replace(UNSAFE, spelledOut);
}

function spelledOut(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
