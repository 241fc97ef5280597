import { UserError } from '../errors/user-error.ts';
import type { Plan, PlannedStream } from '../model/plan.ts';
import type { Run } from '../model/run.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { JournalEntry, Store, UnfinishedRun } from '../stores/store.ts';
import { Measurement } from './measurement.ts';
import type { RunNote } from './run-notes.ts';

/** Makes the run of what was measured until it was cut off, and keeps it in place of its journal. */
export async function recoverRun(store: Store, unfinished: UnfinishedRun): Promise<Run> {
  const run = await rebuilt(unfinished, store.journal(unfinished.id)).catch((cause: unknown) => {
    if (cause instanceof UserError) throw cause;
    throw new UserError(
      `the run ${unfinished.id} cannot be recovered: ${cause instanceof Error ? cause.message : cause}`,
      {
        code: 'CANNOT_RECOVER_RUN',
        hint: `recover it with the version of Plimsoll that made it, or give it up: plimsoll runs delete ${unfinished.id}`,
        cause,
      },
    );
  });
  await store.save(run);
  return run;
}

async function rebuilt(unfinished: UnfinishedRun, journal: AsyncIterable<JournalEntry>): Promise<Run> {
  const plan = JSON.parse(unfinished.plan) as Plan;
  const { judgeLoad } = await import('../judge/judge-load.ts');
  const replay = new Replay(plan, unfinished.workers);
  for await (const entry of journal) replay.add(entry);
  const startedAtMs = Date.parse(unfinished.startedAt);
  const endedAtMs = startedAtMs + replay.measuredMs;
  const text = `the process that made it ended without a word; last heard of ${new Date(endedAtMs).toISOString()}`;
  replay.measurement.event({ atMs: replay.measuredMs, kind: 'cut-off', text });
  return replay.measurement.end({
    id: unfinished.id,
    kind: unfinished.kind,
    startedAtMs,
    endedAtMs,
    environment: unfinished.environment,
    activeMs: replay.activeMs,
    failures: [],
    end: { kind: 'interrupted', text },
    isCutOff: true,
    played: replay.played,
    judge: judgeLoad,
  });
}

/** A run once more, from its journal. */
class Replay {
  readonly measurement: Measurement;
  played: readonly PlannedStream[];
  #firstSecond = Number.POSITIVE_INFINITY;
  #lastSecond = -1;

  constructor(plan: Plan, workers: number) {
    this.played = plan.streams;
    this.measurement = new Measurement(plan, { workers });
  }

  /** Up to the end of the last second that is known. */
  get measuredMs(): number {
    return 1000 * (this.#lastSecond + 1);
  }

  /** Responses are known by the second. */
  get activeMs(): number {
    return Math.max(0, this.measuredMs - 1000 * Math.min(this.#firstSecond, this.#lastSecond + 1));
  }

  add(entry: JournalEntry): void {
    if ('snapshot' in entry) this.#snapshot(entry.snapshot);
    else this.#note(entry.note as RunNote);
  }

  #snapshot(snapshot: Snapshot): void {
    this.#lastSecond = Math.max(this.#lastSecond, snapshot.second);
    if (snapshot.counters.some(({ total }) => total > 0)) {
      this.#firstSecond = Math.min(this.#firstSecond, Math.max(0, snapshot.second));
    }
    this.measurement.add(snapshot);
  }

  #note(note: RunNote): void {
    const { levels } = this.measurement;
    switch (note.kind) {
      case 'event':
        this.measurement.event(note.event);
        break;
      case 'lost':
        this.measurement.lose(note.shard);
        break;
      case 'load':
        this.played = note.streams;
        break;
      case 'level':
        levels.add(note.window);
        break;
      case 'level-end':
        levels.endAgain(note.level, note.second);
        break;
    }
  }
}
