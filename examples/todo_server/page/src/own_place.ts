// Where the person here is, told to the others as they move: at most so often, the last place always.
import type { WeftText } from 'weft-crdt';
import type { Place } from './presence.js';

/** Milliseconds. Faster than this nobody sees, and a server limits how much presence it carries. */
const INTERVAL = 80;

/** Where the caret is; positions of the text. */
export interface Selected {
  field: string;
  text: WeftText;
  start: number;
  end: number;
  isBackward?: boolean;
}

export class OwnPlace {
  private last = '';
  private waiting = false;

  constructor(
    private readonly selected: () => Selected | undefined,
    private readonly tell: (place: Place | undefined) => void,
    private readonly ended: AbortSignal,
  ) {
    for (const event of ['selectionchange', 'focusin', 'focusout']) {
      document.addEventListener(event, () => this.moved(), { signal: ended });
    }
  }

  moved(): void {
    if (this.waiting || this.ended.aborted) return;
    this.waiting = true;
    setTimeout(() => {
      this.waiting = false;
      if (this.ended.aborted) return;
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
    const at = this.selected();
    if (at === undefined) return undefined;
    const { field, text } = at;
    const stable = (position: number) => text.stabilize(Math.min(position, text.length));
    const ends = [stable(at.start), stable(at.end)] as const;
    const [head, anchor] = at.isBackward ? ends : [ends[1], ends[0]];
    return { field, anchor, head };
  }
}
