// Counters.
import { Base, plain } from './container.js';
import { native } from './module.js';
import { int64, outInteger } from './values.js';

/** A sum that replicas add to. */
export class WeftCounter extends Base {
  readonly kind = 'counter';

  /** `amount`: a whole number of at most 64 bits, also negative. */
  add(amount: number | bigint): void {
    this.edited(native.weft_counter_add(this.doc.at, this.number, int64(amount)));
  }
  get value(): number | bigint {
    this.count(native.weft_counter_value!);
    return outInteger();
  }
  toJSON(): number | string {
    return plain(this.value) as number | string;
  }
}
