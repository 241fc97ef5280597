import { hashString, type Random, SeededRandom } from '../../load/random.ts';
import type { AttachmentPlan, AttachmentType } from './attachment-plan.ts';
import { type Change, dayOf, personOf, timeOf } from './change.ts';
import type { ChangeSettings } from './change-settings.ts';
import { encodePdf } from './pdf.ts';
import { encodePng } from './png.ts';

const STREAM = hashString('attachment');
const MOST_ATTACHMENTS = 8;

interface Making {
  readonly random: Random;
  readonly settings: ChangeSettings;
  readonly change: Change;
  readonly plan: AttachmentPlan;
}

/** The bytes of attachment number `index` of a change. */
export function attachmentContent(settings: ChangeSettings, change: Change, index: number): Buffer {
  const plan = change.attachments[index] as AttachmentPlan;
  const random = new SeededRandom(settings.seed, STREAM, change.number * MOST_ATTACHMENTS + index);
  return makers[plan.type]({ random, settings, change, plan });
}

/** About how many bytes an attachment has. */
export function attachmentBytes({ type, extent }: AttachmentPlan): number {
  const { least, more } = SIZES[type];
  return Math.round(least + extent * more);
}

const SIZES: Readonly<Record<AttachmentType, { readonly least: number; readonly more: number }>> = {
  png: { least: 3000, more: 21_000 },
  json: { least: 500, more: 5400 },
  log: { least: 700, more: 27_000 },
  csv: { least: 350, more: 16_500 },
  pdf: { least: 950, more: 0 },
};

const makers: Readonly<Record<AttachmentType, (making: Making) => Buffer>> = {
  png: chart,
  json: measurements,
  log: logLines,
  csv: table,
  pdf: minutes,
};

const CHART_COLOURS = [
  [255, 255, 255],
  [222, 226, 230],
  [73, 80, 87],
  [28, 126, 214],
  [12, 166, 120],
  [245, 159, 0],
  [224, 49, 49],
] as const;

/** Bars over a grid, as a monitoring page would draw them. */
function chart({ random, plan }: Making): Buffer {
  const width = 80 + Math.round(plan.extent * 120);
  const height = 40 + Math.round(plan.extent * 80);
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 10) pixels.fill(1, y * width, (y + 1) * width);
  const colour = random.int(3, CHART_COLOURS.length - 1);
  let level = random.next();
  for (let left = 4; left + 5 < width; left += 7) {
    level = Math.min(0.95, Math.max(0.05, level + (random.next() - 0.5) * 0.3));
    for (let y = Math.floor(height * (1 - level)); y < height - 1; y++) {
      pixels.fill(colour, y * width + left, y * width + left + 5);
    }
  }
  pixels.fill(2, (height - 1) * width);
  return encodePng({ width, height, palette: CHART_COLOURS, pixels });
}

function measurements({ random, settings, change, plan }: Making): Buffer {
  const samples = Array.from({ length: 3 + Math.round(plan.extent * 60) }, (_, index) => ({
    at: timeOf(settings, change.work.created + index),
    [change.area.entities]: random.int(10, 4000),
    p50Ms: random.int(20, 90),
    p95Ms: random.int(90, 900),
    errors: random.next() < 0.8 ? 0 : random.int(1, 30),
  }));
  const content = { change: change.id, capability: change.capabilities[0]?.name, caption: plan.caption, samples };
  return Buffer.from(`${JSON.stringify(content, null, 2)}\n`);
}

const EVENTS = ['accepted', 'queued', 'started', 'stored', 'answered', 'retried after 503', 'gave up: timeout'];

function logLines({ random, settings, change, plan }: Making): Buffer {
  const lines = 10 + Math.round(plan.extent * 350);
  const text = Array.from({ length: lines }, (_, index) => {
    const event = random.pick(EVENTS);
    const level = event.startsWith('gave') ? 'ERROR' : event.startsWith('retried') ? 'WARN ' : 'INFO ';
    const moment = timeOf(settings, Math.max(0, change.work.created - lines + index));
    return `${moment} ${level} [${change.capabilities[0]?.name}] ${change.area.entity} ${random.int(1000, 99_999)} ${event} (${random.int(1, 2500)} ms)`;
  });
  return Buffer.from(`${text.join('\n')}\n`);
}

function table({ random, settings, change, plan }: Making): Buffer {
  const day = dayOf(settings, change.work.created);
  const rows = Array.from({ length: 5 + Math.round(plan.extent * 300) }, (_, index) => {
    const { name } = personOf(settings, random.int(0, settings.people.length - 1));
    const note = random.next() < 0.2 ? `"kept, ""as is"", for ${name}"` : '';
    return `${day},${index + 1},${name},${random.int(0, 900)},${note}`;
  });
  return Buffer.from(`day,row,customer,${change.area.entities.replace(/\W/g, '_')},note\r\n${rows.join('\r\n')}\r\n`);
}

function minutes({ settings, change, plan }: Making): Buffer {
  return encodePdf([
    `${plan.caption}: ${change.title}`,
    `${dayOf(settings, change.work.created)}, ${personOf(settings, change.author).name}`,
    '',
    `Change ${change.id}, priority ${change.priority}, ${change.tasks.total} tasks.`,
    ...change.capabilities.map(({ name, added, modified, removed }) => {
      return `${name}: ${added} requirements added, ${modified} modified, ${removed} removed.`;
    }),
  ]);
}
