interface RunNavProps {
  readonly sections: readonly { readonly id: string; readonly title: string }[];
  readonly idPrefix: string;
}

/** Links to the sections of the page, at its side for as long as one scrolls. */
export function RunNav({ sections, idPrefix }: RunNavProps) {
  return (
    <nav class="run-nav" aria-label="Sections of this run">
      <ul>
        {sections.map(({ id, title }) => (
          <li key={id}>
            <a href={`#${idPrefix}${id}`}>{title}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
