// Bytes that strangers might send.

export function mutate(bytes, next) {
  let out = Uint8Array.from(bytes);
  for (let i = 1 + next(4); i > 0 && out.length > 0; --i) {
    const at = next(out.length);
    const kind = next(4);
    if (kind === 0) out[at] = next(256);
    if (kind === 1) out[at] ^= 1 << next(8);
    if (kind === 2) out = out.slice(0, at);
    if (kind === 3) out = Uint8Array.from([...out.slice(0, at), next(256), ...out.slice(at)]);
  }
  return out;
}

export const randomBytes = (next) => Uint8Array.from({ length: next(200) }, () => next(256));
