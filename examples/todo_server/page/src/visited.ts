// The lists that were opened on this device, newest first, so that people find them again: whoever loses
// a list's link has lost the list.
import { keep, recall } from './device_store.js';
import type { Link } from './link.js';
import { credentialOf } from './link.js';

export interface Visited extends Link {
  name: string;
  rights: 'view' | 'edit';
}

export const visited = (): Visited[] => recall<Visited[]>('lists', []);

export function remember(list: Visited): void {
  keep('lists', [list, ...others(list)]);
}
export function forget(link: Link): void {
  keep('lists', others(link));
}

const others = (link: Link) =>
  visited().filter((one) => credentialOf(one) !== credentialOf(link));
