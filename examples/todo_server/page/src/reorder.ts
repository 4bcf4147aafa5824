// Where things go when they are put in another order. `dropIndex` is pure.

/** Among rows whose middles are at `middles`, top to bottom, how many stand above `y`. */
export function dropIndex(middles: readonly number[], y: number): number {
  return middles.filter((middle) => middle < y).length;
}

/** Brings `wanted` into order as children of `parent`. `pinned` stays where it is and the others move
 * around it, because an element that is moved loses the focus and what an input method composes. */
export function arrange(parent: Element, wanted: readonly Element[], pinned: Element | undefined): void {
  const first = wanted[0];
  if (first === undefined) return;
  const fixed = Math.max(pinned ? wanted.indexOf(pinned) : 0, 0);
  const anchor = wanted[fixed]!;
  if (anchor.parentNode !== parent) parent.append(anchor);
  for (let i = fixed - 1; i >= 0; --i) {
    const next = wanted[i + 1]!;
    if (next.previousElementSibling !== wanted[i]) next.before(wanted[i]!);
  }
  for (let i = fixed + 1; i < wanted.length; ++i) {
    const last = wanted[i - 1]!;
    if (last.nextElementSibling !== wanted[i]) last.after(wanted[i]!);
  }
}
