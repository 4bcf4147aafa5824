// NotesPanel: toolbar and editor of one to-do's notes. Loaded when somebody opens notes: Quill is most of
// what this page weighs (todo_notes.ts).
import type { DeltaOp, WeftText } from 'weft-crdt';
import { element } from '../element.js';
import type { Person } from '../presence.js';
import { NotesCursors } from './cursors.js';
import type { NotesHooks } from './editor.js';
import { NotesEditor } from './editor.js';
import { askForLink } from './link_dialog.js';
import { Toolbar } from './toolbar.js';

export class NotesPanel {
  readonly element = element('div', { class: 'notes-panel' });
  readonly editor: NotesEditor;
  private readonly toolbar: Toolbar;
  private readonly cursors: NotesCursors;

  constructor(text: WeftText | undefined, name: string, hooks: NotesHooks) {
    const moved = () => (this.cursors?.draw(), hooks.moved());
    this.editor = new NotesEditor(text, { ...hooks, moved });
    this.toolbar = new Toolbar(this.editor.quill, () => void this.link());
    this.cursors = new NotesCursors(this.editor);
    this.element.append(this.toolbar.element, this.editor.element);
    this.label(name);
  }

  /** What names the to-do. */
  label(name: string): void {
    this.editor.quill.root.setAttribute('aria-label', `Notes: ${name}`);
    this.toolbar.element.setAttribute('aria-label', `How the notes look: ${name}`);
  }

  setEditable(editable: boolean): void {
    this.toolbar.element.hidden = !editable;
    this.editor.setEditable(editable);
  }
  integrate(change: readonly DeltaOp[]): void {
    this.editor.integrate(change);
    this.cursors.draw();
  }
  showPeople(people: readonly Person[]): void {
    this.cursors.show(people);
  }

  /** What is selected, or else the link at the caret, or else the address itself, written here. */
  private async link(): Promise<void> {
    const { quill } = this.editor;
    const { start, end } = this.editor.selected;
    const now = quill.getFormat(start, end - start).link;
    const address = await askForLink(typeof now === 'string' ? now : '');
    if (address === undefined) return this.editor.focus();
    const link = address === '' ? false : address;
    if (start < end) quill.formatText(start, end - start, 'link', link, 'user');
    else if (now !== undefined) this.formatLinkAt(start, link);
    else if (link) quill.insertText(start, address.replace(/^(https?:\/\/|mailto:)/, ''), 'link', link, 'user');
    this.editor.focus();
  }
  private formatLinkAt(position: number, link: string | false): void {
    const { quill } = this.editor;
    let [blot] = quill.getLeaf(position) as [{ parent: never; statics: { blotName: string } } | null, number];
    while (blot !== null && blot.statics.blotName !== 'link') blot = blot.parent;
    if (blot === null) return;
    const from = quill.getIndex(blot as never);
    quill.formatText(from, (blot as unknown as { length(): number }).length(), 'link', link, 'user');
  }
}
