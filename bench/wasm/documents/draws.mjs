// The random numbers of the cases, the same as in bench/documents and bench/peers. SplitMix64.
const MASK = (1n << 64n) - 1n;

export class Draws {
  #state;

  constructor(seed) {
    this.#state = BigInt(seed);
  }

  /** From 0 to `bound` - 1; `bound` is less than 2^32. */
  below(bound) {
    let x = (this.#state = (this.#state + 0x9e3779b97f4a7c15n) & MASK);
    x = ((x ^ (x >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
    x = ((x ^ (x >> 27n)) * 0x94d049bb133111ebn) & MASK;
    x ^= x >> 31n;
    return Number(((x >> 32n) * BigInt(bound)) >> 32n);
  }

  number = () => this.below(0x7fffffff);
  letter = () => String.fromCharCode(97 + this.below(26));
  letters = (count) => Array.from({ length: count }, this.letter).join('');
  /** Of `least` to `most` letters. */
  word = (least, most) => this.letters(least + this.below(most - least + 1));
}
