// The same for a program in CommonJS.
import { Client, Doc, WeftMap, memoryStorage } from 'weft-crdt';
import type { Shared } from 'weft-crdt';

export const doc = new Doc();
export const isMap = (value: unknown): boolean => value instanceof WeftMap;
export const open = (): Promise<Shared> =>
  new Client({ url: 'wss://host/sync', storage: memoryStorage() }).open('list');
