// Backoff: how long to wait before the next try. Delays double from `min` to `max`, each at random
// between half of it and all, so that the many whom one server sent away do not come back at once.

export interface Retry {
  /** Milliseconds. */
  min: number;
  max: number;
}

/** What setTimeout can wait. */
const LONGEST = 2 ** 31 - 1;

export class Backoff {
  private tries = 0;

  constructor(
    private readonly retry: Retry,
    private readonly random: () => number = Math.random,
  ) {}

  /** `hint`: what the server asked for, 0 when it did not; never less than that. */
  next(hint = 0): number {
    const most = Math.min(this.retry.max, this.retry.min * 2 ** Math.min(this.tries++, 30));
    if (hint > 0) return Math.min(LONGEST, Math.round(hint * (1 + this.random() / 2)));
    return Math.round(most * (0.5 + this.random() / 2));
  }

  /** After a connection that was one. */
  reset(): void {
    this.tries = 0;
  }
}
