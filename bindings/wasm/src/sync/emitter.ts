// Emitter: listeners by event. One that throws does not stop the others, nor whoever tells.
import { checkListener, contain } from '../listeners.js';

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
