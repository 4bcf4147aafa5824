// Where things go when they are put in another order. `dropIndex` is pure.

/** Among rows whose middles are at `middles`, top to bottom, how many stand above `y`. */
export function dropIndex(middles: readonly number[], y: number): number {
  return middles.filter((middle) => middle < y).length;
}

/** Brings `wanted` into order as children of `parent`. What is `pinned` stays where it is and the others
 * move around it, because an element that is moved loses the focus, the pointer, and what an input method
 * composes. Of two that changed places the first of `pinned` stays. */
export function arrange(parent: Element, wanted: readonly Element[], pinned: readonly Element[]): void {
  const first = wanted[0];
  if (first === undefined) return;
  const staying = stayingOf(wanted, pinned);
  const fixed = Math.max(wanted.findIndex((child) => staying.has(child)), 0);
  const anchor = wanted[fixed]!;
  if (anchor.parentNode !== parent) parent.append(anchor);
  for (let i = fixed - 1; i >= 0; --i) {
    const next = wanted[i + 1]!;
    if (next.previousElementSibling !== wanted[i]) next.before(wanted[i]!);
  }
  for (let i = fixed + 1; i < wanted.length; ++i) {
    const last = wanted[i - 1]!;
    // What stands before one that stays goes away from there in its turn.
    if (!staying.has(wanted[i]!) && last.nextElementSibling !== wanted[i]) last.after(wanted[i]!);
  }
}

/** Of `pinned`, in their order, those that can all stay. */
function stayingOf(wanted: readonly Element[], pinned: readonly Element[]): Set<Element> {
  const isBefore = (one: Element, other: Element) =>
    (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
  const staying = new Set<Element>();
  for (const child of pinned) {
    const at = wanted.indexOf(child);
    const fits = [...staying].every((other) => isBefore(other, child) === wanted.indexOf(other) < at);
    if (at >= 0 && fits) staying.add(child);
  }
  return staying;
}
