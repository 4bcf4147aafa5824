// The kinds of containers, in the order of their numbers (bindings/c/weft.h).
import { Code, WeftError } from './errors.js';

export const KINDS = ['text', 'map', 'list', 'counter', 'tree', 'node'] as const;
/** What can be made: a tree's node is only told of in events. */
export type Kind = 'text' | 'map' | 'list' | 'counter' | 'tree';

export function kindNumber(kind: Kind): number {
  const number = KINDS.indexOf(kind);
  if (number >= 0 && number < 5) return number;
  throw new WeftError(Code.INVALID_ARGUMENT, `"${kind}" is no kind of container`);
}
