// Who the person at this device is to the others: a name and a colour, made up at first, both kept here.
import { keep, recall } from './device_store.js';

export const COLOURS = 8;
export const LONGEST_NAME = 40;

export interface Who {
  name: string;
  /** 0 to COLOURS - 1: one of the style sheet's. */
  colour: number;
}

export function who(): Who {
  const random = (below: number) => Math.floor(Math.random() * below);
  const made = { name: `Guest ${1 + random(99)}`, colour: random(COLOURS) };
  const kept = { ...made, ...recall<Partial<Who>>('who', {}) };
  keep('who', kept);
  return kept;
}

/** Whether the person has said that this is the name, once. */
export const isNamed = () => recall('named', false);

export function rename(name: string): Who {
  const renamed = { ...who(), name: name.trim().slice(0, LONGEST_NAME) || who().name };
  keep('who', renamed);
  keep('named', true);
  return renamed;
}
