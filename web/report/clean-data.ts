import type { ReportData } from '../../src/model/report.ts';
import { cleanText } from '../parts/clean-text.ts';

/** A report's data with every text in it as a page may show it, wherever it comes to stand. */
export function cleanData(data: ReportData): ReportData {
  return cleaned(data) as ReportData;
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return isOfNumbers(value) ? value : value.map(cleaned);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [cleanText(key), cleaned(each)]));
}

/** Lists hold one kind of thing, or nothing beside it. */
function isOfNumbers(list: readonly unknown[]): boolean {
  const first = list.find((each) => each !== null);
  return first === undefined || typeof first === 'number';
}
