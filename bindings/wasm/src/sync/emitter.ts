// Emitter: listeners by event. One that throws does not stop the others, nor whoever tells.

export class Emitter<Events extends { [name in keyof Events]: unknown }> {
  private readonly listeners = new Map<keyof Events, Set<(told: any) => void>>();

  /** Returns what ends it. */
  on<E extends keyof Events>(event: E, listener: (told: Events[E]) => void): () => void {
    let set = this.listeners.get(event);
    if (set === undefined) this.listeners.set(event, (set = new Set()));
    set.add(listener);
    return () => set.delete(listener);
  }

  emit<E extends keyof Events>(event: E, told: Events[E]): void {
    for (const listener of [...(this.listeners.get(event) ?? [])]) contain(() => listener(told));
  }
}

/** Calls `run`; what it throws is reported as an event listener's error is, and goes no further. */
export function contain(run: () => void): void {
  try {
    run();
  } catch (error) {
    if (typeof reportError === 'function') reportError(error);
    else queueMicrotask(() => { throw error; });
  }
}
