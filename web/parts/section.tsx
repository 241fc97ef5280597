import type { ComponentChildren } from 'preact';

interface SectionProps {
  readonly id: string;
  readonly title: string;
  /** A sentence below the title. */
  readonly note?: ComponentChildren;
  /** Controls and figures at the right of the title. */
  readonly aside?: ComponentChildren;
  readonly children?: ComponentChildren;
}

/** A part of a page, with a heading that can be jumped to. */
export function Section({ id, title, note, aside, children }: SectionProps) {
  return (
    <section class="section" id={id} aria-labelledby={`${id}-title`}>
      <header class="section-head">
        <h2 class="section-title" id={`${id}-title`} tabIndex={-1}>
          {title}
        </h2>
        {aside !== undefined && <div class="section-aside">{aside}</div>}
        {note !== undefined && <p class="section-note">{note}</p>}
      </header>
      {children}
    </section>
  );
}
