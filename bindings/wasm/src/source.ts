// Where browsers get the module from. In a file of its own, for Node has none of these types.
export type Source =
  | string | URL | Request | Response | BufferSource | WebAssembly.Module
  | Promise<Response | BufferSource | WebAssembly.Module>;
