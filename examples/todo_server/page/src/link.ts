// Links: /lists/<id>#<capability>. The capability is what gives the right to open the list. It stands in
// the fragment because browsers send that to nobody; this page hands it to the list's own server, in
// the first message of a connection or the body of a request, and to nobody else.

export interface Link {
  list: string;
  /** Empty when the address has none. */
  capability: string;
}

/** undefined: the address of no list. */
export function linkOf(path: string, fragment: string): Link | undefined {
  const match = /^\/lists\/([A-Za-z0-9_-]+)\/?$/.exec(path);
  return match ? { list: match[1]!, capability: fragment.replace(/^#/, '') } : undefined;
}

export const addressOf = ({ list, capability }: Link) => `/lists/${list}#${capability}`;
/** What the server takes for a credential; also what things are kept under, so that what one link may
 * do is never mixed with what another may. */
export const credentialOf = ({ list, capability }: Link) => `${list}#${capability}`;
