import type { ComponentChildren } from 'preact';
import { usePageTitle } from './page-title.tsx';

interface PageProps {
  /** Of the document, and of the page unless it has a `heading`. */
  readonly title: string;
  readonly heading?: ComponentChildren;
  /** Controls and links at the right of the heading. */
  readonly aside?: ComponentChildren;
  readonly note?: ComponentChildren;
  readonly children?: ComponentChildren;
}

/** A page with its heading, which gets the focus when one comes to it. */
export function Page({ title, heading, aside, note, children }: PageProps) {
  usePageTitle(title);
  return (
    <>
      <header class="page-head">
        <h1 class="page-title" tabIndex={-1}>
          {heading ?? title}
        </h1>
        {aside !== undefined && <div class="page-aside">{aside}</div>}
        {note !== undefined && <p class="page-note">{note}</p>}
      </header>
      {children}
    </>
  );
}
