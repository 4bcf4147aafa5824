// What every entry of the package has in common.
export { Doc } from './document.js';
export type { DocOptions, Integrated } from './document.js';
export { WeftCounter, WeftList, WeftMap, WeftText, WeftTree } from './containers.js';
export type { Container, Containers, Kind, Side, StablePosition } from './containers.js';
export { ChangeEvent } from './events.js';
export type { Change, ListItem, ListStep, TextStep } from './events.js';
export { Code, WeftError } from './errors.js';
export type { Id, Plain, Value } from './values.js';
export { memoryUsage } from './module.js';
export type { Source } from './module.js';
