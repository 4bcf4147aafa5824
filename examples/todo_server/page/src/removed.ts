// What was removed here last, and the way to have it back: it stays until something else is removed or
// it is dismissed, so nobody has to be quick.
import type { DeltaOp } from 'weft-crdt';
import { button, element, icon } from './element.js';

export interface Removed {
  text: string;
  done: boolean;
  /** Among the to-dos. */
  index: number;
  notes: DeltaOp[];
}

export class RemovedLine {
  readonly element = element('div', { class: 'removed', hidden: true });
  constructor(
    private readonly putBack: (removed: readonly Removed[]) => void,
    /** It is gone, and with it the button that had the focus. */
    private readonly dismissed: () => void,
  ) {}

  show(removed: readonly Removed[]): void {
    const [first] = removed;
    if (first === undefined) return;
    const what = removed.length === 1 ? `“${first.text.trim() || 'empty to-do'}”` : `${removed.length} to-dos`;
    const back = button({ class: 'quiet' }, ['Put back'], () => {
      this.hide();
      this.putBack(removed);
    });
    const close = button({ class: 'plain', 'aria-label': 'Dismiss' }, [icon('remove')], () => {
      this.hide();
      this.dismissed();
    });
    this.element.replaceChildren(element('span', {}, `Removed ${what}`), back, close);
    this.element.hidden = false;
  }
  private hide(): void {
    this.element.hidden = true;
  }
}
