import { cleanText } from './clean-text.ts';

interface NameProps {
  readonly text: string;
  readonly isMono?: boolean;
  /** So many characters at most. */
  readonly most?: number;
}

/** A text that a target or a test has named: cleaned, at most three lines high, with a writing direction of its own. */
export function Name({ text, isMono, most }: NameProps) {
  const shown = cleanText(text, most);
  return (
    <bdi class={isMono === true ? 'name name-mono' : 'name'} {...(shown.length > 80 ? { title: shown } : {})}>
      {shown === '' ? '(no name)' : shown}
    </bdi>
  );
}
