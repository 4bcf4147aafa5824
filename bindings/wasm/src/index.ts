// What every entry of the package has in common.
export { Doc } from './document.js';
export type { DocOptions, Integrated } from './document.js';
export type { Container, Containers } from './containers.js';
export { WeftCounter } from './counter.js';
export { WeftList } from './list.js';
export { WeftMap } from './map.js';
export { WeftText } from './text.js';
export type { Side, StablePosition } from './text.js';
export { WeftTree } from './tree.js';
export { ChangeEvent } from './events.js';
export type { Change, ListItem, ListStep, TextStep } from './events.js';
export type { Kind } from './kinds.js';
export type { Listener } from './listeners.js';
export { Code, WeftError } from './errors.js';
export type { Id, Plain, Value } from './values.js';
export { memoryUsage } from './module.js';
export type { Source } from './module.js';
