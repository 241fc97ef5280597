import type { GaugeCell } from '../../measure/cells.ts';

/** A gauge that several streams add to. */
export class SharedGauge {
  readonly #cell: GaugeCell;
  #value = 0;

  constructor(cell: GaugeCell) {
    this.#cell = cell;
    cell.set(0);
  }

  add(change: number): void {
    this.#value += change;
    this.#cell.set(this.#value);
  }
}

/** How many users a stream has, and how many are busy, kept as gauges. */
export class Population {
  readonly #busyGauge: SharedGauge;
  readonly #allocatedGauge: SharedGauge;
  #busy = 0;
  #allocated = 0;

  constructor(busy: SharedGauge, allocated: SharedGauge) {
    this.#busyGauge = busy;
    this.#allocatedGauge = allocated;
  }

  get busy(): number {
    return this.#busy;
  }

  get allocated(): number {
    return this.#allocated;
  }

  addBusy(change: number): void {
    this.#busy += change;
    this.#busyGauge.add(change);
  }

  addAllocated(change: number): void {
    this.#allocated += change;
    this.#allocatedGauge.add(change);
  }
}
