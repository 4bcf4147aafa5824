// Authors: who edits under which number. A document knows agents only; what they are called stands in its
// map `people`, by agent: a colour, a space and a name ("3 Ada"). The server lets each agent write its own
// entry only, so nobody is given another's name; the names themselves are what people say they are.
import type { Doc } from 'weft-crdt';
import { COLOURS, LONGEST_NAME, who } from './who.js';
import type { Who } from './who.js';

const entry = ({ name, colour }: Who) => `${colour} ${name}`;

/** Before somebody edits. `write` does it in a way that undo leaves alone. */
export function sign(doc: Doc, write: (edits: () => void) => void): void {
  const people = doc.map('people');
  const agent = String(doc.agent);
  const own = entry(who());
  if (people.get(agent) !== own) write(() => people.set(agent, own));
}

/** Those who have said who they are. */
export const namesIn = (doc: Doc): Map<number, Who> => namesOf(doc.map('people').entries());
export function namesOf(entries: Iterable<[string, unknown]>): Map<number, Who> {
  const names = new Map<number, Who>();
  for (const [agent, value] of entries) {
    const said = typeof value === 'string' ? /^(\d) (.*\S.*)$/s.exec(value) : null;
    if (said) names.set(Number(agent), { colour: Number(said[1]) % COLOURS, name: said[2]!.trim().slice(0, LONGEST_NAME) });
  }
  return names;
}

export const somebody = (agent: number): Who => ({ name: 'Somebody', colour: agent % COLOURS });
