// What this device remembers of its person: small things by name, as JSON. A browser may forbid it
// (private windows, blocked storage); then nothing is remembered and everything else works.

export function recall<T>(name: string, otherwise: T): T {
  try {
    const kept = localStorage.getItem(`todo.${name}`);
    return kept === null ? otherwise : (JSON.parse(kept) as T);
  } catch {
    return otherwise;
  }
}

/** undefined: forgets it. */
export function keep(name: string, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem(`todo.${name}`);
    else localStorage.setItem(`todo.${name}`, JSON.stringify(value));
  } catch {
    // Not remembered.
  }
}
