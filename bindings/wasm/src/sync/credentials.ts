// Credentials: who the client says it is: what the program gave, or what the server gave in exchange
// for that, which is kept in the storage, for the agents there belong to whom it stands for.
//
// The first exchange is one tab's at a time, under a lock, so that two tabs that open a link at once do
// not become two people.
import { Code, WeftError } from '../errors.js';
import { NoAnswer, limited } from './limit.js';
import type { ClientStorage } from './storage.js';

export type Credential = string | Uint8Array;
export type CredentialSource = Credential | (() => Credential | Promise<Credential>);

/** Seconds for another tab's exchange, in which one that is awake has given up (connection.ts): one that is frozen
 * in the midst of it does not keep this one from connecting. */
const PATIENCE = 25;

export class Credentials {
  private original = '';
  private exchanged: string | undefined; // what the server gave for it

  constructor(
    private readonly source: CredentialSource,
    private readonly storage: ClientStorage | null,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** What to greet with, and what is to be called once the server has answered. */
  async take(): Promise<{ credential: Credential; done: () => void }> {
    const given = await (typeof this.source === 'function' ? this.source() : this.source);
    if (typeof given !== 'string' && (given as Uint8Array | undefined)?.BYTES_PER_ELEMENT !== 1) {
      throw new WeftError(Code.INVALID_ARGUMENT, `a credential is text or a Uint8Array, not ${typeof given}`);
    }
    const original = typeof given === 'string' ? given : String.fromCharCode(...given);
    if (original !== this.original) this.exchanged = undefined;
    this.original = original;
    this.exchanged ??= await this.stored();
    if (this.exchanged !== undefined) return { credential: this.exchanged, done() {} };
    const done = await this.lock();
    this.exchanged = await this.stored(); // another tab may have been first
    if (this.exchanged === undefined) return { credential: given, done };
    done();
    return { credential: this.exchanged, done() {} };
  }

  received(credential: string): void {
    this.exchanged = credential;
    this.write(credential);
  }

  /** The server does not want this one. True when there is another to try: the original. */
  refused(): boolean {
    if (this.exchanged === undefined) return false;
    this.exchanged = undefined;
    this.write(undefined);
    return true;
  }

  private stored(): Promise<string | undefined> {
    return this.attempt(() => limited(this.storage?.readCredential(this.original)));
  }
  private write(credential: string | undefined): void {
    void this.attempt(() => this.storage?.writeCredential(this.original, credential));
  }
  private async lock(): Promise<() => void> {
    const name = `credential ${this.original}`;
    const release = await this.attempt(async () => {
      if (!this.storage?.locks) return undefined;
      try {
        return await limited(this.storage.lock(name, true), (late) => late?.(), PATIENCE);
      } catch (error) {
        if (error instanceof NoAnswer) return undefined;
        throw error;
      }
    });
    return release ?? (() => {});
  }
  /** A storage that fails is told, and keeps nobody from connecting. */
  private async attempt<T>(call: () => Promise<T> | undefined): Promise<T | undefined> {
    try {
      return await call();
    } catch (error) {
      this.failed(error);
      return undefined;
    }
  }
}
