// Dragging a row by its grip, with a mouse, a pen or a finger: the row follows, a line shows where it would
// go, the list changes when it is let go. Escape takes it back. A press without a drag is a click.
// Whoever cannot drag has the row's buttons and Alt with the arrow keys.
import { dropIndex } from './reorder.js';

/** Pixels that a hand may tremble. */
const SLACK = 6;
/** Pixels from the window's edge where it begins to scroll, and how fast. */
const EDGE = 48;
const SPEED = 9;

export interface DragHooks {
  /** The other rows, top to bottom. */
  others(): HTMLElement[];
  /** Where the line is shown: above the `index`th of the others; undefined: nowhere. */
  showLine(index: number | undefined): void;
  dropped(index: number): void;
}

export class Drag {
  private startY = 0;
  private lastY = 0;
  private pointer: number | undefined;
  private dragging = false;
  private frame = 0;

  constructor(
    private readonly grip: HTMLElement,
    private readonly row: HTMLElement,
    private readonly hooks: DragHooks,
  ) {
    grip.addEventListener('pointerdown', (event) => this.press(event));
    grip.addEventListener('pointermove', (event) => this.move(event));
    grip.addEventListener('pointerup', (event) => this.left(event, true));
    grip.addEventListener('pointercancel', (event) => this.left(event, false));
    // After a drag the browser says that the grip was clicked; it was not.
    grip.addEventListener('click', (event) => this.wasDragged && event.stopImmediatePropagation());
  }
  private wasDragged = false;

  /** As if it had never begun. */
  cancel(): void {
    this.end(false);
  }

  get active(): boolean {
    return this.pointer !== undefined;
  }

  private press(event: PointerEvent): void {
    if (event.button !== 0 || !event.isPrimary || this.pointer !== undefined) return;
    this.pointer = event.pointerId;
    this.startY = event.clientY + scrollY;
    this.wasDragged = false;
    this.grip.setPointerCapture(event.pointerId);
    document.addEventListener('lostpointercapture', this.lost);
  }
  private left(event: PointerEvent, drop: boolean): void {
    if (event.pointerId === this.pointer) this.end(drop);
  }
  /** Nothing more would be told of it. The document is asked: a grip that was taken out of it hears nothing. */
  private readonly lost = (event: PointerEvent) => this.left(event, false);

  private move(event: PointerEvent): void {
    if (event.pointerId !== this.pointer) return;
    this.lastY = event.clientY;
    if (!this.dragging && Math.abs(this.distance()) < SLACK) return;
    if (!this.dragging) this.begin();
    this.follow();
  }

  private begin(): void {
    this.dragging = true;
    this.wasDragged = true;
    this.row.classList.add('dragged');
    document.addEventListener('keydown', this.escaped);
    const scrolling = () => {
      this.scroll();
      this.frame = requestAnimationFrame(scrolling);
    };
    this.frame = requestAnimationFrame(scrolling);
  }

  private follow(): void {
    this.row.style.transform = `translateY(${this.distance()}px)`;
    this.hooks.showLine(this.index());
  }

  private scroll(): void {
    const fromBottom = innerHeight - this.lastY;
    const by = this.lastY < EDGE ? -SPEED : fromBottom < EDGE ? SPEED : 0;
    if (by === 0) return;
    scrollBy(0, by);
    this.follow();
  }

  private end(drop: boolean): void {
    this.pointer = undefined;
    document.removeEventListener('lostpointercapture', this.lost);
    if (!this.dragging) return;
    const index = this.index();
    this.dragging = false;
    cancelAnimationFrame(this.frame);
    document.removeEventListener('keydown', this.escaped);
    this.row.classList.remove('dragged');
    this.row.style.transform = '';
    this.hooks.showLine(undefined);
    if (drop) this.hooks.dropped(index);
  }
  private readonly escaped = (event: KeyboardEvent) => {
    if (event.key === 'Escape') this.end(false);
  };

  private distance(): number {
    return this.lastY + scrollY - this.startY;
  }
  private index(): number {
    const middles = this.hooks.others().map((other) => {
      const box = other.getBoundingClientRect();
      return box.top + box.height / 2;
    });
    return dropIndex(middles, this.lastY);
  }
}
