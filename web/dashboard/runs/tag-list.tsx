import { Name } from '../../parts/name.tsx';

const MOST_TAGS = 4;

/** The tags of a run, the first of them; the others where one points. */
export function TagList({ tags }: { readonly tags: Readonly<Record<string, string>> }) {
  const all = Object.entries(tags).map(([key, value]) => (value === '' ? key : `${key}=${value}`));
  if (all.length === 0) return null;
  return (
    <ul class="tag-list" aria-label="Tags">
      {all.slice(0, MOST_TAGS).map((tag) => (
        <li class="tag" key={tag}>
          <Name text={tag} />
        </li>
      ))}
      {all.length > MOST_TAGS && (
        <li class="tag" title={all.slice(MOST_TAGS).join(', ')}>
          +{all.length - MOST_TAGS}
        </li>
      )}
    </ul>
  );
}
