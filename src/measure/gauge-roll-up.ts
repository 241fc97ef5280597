import { isAdditive, joinReadings, sumReadings } from '../model/gauge-sum.ts';
import type { SecondReading } from '../model/second.ts';

/** A gauge over all series of a selection: their readings are summed for each second, and the seconds follow one another. */
export class GaugeRollUp {
  readonly #additive: boolean;
  #thisSecond: SecondReading[] = [];
  #value: SecondReading | undefined;

  constructor(metric: string) {
    this.#additive = isAdditive(metric);
  }

  /** Undefined before the first second with a reading. */
  get value(): SecondReading | undefined {
    return this.#value;
  }

  add(reading: SecondReading): void {
    this.#thisSecond.push(reading);
  }

  endSecond(): void {
    const sum = sumReadings(this.#thisSecond, this.#additive);
    if (sum === undefined) return;
    this.#thisSecond = [];
    this.#value = this.#value === undefined ? sum : joinReadings(this.#value, sum);
  }

  reset(): void {
    this.#thisSecond = [];
    this.#value = undefined;
  }
}
