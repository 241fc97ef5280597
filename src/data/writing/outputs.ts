/** What files a set is written as: its own, or its tables in a form of their own. */
export const OUTPUTS = ['files', 'jsonl', 'csv', 'json', 'sql'] as const;

export type Output = (typeof OUTPUTS)[number];
