// protobufjs looks for a global `Long` before it loads the package of that name. The global that is set here spares each
// process that package's WebAssembly module, which takes 2 ms and 0.3 MB. message.ts, which says why Long objects are not
// wanted, imports this file first and removes the global afterwards.
const scope = globalThis as { Long?: unknown };
scope.Long ??= {};
