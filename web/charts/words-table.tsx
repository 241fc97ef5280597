interface WordsTableProps {
  readonly caption: string;
  readonly titles: readonly string[];
  /** What each row is of, and its figures. */
  readonly rows: readonly { readonly label: string; readonly figures: readonly string[] }[];
}

/** What a chart draws, as figures, for those who cannot see it. */
export function WordsTable({ caption, titles, rows }: WordsTableProps) {
  return (
    <div class="chart-hidden">
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {titles.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, figures }, row) => (
            <tr key={`${row} ${label}`}>
              <th scope="row">{label}</th>
              {figures.map((figure, at) => (
                <td key={titles[at + 1] ?? at}>{figure}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
