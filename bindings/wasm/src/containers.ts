// Containers: what holds content. A container belongs to its document and needs no freeing; the same
// one is always the same object.
import { WeftCounter } from './counter.js';
import type { Doc } from './document.js';
import type { Kind } from './kinds.js';
import { WeftList } from './list.js';
import { WeftMap } from './map.js';
import { WeftText } from './text.js';
import { WeftTree } from './tree.js';

export interface Containers {
  text: WeftText;
  map: WeftMap;
  list: WeftList;
  counter: WeftCounter;
  tree: WeftTree;
}
export type Container = Containers[Kind];

/** Nobody else may construct them. */
const CLASSES = [WeftText, WeftMap, WeftList, WeftCounter, WeftTree] as unknown as
  (new (doc: Doc, number: number) => Container)[];

/** `kind` by its number (kinds.ts). */
export function makeContainer(doc: Doc, kind: number, number: number): Container {
  return new CLASSES[kind]!(doc, number);
}
