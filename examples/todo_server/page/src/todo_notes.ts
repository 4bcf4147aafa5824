// TodoNotes: a to-do's notes in its row: the button that opens them, and where they are then.
import type { DeltaOp, WeftText } from 'weft-crdt';
import { button, element, icon } from './element.js';
import type { NotesHooks } from './notes/editor.js';
import type { NotesPanel } from './notes/panel.js';
import type { Person } from './presence.js';

let made = 0;

export class TodoNotes {
  readonly button: HTMLButtonElement;
  readonly element: HTMLElement;
  private panel: NotesPanel | undefined;
  private isLoading = false;
  private text: WeftText | undefined;
  private name = '';
  private editable = false;
  private people: readonly Person[] = [];

  constructor(private readonly hooks: NotesHooks) {
    const id = `notes-${++made}`;
    this.button = button(
      { class: 'plain notes-button', 'aria-expanded': 'false', 'aria-controls': id },
      [icon('notes')],
      () => (this.isOpen ? this.close() : void this.open(true)),
    );
    this.element = element('div', { id, class: 'notes', role: 'group', hidden: true });
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      this.button.focus();
    });
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }
  get bound(): WeftText | undefined {
    return this.text;
  }
  /** Where the caret is in them, if it is. */
  get selected(): { text: WeftText; start: number; end: number } | undefined {
    const text = this.text;
    return text && this.panel?.editor.hasFocus ? { text, ...this.panel.editor.selected } : undefined;
  }

  show(text: WeftText | undefined, editable: boolean): void {
    this.text = text;
    this.editable = editable;
    this.panel?.editor.bind(text);
    this.panel?.setEditable(editable);
    this.label(this.name);
  }
  /** What names the to-do. */
  label(name: string): void {
    this.name = name;
    const isEmpty = (this.text?.read() ?? '').trim() === '';
    this.button.classList.toggle('unwritten', isEmpty);
    this.button.hidden = isEmpty && !this.editable;
    this.button.setAttribute('aria-label', `Notes${isEmpty ? ', empty' : ''}: ${name}`);
    this.button.title = 'Notes';
    this.element.setAttribute('aria-label', `Notes: ${name}`);
    this.panel?.label(name);
  }

  integrate(change: readonly DeltaOp[]): void {
    this.panel?.integrate(change);
  }
  showPeople(people: readonly Person[]): void {
    this.people = people;
    this.panel?.showPeople(people);
  }

  /** `focus`: the caret goes there, where that does not bring up a keyboard over what is to be read. */
  async open(focus = false): Promise<void> {
    this.element.hidden = false;
    this.button.setAttribute('aria-expanded', 'true');
    await this.load();
    if (focus && this.editable && this.isOpen && !matchMedia('(pointer: coarse)').matches) this.panel?.editor.focus();
  }
  async focusAt(position: number): Promise<void> {
    await this.open();
    this.panel?.editor.focus(position);
  }
  close(): void {
    this.element.hidden = true;
    this.button.setAttribute('aria-expanded', 'false');
  }

  private async load(): Promise<void> {
    if (this.panel !== undefined || this.isLoading) return;
    this.isLoading = true;
    this.element.replaceChildren(element('p', { class: 'hint' }, 'Opening the notes…'));
    try {
      const { NotesPanel } = await import('./notes/panel.js');
      this.panel = new NotesPanel(this.text, this.name, this.hooks);
      this.panel.setEditable(this.editable);
      this.panel.showPeople(this.people);
      this.element.replaceChildren(this.panel.element);
    } catch (error) {
      console.warn(error);
      const next = navigator.onLine ? 'Reload the page' : 'Close the notes and open them again when you are online';
      const words = `The editor could not be loaded. ${next}.`;
      this.element.replaceChildren(element('p', { class: 'alert', role: 'alert' }, words), element('p', { class: 'notes-plain' }, this.text?.read() ?? ''));
    } finally {
      this.isLoading = false;
    }
  }
}
