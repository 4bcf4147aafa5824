// Where the person here is, told to the others as they move: at most so often, the last place always.
import { selectIn } from 'weft-crdt';
import type { Selection, WeftText } from 'weft-crdt';

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
    private readonly tell: (place: Selection | undefined) => void,
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

  private place(): Selection | undefined {
    const at = this.selected();
    if (at === undefined) return undefined;
    const { field, text } = at;
    const [start, end] = [Math.min(at.start, text.length), Math.min(at.end, text.length)];
    return at.isBackward ? selectIn(text, field, end, start) : selectIn(text, field, start, end);
  }
}
