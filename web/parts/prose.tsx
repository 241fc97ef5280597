import { cleanText } from './clean-text.ts';

/** Sentences of Plimsoll's own, in which what is code stands between backticks. */
export function Prose({ text }: { readonly text: string }) {
  return (
    <bdi class="prose">
      {proseParts(cleanText(text)).map(({ text: part, isCode }, at) =>
        isCode ? <code key={`${at} ${part}`}>{part}</code> : part,
      )}
    </bdi>
  );
}

interface ProsePart {
  readonly text: string;
  readonly isCode: boolean;
}

/** A backtick without another on its line stays what it is. */
export function proseParts(text: string): ProsePart[] {
  return text
    .split(/`([^`\n]{1,400})`/)
    .map((part, at) => ({ text: part, isCode: at % 2 === 1 }))
    .filter(({ text: part }) => part !== '');
}
