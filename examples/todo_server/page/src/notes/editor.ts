// NotesEditor: a text of the document in Quill (binding.ts keeps them the same), and where the caret is.
import Quill from 'quill/core';
import type { DeltaOp, Doc, WeftText } from 'weft-crdt';
import { element } from '../element.js';
import { Binding } from './binding.js';
import { makeQuill } from './quill.js';

export interface NotesHooks {
  /** The one that the text is in: not always the same. */
  doc(): Doc;
  /** Makes the text, when something is written where there is none yet. */
  make(): WeftText;
  /** What is selected is another, or somewhere else. */
  moved(): void;
}

export class NotesEditor {
  readonly element = element('div', { class: 'notes-text' });
  readonly quill: Quill;
  /** What is selected, or was when the focus left. */
  selected = { start: 0, end: 0 };
  private readonly binding: Binding;

  constructor(text: WeftText | undefined, hooks: NotesHooks) {
    const quill = (this.quill = makeQuill(this.element));
    for (const [name, value] of Object.entries({ role: 'textbox', 'aria-multiline': 'true' })) {
      quill.root.setAttribute(name, value);
    }
    this.binding = new Binding(
      {
        get isComposing() {
          return quill.composition.isComposing;
        },
        contents: () => quill.getContents(),
        show: (change) => void quill.updateContents(change, 'silent'),
        tell: () => void quill.update('user'),
      },
      () => hooks.doc(),
      () => hooks.make(),
    );
    quill.on('text-change', (delta, _before, source) => {
      if (source === 'user') this.binding.done(delta);
      hooks.moved();
    });
    quill.on('selection-change', (range) => {
      this.noteSelected(range);
      hooks.moved();
    });
    quill.on('composition-end', () => this.binding.showHeld());
    this.bind(text);
  }

  get bound(): WeftText | undefined {
    return this.binding.bound;
  }
  get hasFocus(): boolean {
    return this.quill.hasFocus();
  }
  /** Another text, or the same in another document. */
  bind(text: WeftText | undefined): void {
    this.binding.bind(text);
  }
  /** The text was edited. Quill moves what is selected, and says nothing. */
  integrate(change: readonly DeltaOp[]): void {
    this.binding.integrate(change);
    if (this.hasFocus && !this.quill.composition.isComposing) this.noteSelected(this.quill.getSelection());
  }
  private noteSelected(range: { index: number; length: number } | null): void {
    if (range) this.selected = { start: range.index, end: range.index + range.length };
  }
  setEditable(editable: boolean): void {
    if (this.quill.isEnabled() !== editable) this.quill.enable(editable);
    this.quill.root.setAttribute('aria-readonly', String(!editable));
  }
  /** At the position, or with what was selected before. */
  focus(position?: number): void {
    this.quill.focus();
    // A dialog that closes gives the focus back itself, and Quill then does nothing more.
    if (position === undefined && this.quill.getSelection() !== null) return;
    const { start, end } = position === undefined ? this.selected : { start: position, end: position };
    const last = this.quill.getLength() - 1;
    this.quill.setSelection(Math.min(start, last), Math.min(end, last) - Math.min(start, last));
  }
}
