// Which shim a task gets. Source: containerd core/runtime/v2/shim_manager.go (resolveRuntimePath).
import { existsSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { invalidArgument, notFound } from "../errors/index.ts";

/** Names of the built-in shim, whatever is on PATH. */
const builtIn = new Set(["io.containerd.runc.v2", "io.containerd.tsrt.v1"]);

export interface Wanted {
  readonly runtime: string;
  /** Beats the runtime's name. */
  readonly runtimePath?: string | undefined;
}

/** The executable of a foreign shim, or undefined for the built-in one. */
export function chooseShim(
  wanted: Wanted,
  binaries: Readonly<Record<string, unknown>>,
  environment: { path: string; daemon: string } = {
    path: process.env.PATH ?? "",
    daemon: process.execPath,
  },
): string | undefined {
  const name = wanted.runtimePath || wanted.runtime;
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

/** `a.b.c` → `containerd-shim-b-c`. */
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
