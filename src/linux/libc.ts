// The only file that calls libc. All others in this folder are typed wrappers over it, and nothing outside of this folder may
// import bun:ffi. The functions here do not check what they are given: the wrappers must.
import { dlopen, FFIType, type Pointer, ptr, read } from "bun:ffi";
import { existsSync } from "node:fs";
import { Fault } from "../errors/index.ts";
import { E, errnoNames } from "./errno.ts";

/** Chosen by what is installed, never by trial: for a name that it does not know dlopen looks in the working directory. */
function libraryName(): string {
  const machine = process.arch === "arm64" ? "aarch64" : "x86_64";
  return existsSync(`/lib/ld-musl-${machine}.so.1`) && !existsSync("/lib64/ld-linux-x86-64.so.2")
    ? `libc.musl-${machine}.so.1`
    : "libc.so.6";
}

const i64 = FFIType.i64_fast;

const libc = dlopen(libraryName(), {
  syscall: { args: [i64, i64, i64, i64, i64, i64, i64], returns: i64 },
  fork: { args: [], returns: FFIType.i32 },
  __errno_location: { args: [], returns: FFIType.ptr },
});

/** Belongs to one thread: each Worker loads a copy of this module. */
const errnoPointer = libc.symbols.__errno_location() as Pointer;

/** The errno of the last call on this thread. It must be read directly after the call, with no await between. */
export function errno(): number {
  return read.i32(errnoPointer, 0);
}

export type Argument = number | bigint;

/** A raw system call. Gives the kernel's result, or a negative errno. */
export function syscall(
  number: number,
  a: Argument = 0,
  b: Argument = 0,
  c: Argument = 0,
  d: Argument = 0,
  e: Argument = 0,
  f: Argument = 0,
): number {
  const result = Number(libc.symbols.syscall(number, a, b, c, d, e, f));
  return result === -1 ? -errno() : result;
}

/** fork(2) with what libc must do for it. Gives the child's pid, 0 in the child, or a negative errno. */
export function forkProcess(): number {
  const result = libc.symbols.fork();
  return result === -1 ? -errno() : result;
}

/** Only few processes ever call it, so that the others do not pay for finding it. */
function cloneFunctions() {
  const { symbols } = dlopen(libraryName(), {
    clone: { args: [i64, i64, i64, i64], returns: FFIType.i32 },
    sleep: { args: [FFIType.u32], returns: FFIType.u32 },
  });
  return { clone: symbols.clone, sleep: addressOf(symbols.sleep) };
}

/** Where the machine code of a function of libc is. Bun tells it, and its types do not. */
function addressOf(symbol: object): number {
  const pointer: unknown = Reflect.get(symbol, "ptr");
  if (typeof pointer !== "number") {
    throw new Fault("internal", "the address of a function of libc is not known");
  }
  return pointer;
}

let cloning: ReturnType<typeof cloneFunctions> | undefined;

const stackBytes = 64 * 1024;
const stackAlignment = 16;

/**
 * Makes a child by clone(2) with these flags, that sleeps in libc for some seconds and ends, without running any JavaScript. It has
 * copies of all descriptors, and its end sends no signal. Gives its pid, or a negative errno.
 */
export function cloneSleeper(flags: number, seconds: number): number {
  cloning ??= cloneFunctions();
  // The child runs on a copy of it, as of all memory.
  const stack = new Uint8Array(stackBytes);
  const end = address(stack) + stackBytes;
  const result = cloning.clone(cloning.sleep, end - (end % stackAlignment), flags, seconds);
  return result === -1 ? -errno() : result;
}

/** The address of a buffer, for `syscall`. The buffer must stay referenced until the call has returned. */
export function address(buffer: NodeJS.TypedArray | DataView): number {
  return ptr(buffer) as number;
}

/** A NUL-terminated copy of a path or name. A NUL inside is refused, because the kernel would end the name there. */
export function cString(text: string | Uint8Array): Uint8Array {
  const bytes = typeof text === "string" ? Buffer.from(text, "utf8") : text;
  if (bytes.includes(0)) {
    throw new Fault(
      "invalid argument",
      `name with a NUL byte: ${JSON.stringify(Buffer.from(bytes).toString())}`,
    );
  }
  const copy = new Uint8Array(bytes.length + 1);
  copy.set(bytes);
  return copy;
}

/** A failed system call: `operation: ENOENT`; `code` holds the errno's name, as in Node's errors. */
export class SystemError extends Error {
  override readonly name = "SystemError";
  readonly errno: number;
  readonly code: string;

  constructor(operation: string, number: number) {
    const code = errnoNames[number] ?? `errno ${number}`;
    super(`${operation}: ${code}`);
    this.errno = number;
    this.code = code;
  }
}

/** Gives a result of `syscall` back, or throws a SystemError when it is a negative errno. */
export function check(result: number, operation: string): number {
  if (result < 0) {
    throw new SystemError(operation, -result);
  }
  return result;
}

/** As `check`, for a call that is repeated while signals interrupt it. */
export function retry(call: () => number, operation: string): number {
  for (;;) {
    const result = call();
    if (result !== -E.INTR) {
      return check(result, operation);
    }
  }
}
