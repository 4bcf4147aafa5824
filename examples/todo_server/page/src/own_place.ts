// Where the person here is, told to the others as they move: at most so often, the last place always.
import type { Id } from 'weft-crdt';
import type { Place } from './presence.js';
import type { TextField } from './text_field.js';

/** Milliseconds. Faster than this nobody sees, and a server limits how much presence it carries. */
const INTERVAL = 80;

export class OwnPlace {
  private last = '';
  private waiting = false;

  constructor(
    /** The field that has the focus. */
    private readonly focused: () => { field: Id | 'name'; text: TextField } | undefined,
    private readonly tell: (place: Place | undefined) => void,
  ) {
    for (const event of ['selectionchange', 'focusin', 'focusout']) {
      document.addEventListener(event, () => this.moved());
    }
  }

  moved(): void {
    if (this.waiting) return;
    this.waiting = true;
    setTimeout(() => {
      this.waiting = false;
      this.tellNow();
    }, INTERVAL);
  }
  /** Also when it is where it was: somebody new is told who is here. */
  tellAgain(): void {
    this.last = '';
    this.tellNow();
  }

  private tellNow(): void {
    const place = this.place();
    const now = JSON.stringify(place) ?? 'nowhere';
    if (now === this.last) return;
    this.last = now;
    this.tell(place);
  }

  private place(): Place | undefined {
    const at = this.focused();
    if (at === undefined) return undefined;
    const { text } = at.text;
    const { selectionStart, selectionEnd, selectionDirection } = at.text.input;
    const stable = (position: number) => text.stabilize(Math.min(position, text.length));
    const ends = [stable(selectionStart), stable(selectionEnd)] as const;
    const [head, anchor] = selectionDirection === 'backward' ? ends : [ends[1], ends[0]];
    return { field: at.field, anchor, head };
  }
}
