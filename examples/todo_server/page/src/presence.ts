// Presence: what people tell each other about themselves while they are here. What comes in is anybody's
// JSON, so it is looked at before it is believed.
import { selectionsOf } from 'weft-crdt';
import type { Selection } from 'weft-crdt';
import { COLOURS, LONGEST_NAME } from './who.js';
import type { Who } from './who.js';

export const NOTES = 'notes ';

export interface Person extends Who {
  agent: number;
  /** Its `text`: "name" is the list's, else a to-do's id, with NOTES before it its notes'. */
  at: Selection | undefined;
}

export const told = ({ name, colour }: Who, at: Selection | undefined) =>
  at === undefined ? { name, colour } : { name, colour, selections: [at] };

/** undefined when it makes no sense. */
export function personOf(agent: number, value: unknown): Person | undefined {
  if (!isRecord(value) || typeof value.name !== 'string') return undefined;
  const name = value.name.trim().slice(0, LONGEST_NAME);
  const colour = Number.isInteger(value.colour) ? Math.abs(Number(value.colour)) % COLOURS : 0;
  return name === '' ? undefined : { agent, name, colour, at: selectionsOf(value)[0] };
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
