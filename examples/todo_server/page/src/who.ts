// Who the person at this device is to the others: a name and a colour, made up at first, both kept on it.
import { keep, recall } from './device_store.js';

export const COLOURS = 8;
export const LONGEST_NAME = 40;

export interface Who {
  name: string;
  /** 0 to COLOURS - 1: one of the style sheet's. */
  colour: number;
}

/** As last known: who it was stays so when the device forgets it. */
let known: Who | undefined;

export function who(): Who {
  const kept = recall<Partial<Who>>('who', {});
  known = { ...(known ?? madeUp()), ...kept };
  if (kept.name === undefined || kept.colour === undefined) keep('who', known);
  return known;
}
function madeUp(): Who {
  const random = (below: number) => Math.floor(Math.random() * below);
  return { name: `Guest ${1 + random(99)}`, colour: random(COLOURS) };
}

/** Whether the person has said that this is the name, once. */
export const isNamed = () => recall('named', false);

export function rename(name: string): Who {
  const renamed = { ...who(), name: name.trim().slice(0, LONGEST_NAME) || who().name };
  known = renamed;
  keep('who', renamed);
  keep('named', true);
  return renamed;
}
