// runc's options of a task, as they come, and as files of the bundle for whoever cleans up.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Any, messageName } from "../../core/any.ts";
import { errnoOf, invalidArgument } from "../../errors/index.ts";
import { Options } from "../../rpc/gen/runc.ts";
import { report } from "../report.ts";

/** Names under which the same message has been sent over the years. */
const optionNames = ["containerd.runc.v1.Options", "io.containerd.runc.v1.Options"];

export function decodeOptions(any: Any | null | undefined): Options {
  if (any === null || any === undefined || any.typeUrl === "") {
    return Options.decode(new Uint8Array(0));
  }
  const name = messageName(any);
  if (!optionNames.includes(name)) {
    throw invalidArgument(`runtime options of type ${JSON.stringify(name)}: want ${optionNames[0]}`);
  }
  return Options.decode(any.value);
}

/** Field names are those of containerd's shim, which may be the one that cleans up. */
interface OptionsFile {
  readonly no_pivot_root?: boolean;
  readonly no_new_keyring?: boolean;
  readonly shim_cgroup?: string;
  readonly io_uid?: number;
  readonly io_gid?: number;
  readonly binary_name?: string;
  readonly root?: string;
  readonly systemd_cgroup?: boolean;
  readonly criu_image_path?: string;
  readonly criu_work_path?: string;
}

export function writeOptions(bundle: string, options: Options): void {
  const file: OptionsFile = {
    no_pivot_root: options.noPivotRoot,
    no_new_keyring: options.noNewKeyring,
    shim_cgroup: options.shimCgroup,
    io_uid: options.ioUid,
    io_gid: options.ioGid,
    binary_name: options.binaryName,
    root: options.root,
    systemd_cgroup: options.systemdCgroup,
    criu_image_path: options.criuImagePath,
    criu_work_path: options.criuWorkPath,
  };
  writeFileSync(join(bundle, "options.json"), JSON.stringify(file), { mode: 0o600 });
  // Older shims look for the binary's name alone.
  writeFileSync(join(bundle, "runtime"), options.binaryName, { mode: 0o600 });
}

/** What `writeOptions`, or containerd's shim, left in a bundle; nothing if it was never created, or is damaged. */
export function readOptions(bundle: string): { binary: string; root: string; systemdCgroup: boolean } {
  try {
    const file = JSON.parse(readIfThere(join(bundle, "options.json")) || "{}") as OptionsFile;
    return {
      binary: file.binary_name || readIfThere(join(bundle, "runtime")),
      root: file.root ?? "",
      systemdCgroup: file.systemd_cgroup ?? false,
    };
  } catch (error) {
    // Cleaning up by the usual names is better than not at all.
    report("warn", "failed to read the runtime's options", error);
    return { binary: "", root: "", systemdCgroup: false };
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (errnoOf(error) === "ENOENT") {
      return "";
    }
    throw error;
  }
}
