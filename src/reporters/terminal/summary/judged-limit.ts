import {
  type LimitInWords,
  type MeasuredLimit,
  limitInWords as wordsFor,
} from '../../../model/words/limit-in-words.ts';
import { formatValue } from '../text/amounts.ts';
import { cleanText } from '../text/clean-text.ts';

/** A limit in words that a terminal may show. */
export function limitInWords(limit: MeasuredLimit): LimitInWords {
  const { rule, subject, allowed, ...figures } = wordsFor(limit, formatValue);
  return { rule: cleanText(rule), subject: cleanText(subject), allowed: cleanText(allowed), ...figures };
}
