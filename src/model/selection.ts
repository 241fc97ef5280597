type Tags = Readonly<Record<string, string>>;

/** Groups that set-up and teardown are tagged with. */
const ASIDE_GROUPS = ['::setup', '::teardown'] as const;

/** Whether samples with these tags are set-up's or teardown's, which stay out of every sum but that of their group. */
export function isAside(tags: Tags): boolean {
  const { group } = tags;
  return group !== undefined && ASIDE_GROUPS.some((aside) => group === aside || group.startsWith(`${aside}::`));
}

/** Whether a series counts towards a selection of tags: it has all of them, whatever else it has. */
export function selects(selection: Tags, tags: Tags): boolean {
  for (const tag of Object.keys(selection)) if (selection[tag] !== tags[tag]) return false;
  return selection.group !== undefined || !isAside(tags);
}

/** One text for each combination of tags, whatever their order. */
export function tagsKey(tags: Tags): string {
  const names = Object.keys(tags).sort();
  return names.length === 0 ? '' : JSON.stringify(names.map((name) => [name, tags[name]]));
}
