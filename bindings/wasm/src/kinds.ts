// The kinds of containers, in the order of their numbers (bindings/c/weft.h).
import { numberOf } from './module.js';

export const KINDS = ['text', 'map', 'list', 'counter', 'tree', 'node'] as const;
/** What can be made: a tree's node is only told of in events. */
export type Kind = 'text' | 'map' | 'list' | 'counter' | 'tree';

export function kindNumber(kind: Kind): number {
  return numberOf(kind, KINDS.slice(0, 5), 'kind of container');
}
