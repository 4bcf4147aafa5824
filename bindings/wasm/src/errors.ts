// Errors: the same integer codes in every language Weft speaks (crdt/core/status.h).

export const Code = {
  INVALID_ARGUMENT: 3,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  DATA_LOSS: 15,
} as const;
export type Code = (typeof Code)[keyof typeof Code];

/** What every call throws that fails; the document is then as it was before. With two exceptions, after which
 * nothing is done any more by any document of the page, and every call says so: INTERNAL (a broken invariant)
 * and "out of memory" in the midst of a call. Load the page again, or end the process: what was in memory may be
 * half changed, and is neither saved nor sent. */
export class WeftError extends Error {
  override readonly name = 'WeftError';
  constructor(
    /** Why, for programs: one of `Code`. */
    readonly code: Code,
    message: string,
  ) {
    super(message);
  }
}
