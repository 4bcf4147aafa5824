// Trees.
import { Base } from './container.js';
import type { WeftMap } from './map.js';
import { OUT, native, natural, outNumber, reserve } from './module.js';
import type { Id } from './values.js';
import { outId, putId } from './values.js';

/** Nodes that have data and ordered children, and can move to another parent; null is the top. */
export class WeftTree extends Base {
  readonly kind = 'tree';

  /** A new node, the parent's child `index`; says its id. */
  insert(parent: Id | null, index: number): Id {
    natural(index, 'an index');
    const at = putId(parent, reserve(16));
    this.doc.check(native.weft_tree_insert(this.doc.at, this.number, at, index, OUT));
    const id = outId()!;
    this.doc.edited();
    return id;
  }
  /** With all below it. */
  erase(node: Id): void {
    this.edited(native.weft_tree_erase(this.doc.at, this.number, putId(node, reserve(16))));
  }
  /** Afterwards the node is the parent's child `index`. */
  move(node: Id, parent: Id | null, index: number): void {
    natural(index, 'an index');
    const at = putId(node, reserve(32));
    putId(parent, at + 16);
    this.edited(native.weft_tree_move(this.doc.at, this.number, at, at + 16, index));
  }

  /** In their order. */
  children(parent: Id | null): Id[] {
    const at = putId(parent, reserve(16));
    this.doc.check(native.weft_tree_children(this.doc.at, this.number, at, OUT));
    return this.doc.unpack((packed) => packed.id());
  }
  /** null: it is at the top. */
  parent(node: Id): Id | null {
    const at = putId(node, reserve(16));
    this.doc.check(native.weft_tree_parent(this.doc.at, this.number, at, OUT));
    return outId();
  }
  /** Among its parent's children. */
  indexOf(node: Id): number {
    const at = putId(node, reserve(16));
    this.doc.check(native.weft_tree_index(this.doc.at, this.number, at, OUT));
    return outNumber();
  }
  /** The map that holds the node's data. */
  data(node: Id): WeftMap {
    const at = putId(node, reserve(16));
    this.doc.check(native.weft_tree_data(this.doc.at, this.number, at, OUT));
    return this.doc.container(1, outNumber()) as WeftMap;
  }
  /** All of it: each node's id, data and children. */
  toJSON(): unknown[] {
    const top: unknown[] = [];
    const lists: [Id | null, unknown[]][] = [[null, top]];
    for (const [parent, list] of lists) { // which grows meanwhile: a tree may be deeper than calls can be
      for (const id of this.children(parent)) {
        const children: unknown[] = [];
        list.push({ id, data: this.data(id).toJSON(), children });
        lists.push([id, children]);
      }
    }
    return top;
  }
}
