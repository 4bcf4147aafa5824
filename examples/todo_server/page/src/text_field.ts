// TextField: a field that is a Weft text. What is typed becomes the smallest edit of the text; what
// others do to the text is shown without moving the caret from what it stands beside.
//
// Every input event, whatever made it (typing, pasting, dictation, the browser's own undo), is compared
// with what was shown, so field and text cannot drift apart. While an input method composes, others'
// edits wait (unseen.ts): what is composed is in the text at once all the same.
//
// A mirror behind the field holds the same text: it gives the field its height, and says where on the
// screen a position is (cursors.ts).
import type { DeltaOp, WeftText } from 'weft-crdt';
import { edit } from './editing.js';
import { element } from './element.js';
import type { TextEdit } from './text_edit.js';
import { editAtCaret, movedBy, shownAs } from './text_edit.js';
import { Unseen } from './unseen.js';

/** A line that somebody reads, not a book that fell out of the clipboard. */
const MOST_TYPED = 10_000;
const NOTHING: TextEdit = { from: 0, erase: 0, insert: '' };

/** A key that an input method has to do with. Safari tells of the one that confirms after the composition is
 * over; then only this number says so. */
export const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229;

export class TextField {
  readonly input: HTMLTextAreaElement;
  readonly mirror = element('div', { class: 'mirror', 'aria-hidden': 'true' }, '');
  readonly cursors = element('div', { class: 'cursors', 'aria-hidden': 'true' });
  readonly element: HTMLElement;
  /** After something was typed here or came in. */
  changed = (): void => {};
  private shown = '';
  private composing = false;
  private isWriting = false;
  private unseen: Unseen | undefined;

  constructor(
    private bound: WeftText,
    label: string,
    placeholder = '',
  ) {
    const attributes = {
      rows: 1, placeholder, 'aria-label': label, autocomplete: 'off', maxlength: MOST_TYPED,
    };
    this.input = element('textarea', attributes);
    this.element = element('div', { class: 'field' }, this.mirror, this.input, this.cursors);
    this.input.addEventListener('input', () => this.typed());
    this.input.addEventListener('compositionstart', () => (this.composing = true));
    this.input.addEventListener('compositionend', () => this.composed());
    this.settle();
  }

  get text(): WeftText {
    return this.bound;
  }
  /** Where the caret is, if it is in here. */
  get selected(): { text: WeftText; start: number; end: number; isBackward: boolean } | undefined {
    if (document.activeElement !== this.input) return undefined;
    const { selectionStart: start, selectionEnd: end, selectionDirection } = this.input;
    return { text: this.bound, start, end, isBackward: selectionDirection === 'backward' };
  }
  /** The same text in another document. */
  rebind(text: WeftText): void {
    this.bound = text;
    this.unseen = undefined;
    const now = shownAs(text.read());
    const { from, erase, insert } = editAtCaret(this.shown, now, now.length) ?? NOTHING;
    const delta = [{ retain: from }, { delete: erase }, { insert }];
    this.show((position, pushed) => movedBy(delta, position, pushed));
  }

  /** The text was edited, not in here: by somebody else, or by undo. */
  integrate(delta: readonly DeltaOp[]): void {
    if (this.isWriting) return;
    if (this.composing) (this.unseen ??= new Unseen(this.shown.length)).remote(delta);
    else this.show((position, pushed) => movedBy(delta, position, pushed));
    this.changed();
  }

  private typed(): void {
    const value = this.input.value;
    const edit = editAtCaret(this.shown, value, this.input.selectionEnd);
    this.shown = value;
    if (edit !== undefined && !this.taken(edit)) this.settle();
    else if (this.composing) this.reflect();
    else this.settle();
    this.changed();
  }

  /** False: the text did not take it, and goes on as it is; so does the field. */
  private taken(edit: TextEdit): boolean {
    try {
      this.isWriting = true;
      this.apply(edit);
      return true;
    } catch (error) {
      console.warn(error);
      return false;
    } finally {
      this.isWriting = false;
    }
  }

  private apply(typed: TextEdit): void {
    const oneLine = { ...typed, insert: typed.insert.replaceAll('\n', ' ') };
    const edits = this.unseen?.local(oneLine) ?? [oneLine];
    edit(this.bound.doc, () => {
      for (const { from, erase, insert } of edits) {
        if (erase > 0) this.bound.erase(from, erase);
        if (insert !== '') this.bound.insert(from, insert);
      }
    });
  }

  private composed(): void {
    this.composing = false;
    this.typed(); // not every browser tells of the last input before this
  }

  /** Field and text are the same again. */
  private settle(): void {
    const unseen = this.unseen;
    this.unseen = undefined;
    this.show((position) => unseen?.position(position) ?? position);
  }

  /** Shows the text as it is; `moved` says where a position of what was shown is now. */
  private show(moved: (position: number, pushed: boolean) => number): void {
    const { selectionStart: start, selectionEnd: end, selectionDirection } = this.input;
    this.shown = shownAs(this.bound.read());
    if (this.input.value !== this.shown) this.input.value = this.shown;
    this.reflect();
    if (document.activeElement !== this.input) return;
    const newEnd = moved(end, false);
    const newStart = start === end ? newEnd : moved(start, true);
    if (this.input.selectionStart === newStart && this.input.selectionEnd === newEnd) return;
    this.input.setSelectionRange(newStart, newEnd, selectionDirection);
  }
  private reflect(): void {
    // An empty line has a height too.
    this.mirror.firstChild!.nodeValue = `${this.shown}\u200b`;
  }
}
