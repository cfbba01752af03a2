// Finds the executable of the shim that serves a runtime. Source: containerd core/runtime/v2/shim_manager.go
// (resolveRuntimePath).
import { existsSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { invalidArgument, notFound } from "../../errors/index.ts";

/** Runtimes that the built-in shim serves, whatever is on PATH. */
const builtIn = new Set(["io.containerd.runc.v2", "io.containerd.tsrt.v1"]);

export interface RuntimeChoice {
  /** Name of the runtime, or the absolute path of its shim. */
  readonly runtime: string;
  /** Absolute path of a shim, or the name of a runtime that is used in place of `runtime`. */
  readonly runtimePath?: string | undefined;
}

/**
 * The executable of a foreign shim, or undefined for the built-in one. `binaries` is the configured map from runtimes to
 * executables. Not found when the executable is not there; invalid argument when the runtime's name is malformed.
 */
export function resolveBinary(
  choice: RuntimeChoice,
  binaries: Readonly<Record<string, unknown>>,
  environment: { path: string; daemon: string } = {
    path: process.env.PATH ?? "",
    daemon: process.execPath,
  },
): string | undefined {
  const name = choice.runtimePath || choice.runtime;
  if (isAbsolute(name)) {
    return existing(name);
  }
  const configured = binaries[name];
  if (typeof configured === "string" && configured !== "") {
    return existing(configured);
  }
  if (builtIn.has(name)) {
    return undefined;
  }
  const binary = binaryName(name);
  const found = Bun.which(binary, { PATH: environment.path }) ?? beside(environment.daemon, binary);
  if (found === undefined) {
    throw notFound(`runtime ${JSON.stringify(name)} binary not installed ${JSON.stringify(binary)}`);
  }
  return found;
}

function existing(path: string): string {
  if (!existsSync(path)) {
    throw notFound(`invalid custom binary path: stat ${path}: no such file or directory`);
  }
  return path;
}

function beside(daemon: string, binary: string): string | undefined {
  const path = join(dirname(daemon), binary);
  return existsSync(path) ? path : undefined;
}

/** The executable that containerd looks for: `containerd-shim-b-c` for the runtime `a.b.c`. */
function binaryName(runtime: string): string {
  const parts = runtime.split(".");
  const [name, version] = parts.slice(-2);
  if (runtime === "") {
    throw invalidArgument("no runtime name");
  }
  if (parts.length < 2 || parts[0] === "" || runtime.includes("/")) {
    throw invalidArgument(
      `invalid runtime name ${runtime}, correct runtime name should be either format like \`io.containerd.runc.v2\` or a full path to the binary`,
    );
  }
  return `containerd-shim-${name}-${version}`;
}
