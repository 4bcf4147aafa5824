// The credential this device opens a list with: at first what the link says, and from then on the token
// that the server gave in return, so that the same device stays the same one to it. Kept for each link
// by itself: a token that came of a link to read must not open what a link to edit would.
import { keep, recall } from './device_store.js';
import type { Link } from './link.js';
import { credentialOf } from './link.js';

export class Device {
  private readonly name: string;
  private givenUp = false;

  constructor(private readonly link: Link) {
    this.name = `device.${credentialOf(link)}`;
  }

  readonly credential = (): string => recall<string>(this.name, credentialOf(this.link));

  keepToken(token: string): void {
    keep(this.name, token);
  }
  /** The server does not take the token (any more). Whether the link itself is worth trying: once. */
  dropToken(): boolean {
    const had = recall(this.name, '') !== '';
    if (!had || this.givenUp) return false;
    this.givenUp = true;
    keep(this.name, undefined);
    return true;
  }
}
