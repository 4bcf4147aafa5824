// The server's two requests. A capability goes in the body, never into an address.
import type { Link } from './link.js';

export interface Links {
  edit?: string;
  view: string;
}

/** Resolves to the address of a new list. */
export async function newList(): Promise<string> {
  return (await post<{ edit: string }>('/api/lists', {})).edit;
}
/** The links that somebody with this one may hand on. */
export function linksOf({ list, capability }: Link): Promise<Links> {
  return post<Links>(`/api/lists/${list}/links`, { capability });
}

async function post<T>(path: string, body: unknown): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return answer.json() as Promise<T>;
}
