// Binding: keeps an editor that holds Quill's deltas and a text of the document the same. What is done in
// the editor becomes edits of the text; whatever else happens to the text (others, undo, an older version)
// is shown in the editor.
//
// While an input method composes, an editor must not be written to: others' edits are held back then, and
// what was composed is carried over them.
import Delta from 'quill-delta';
import type { DeltaOp, Doc, WeftText } from 'weft-crdt';
import { act, edit } from '../editing.js';
import { deltaForQuill, deltaForText, shownContent } from './deltas.js';

/** A text's content as Quill holds it. */
export const shownDelta = (content: readonly DeltaOp[]): Delta =>
  shownContent(content).reduce((delta, { text, attributes }) => delta.insert(text, attributes), new Delta());

/** Quill, as far as it matters here. */
export interface DeltaEditor {
  readonly isComposing: boolean;
  contents(): Delta;
  /** Not told back. */
  show(change: Delta): void;
  /** Tells what was done in it and is not told yet. */
  tell(): void;
}

const isTyping = ({ ops }: Delta) =>
  ops.every(({ insert, retain, attributes }) =>
    typeof insert === 'string' ? !insert.includes('\n') : retain !== undefined && !attributes);

/** Quill's newline at the end is not in it. */
function lacksEnd(content: readonly DeltaOp[]): boolean {
  const last = content.at(-1);
  return !(last && 'insert' in last && typeof last.insert === 'string' && last.insert.endsWith('\n'));
}

export class Binding {
  private text: WeftText | undefined;
  /** The editor's last newline is not in the text: Quill needs one, and looking at a text edits nothing. */
  private endIsAdded = true;
  private isWriting = false;
  private held: Delta | undefined;

  constructor(
    private readonly editor: DeltaEditor,
    /** The one that the text is in. */
    private readonly doc: () => Doc,
    /** Makes the text, when something is written where there is none yet. */
    private readonly make: () => WeftText,
  ) {}

  get bound(): WeftText | undefined {
    return this.text;
  }
  bind(text: WeftText | undefined): void {
    if (this.isWriting || (text === this.text && text !== undefined)) return;
    this.text = text;
    this.held = undefined;
    this.correct();
  }

  /** The text was edited. */
  integrate(change: readonly DeltaOp[]): void {
    const { text } = this;
    if (this.isWriting || text === undefined) return;
    this.orCorrect(() => {
      const shown = new Delta(deltaForQuill(change, text.delta()) as never);
      this.held = this.held?.compose(shown) ?? shown;
      if (this.editor.isComposing) return;
      this.editor.tell();
      this.showHeld();
    });
  }

  /** Something was done in the editor. */
  done(delta: Delta): void {
    this.orCorrect(() => {
      const isEdit = delta.ops.some(({ insert, delete: count }) => insert !== undefined || count !== undefined);
      this.isWriting = true;
      try {
        (isEdit ? edit : act)(this.doc(), () => this.write(delta));
      } finally {
        this.isWriting = false;
      }
      this.held &&= delta.transform(this.held);
    });
    // A line that is no code any more shows formats again that were there all along.
    if (!isTyping(delta) && !this.editor.isComposing && this.held === undefined) this.correct();
  }
  private write(delta: Delta): void {
    const text = (this.text ??= this.make());
    if (this.endIsAdded) text.insert(text.length, '\n');
    this.endIsAdded = false;
    const carried = this.held?.transform(delta, true) ?? delta;
    text.applyDelta(deltaForText(carried.ops as DeltaOp[], text.delta()));
  }

  /** What is not taken leaves the text as it is; and whatever fails, the editor shows the text. */
  private orCorrect(work: () => void): void {
    try {
      work();
    } catch (error) {
      console.warn(error);
      this.held = undefined;
      queueMicrotask(() => this.correct()); // Quill is in the middle of telling
    }
  }

  /** What was held back is shown. */
  showHeld(): void {
    if (this.held === undefined || this.text === undefined) return;
    const { length } = this.text;
    const endIsAdded = lacksEnd(this.text.delta());
    let change = this.held;
    if (endIsAdded && !this.endIsAdded) change = change.compose(new Delta().retain(length).insert('\n'));
    if (!endIsAdded && this.endIsAdded) change = change.compose(new Delta().retain(length).delete(1));
    this.held = undefined;
    this.editor.show(change);
    this.correct();
  }

  /** The editor shows the text. It does already, unless what was done at once makes no sense together;
   * then it is brought there by the least change. */
  private correct(): void {
    const content = this.text?.delta() ?? [];
    this.endIsAdded = lacksEnd(content);
    const change = this.editor.contents().diff(shownDelta(content));
    if (change.ops.length > 0) this.editor.show(change);
  }
}
