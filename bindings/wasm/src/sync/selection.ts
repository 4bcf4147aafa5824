// Selections: where somebody's cursor is, or what they have selected, as presence tells it. In C++:
// sync/selection.h.
import { Code, WeftError } from '../errors.js';
import type { StablePosition, WeftText } from '../text.js';

/** Plain JSON. A cursor alone has both ends at one place. */
export interface Selection {
  /** Whatever names the text for the program: a root's name, a path, an id of its own. */
  text: string;
  /** Where selecting began. */
  anchor: StablePosition;
  /** Where the cursor is. */
  head: StablePosition;
}

/** From one position to the other, which may be the smaller one. What others type at its edges is outside
 * of it, and what they type at a cursor comes after it.
 *
 *     shared.setPresence({ name: 'Ada', selections: [selectIn(note, 'note', 3, 7)] });
 */
export function selectIn(text: WeftText, name: string, anchor: number, head = anchor): Selection {
  return {
    text: name,
    anchor: text.stabilize(anchor, anchor < head ? 'after' : 'before'),
    head: text.stabilize(head, head < anchor ? 'after' : 'before'),
  };
}

/** Where it is in the text now; undefined when it names what has not come in yet, or stands in another text. */
export function resolveSelection(
  text: WeftText,
  selection: Selection,
): { anchor: number; head: number } | undefined {
  try {
    return { anchor: text.resolve(selection.anchor), head: text.resolve(selection.head) };
  } catch (error) {
    const { code } = error as { code?: number };
    if (!(error instanceof WeftError)) throw error;
    if (code === Code.NOT_FOUND || code === Code.FAILED_PRECONDITION) return undefined;
    throw error;
  }
}

/** The selections in somebody's presence, which is any JSON: none unless all of them are in order, and at
 * most `most`. */
export function selectionsOf(presence: unknown, most = 16): Selection[] {
  const all = isRecord(presence) ? presence.selections : undefined;
  if (!Array.isArray(all) || all.length > most) return [];
  const selections: Selection[] = [];
  for (const one of all as unknown[]) {
    if (!isRecord(one) || typeof one.text !== 'string') return [];
    const anchor = positionOf(one.anchor);
    const head = positionOf(one.head);
    if (anchor === undefined || head === undefined) return [];
    selections.push({ text: one.text, anchor, head });
  }
  return selections;
}

const MOST_ELEMENTS = 2 ** 31 - 1;

function positionOf(value: unknown): StablePosition | undefined {
  if (!isRecord(value)) return undefined;
  const { id, side } = value;
  if (side !== 'before' && side !== 'after') return undefined;
  if (id === null) return { id, side };
  const parts = typeof id === 'string' ? /^(0|[1-9]\d{0,15}):(0|[1-9]\d{0,9})$/.exec(id) : null;
  if (parts === null || !Number.isSafeInteger(Number(parts[1])) || Number(parts[2]) >= MOST_ELEMENTS) {
    return undefined;
  }
  return { id: id as string, side };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
