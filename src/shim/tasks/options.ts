// runc's options of a task, as they come with Create, and as files of the bundle for whoever cleans up.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Any, messageName } from "../../core/any.ts";
import { isObject } from "../../core/json.ts";
import { invalidArgument } from "../../errors/index.ts";
import { readIfThere } from "../../linux/read-file.ts";
import { Options } from "../../rpc/gen/runc.ts";
import { report } from "../report.ts";

/** Names under which the same message has been sent over the years. */
const optionNames = ["containerd.runc.v1.Options", "io.containerd.runc.v1.Options"];

/** Invalid argument for options of another runtime. Without options all fields have their defaults. */
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

/** Writes the options with the names of containerd's shim, which may be the one that cleans up. */
export async function writeOptions(bundle: string, options: Options): Promise<void> {
  const file = {
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
  const mode = 0o600;
  await writeFile(join(bundle, "options.json"), JSON.stringify(file), { mode });
  // Older shims look for the binary's name alone.
  await writeFile(join(bundle, "runtime"), options.binaryName, { mode });
}

/** What is needed to clean up. Empty texts stand for the defaults. */
export interface CleanupOptions {
  readonly binary: string;
  readonly root: string;
  readonly systemdCgroup: boolean;
}

/** What `writeOptions`, or containerd's shim, left in a bundle: the defaults if it was never created, or is damaged. */
export function readOptions(bundle: string): CleanupOptions {
  try {
    const file: unknown = JSON.parse(textOf(join(bundle, "options.json")) || "{}");
    if (!isObject(file)) {
      throw invalidArgument("options.json holds no object");
    }
    const { binary_name: binary, root, systemd_cgroup: systemdCgroup } = file;
    return {
      binary: textOrEmpty(binary) || textOf(join(bundle, "runtime")),
      root: textOrEmpty(root),
      systemdCgroup: systemdCgroup === true,
    };
  } catch (error) {
    // Cleaning up by the usual names is better than not at all.
    report("warn", "failed to read the runtime's options", error);
    return { binary: "", root: "", systemdCgroup: false };
  }
}

function textOf(path: string): string {
  return readIfThere(path)?.toString() ?? "";
}

function textOrEmpty(value: unknown): string {
  return typeof value === "string" ? value : "";
}
