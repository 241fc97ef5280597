import type { Random } from '../../load/random.ts';
import type { ChangesOptions } from './change-settings.ts';

export const attachmentTypes = ['png', 'json', 'log', 'csv', 'pdf'] as const;
export type AttachmentType = (typeof attachmentTypes)[number];

/** An attachment before its content is made. */
export interface AttachmentPlan {
  readonly type: AttachmentType;
  /** Within the folder of the change. */
  readonly path: string;
  readonly caption: string;
  /** 0 to 1, from the smallest of its type to the largest; small ones are common. */
  readonly extent: number;
}

/** name | what it shows */
const SUBJECTS: Readonly<Record<AttachmentType, readonly (readonly [string, string])[]>> = {
  png: [
    ['latency-chart', 'Latency of the last weeks'],
    ['load-by-hour', 'Load by the hour of the day'],
    ['error-rate', 'Errors a day'],
    ['queue-length', 'Length of the queue'],
  ],
  json: [
    ['sample-response', 'A response as it is sent today'],
    ['configuration', 'The configuration in question'],
    ['measurements', 'What was measured'],
  ],
  log: [
    ['incident', 'The log of the incident'],
    ['migration', 'A trial of the migration'],
    ['worker', 'The log of one worker'],
  ],
  csv: [
    ['usage', 'Usage by day and customer'],
    ['timings', 'Timings of single requests'],
    ['survey', 'Answers of the survey'],
  ],
  pdf: [
    ['review', 'Minutes of the review'],
    ['estimate', 'The estimate'],
    ['sketch', 'A sketch of the design'],
  ],
};

export function planAttachments(random: Random, amount: ChangesOptions['attachments']): readonly AttachmentPlan[] {
  const count = countOf(random, amount);
  return Array.from({ length: count }, (_, index) => {
    const type = random.pick(attachmentTypes);
    const [name, caption] = random.pick(SUBJECTS[type]);
    const extent = random.next() * random.next();
    return { type, path: `attachments/${index + 1}-${name}.${type}`, caption, extent };
  });
}

function countOf(random: Random, amount: ChangesOptions['attachments']): number {
  if (amount === 'none') return 0;
  if (amount === 'many') return random.int(2, 6);
  return random.next() < 0.3 ? random.int(1, 3) : 0;
}
