// Emitter: listeners by event. One that throws does not stop the others, nor whoever tells.
import { checkListener } from '../listeners.js';

export class Emitter<Events extends { [name in keyof Events]: unknown }> {
  private readonly listeners: Set<(told: any) => void>[];

  constructor(private readonly names: readonly (keyof Events & string)[]) {
    this.listeners = names.map(() => new Set());
  }

  /** Returns what ends it. */
  on<E extends keyof Events & string>(event: E, listener: (told: Events[E]) => void): () => void {
    const set = this.listeners[checkListener(event, this.names, listener)]!;
    set.add(listener);
    return () => set.delete(listener);
  }

  emit<E extends keyof Events & string>(event: E, told: Events[E]): void {
    for (const listener of [...this.listeners[this.names.indexOf(event)]!]) contain(() => listener(told));
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
