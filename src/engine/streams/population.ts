import type { GaugeCell } from '../../measure/cells.ts';

/** How many users a stream has, and how many are busy, kept as gauges. */
export class Population {
  readonly #busy: GaugeCell;
  readonly #allocated: GaugeCell;
  #busyCount = 0;
  #allocatedCount = 0;

  constructor(busy: GaugeCell, allocated: GaugeCell) {
    this.#busy = busy;
    this.#allocated = allocated;
    busy.set(0);
    allocated.set(0);
  }

  get busy(): number {
    return this.#busyCount;
  }

  get allocated(): number {
    return this.#allocatedCount;
  }

  addBusy(change: number): void {
    this.#busyCount += change;
    this.#busy.set(this.#busyCount);
  }

  addAllocated(change: number): void {
    this.#allocatedCount += change;
    this.#allocated.set(this.#allocatedCount);
  }
}
