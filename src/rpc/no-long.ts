// protobufjs looks for a global `Long` before it loads the package of that name, whose WebAssembly module would cost each
// process 2 ms and 0.3 MB, and which is not wanted anyway: see message.ts, which imports this first.
const scope = globalThis as { Long?: unknown };
scope.Long ??= {};
