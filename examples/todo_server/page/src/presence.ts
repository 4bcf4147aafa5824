// Presence: what people tell each other about themselves while they are here. What comes in is anybody's
// JSON, so it is looked at before it is believed.
import type { StablePosition } from 'weft-crdt';
import { COLOURS, LONGEST_NAME } from './who.js';
import type { Who } from './who.js';

export const NOTES = 'notes ';

/** Where a caret stands, and the other end of what is selected. */
export interface Place {
  /** Of whose text: "name" is the list's, else a to-do's id, with NOTES before it its notes'. */
  field: string;
  anchor: StablePosition;
  head: StablePosition;
}
export interface Person extends Who {
  agent: number;
  at: Place | undefined;
}

export const told = ({ name, colour }: Who, at: Place | undefined) =>
  at === undefined ? { name, colour } : { name, colour, at };

/** undefined when it makes no sense. */
export function personOf(agent: number, value: unknown): Person | undefined {
  if (!isRecord(value) || typeof value.name !== 'string') return undefined;
  const name = value.name.trim().slice(0, LONGEST_NAME);
  const colour = Number.isInteger(value.colour) ? Math.abs(Number(value.colour)) % COLOURS : 0;
  return name === '' ? undefined : { agent, name, colour, at: placeOf(value.at) };
}

function placeOf(value: unknown): Place | undefined {
  if (!isRecord(value) || typeof value.field !== 'string') return undefined;
  const anchor = positionOf(value.anchor);
  const head = positionOf(value.head);
  return anchor && head ? { field: value.field, anchor, head } : undefined;
}

function positionOf(value: unknown): StablePosition | undefined {
  if (!isRecord(value)) return undefined;
  const { id, side } = value;
  if (id !== null && (typeof id !== 'string' || !/^\d{1,16}:\d{1,10}$/.test(id))) return undefined;
  return side === 'before' || side === 'after' ? { id, side } : undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** "Ada Lovelace": "AL". Guests by their number: "Guest 7": "G7". */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  const first = (word: string | undefined) => [...(word ?? '')][0] ?? '';
  const last = words.length > 1 ? words.at(-1)! : undefined;
  if (last !== undefined && /^\d{1,2}$/.test(last)) return first(words[0]).toUpperCase() + last;
  return (first(words[0]) + first(last)).toUpperCase();
}
