import { conditions, expressionFor } from '../collections/query.ts';
import type { StoredFunction } from './stored-function.ts';

/** Functions over the documents of a collection. */
export const AGGREGATIONS: readonly StoredFunction[] = [
  {
    name: 'collectionSummary',
    kind: 'aggregation',
    about: 'count, sum, mean, least and most of a number in the documents of a collection, by groups',
    parameters: [
      { name: 'collection', type: 'text', min: 1, max: 63, required: true, about: 'its name' },
      { name: 'measure', type: 'text', min: 1, max: 100, required: true, about: 'the field to sum up' },
      { name: 'group', type: 'text', min: 1, max: 100, about: 'the field to group by; all in one without' },
      { name: 'where', type: 'text', max: 2000, default: '', about: 'conditions as in a query: `score[gte]=10`' },
    ],
    call: async ({ collection, measure, group, where }, { collections }) => {
      const field = expressionFor(measure as string);
      const { groups, plan } = (await collections()).get(collection as string).aggregate({
        where: conditions(new URLSearchParams(where as string)),
        key: group === undefined ? 'NULL' : expressionFor(group as string),
        figures: { sum: `TOTAL(${field})`, avg: `AVG(${field})`, min: `MIN(${field})`, max: `MAX(${field})` },
        isIndexed: true,
      });
      return { collection, measure, plan, groups };
    },
  },
];
