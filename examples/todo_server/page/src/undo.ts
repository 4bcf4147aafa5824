// Undo: takes back what was done here, and nothing of what others did. One for the whole list: texts, notes,
// ticks, order. Its keys work wherever the focus is, except in fields that are not the list's.
import type { Change, Doc, UndoManager } from 'weft-crdt';
import { button, element, icon } from './element.js';
import { isComposing } from './text_field.js';

export type Direction = 'undo' | 'redo';

/** Milliseconds: letters that follow each other sooner are undone together. */
const TOGETHER = 700;

export class Undo {
  readonly element: HTMLElement;
  /** What it did; `byKey`: and not with its buttons, which keep the focus. */
  done = (_direction: Direction, _changes: readonly Change[], _byKey: boolean): void => {};
  /** There was nothing. */
  nothing = (_direction: Direction): void => {};
  private readonly undo = button({ class: 'plain', 'aria-label': 'Undo', title: 'Undo (Ctrl+Z)', 'aria-keyshortcuts': 'Control+Z' }, [icon('undo')], () => this.go('undo', false));
  private readonly redo = button({ class: 'plain', 'aria-label': 'Redo', title: 'Redo (Ctrl+Y)', 'aria-keyshortcuts': 'Control+Y' }, [icon('redo')], () => this.go('redo', false));
  private doc: Doc | undefined;
  private manager: UndoManager | undefined;

  /** `ended`: then its keys are others' again. */
  constructor(ended: AbortSignal) {
    const options = { capture: true, signal: ended };
    this.element = element('div', { class: 'undo', role: 'group', 'aria-label': 'Undo and redo' }, this.undo, this.redo);
    document.addEventListener('keydown', (event) => this.key(event), options);
    // From a menu, or a gesture.
    document.addEventListener('beforeinput', (event) => this.native(event), options);
    document.addEventListener('focusin', () => this.separate(), { signal: ended });
    this.show();
  }

  /** Nothing of another document can be undone. */
  bind(doc: Doc): void {
    this.manager?.close();
    this.doc = doc;
    this.manager = doc.undoManager({ mergeInterval: TOGETHER });
    this.manager.onChange(() => this.show());
    this.show();
  }
  /** Edits that are not undone. */
  outside(edits: () => void): void {
    if (this.manager) this.manager.untracked(edits);
    else edits();
  }
  setEditable(editable: boolean): void {
    this.element.hidden = !editable;
  }
  /** What comes next is undone by itself. */
  separate(): void {
    this.manager?.separate();
  }

  go(direction: Direction, byKey: boolean): void {
    const { doc, manager } = this;
    if (this.element.hidden || doc === undefined) return;
    const changes: Change[] = [];
    const stop = doc.on('change', (event) => changes.push(...event.changes));
    try {
      if (manager === undefined || !manager[direction]()) return this.nothing(direction);
    } finally {
      stop();
      this.show();
    }
    this.done(direction, changes, byKey);
  }

  private show(): void {
    // Not `disabled`: that would take the focus away from who presses it again and again.
    this.undo.setAttribute('aria-disabled', String(!this.manager?.canUndo));
    this.redo.setAttribute('aria-disabled', String(!this.manager?.canRedo));
  }

  private key(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || isComposing(event) || isElsewhere(event.target)) return;
    const key = event.key.toLowerCase();
    if (key !== 'z' && (key !== 'y' || event.shiftKey)) return;
    event.preventDefault();
    event.stopPropagation();
    this.go(key === 'z' && !event.shiftKey ? 'undo' : 'redo', true);
  }
  private native(event: InputEvent): void {
    const direction = { historyUndo: 'undo', historyRedo: 'redo' }[event.inputType] as Direction | undefined;
    if (direction === undefined || isElsewhere(event.target)) return;
    event.preventDefault();
    this.go(direction, true);
  }
}

/** The field is not the list's, or something is asked. */
function isElsewhere(target: EventTarget | null): boolean {
  if (document.querySelector('dialog[open]')) return true;
  return target instanceof Element && target.matches('input[type=text], textarea[readonly].copyable');
}
