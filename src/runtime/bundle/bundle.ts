// The directory of a task, laid out as containerd's tools and shims expect it. Source: containerd core/runtime/v2/bundle.go.
import {
  chmodSync,
  chownSync,
  mkdirSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { retryOnShortage } from "../../context/descriptors.ts";
import type { Any } from "../../core/any.ts";
import { alreadyExists, dataLoss, errnoOf } from "../../errors/index.ts";
import { readIfThere } from "../../linux/read-file.ts";
import type { Endpoint } from "../shims/endpoint.ts";
import { isShimKey } from "../shims/paths.ts";
import { replaceFile } from "../shims/shim-record.ts";
import { ifThere, removeBundle, removeDirectory, removeRootfs } from "./remove.ts";

/** The two directories that hold what belongs to tasks, each with one directory for a namespace and below it one for a task. */
export interface BundleRoots {
  /** Survives a reboot and holds the `work` directories. */
  readonly root: string;
  /** Is empty after a reboot and holds the bundles. */
  readonly state: string;
}

const files = {
  config: "config.json",
  rootfs: "rootfs",
  work: "work",
  /** Holds the key of the shim that serves the task: see `ShimPaths`. */
  shim: "shim",
  binary: "shim-binary-path",
  bootstrap: "bootstrap.json",
  address: "address",
  log: "log",
};

export class Bundle {
  readonly namespace: string;
  readonly id: string;
  readonly path: string;
  /** Computed and not read from the bundle's link, because a container may have replaced the link. */
  readonly work: string;

  constructor(roots: BundleRoots, namespace: string, id: string) {
    this.namespace = namespace;
    this.id = id;
    this.path = join(roots.state, namespace, id);
    this.work = join(roots.root, namespace, id);
  }

  /** The FIFO that a foreign shim logs to. */
  get logPath(): string {
    return join(this.path, files.log);
  }

  /**
   * The executable of a foreign shim. It is written before that shim is started, so that a crash in between can be cleaned
   * up with it. Undefined for the built-in shim; data loss when the file holds no path.
   */
  get binary(): string | undefined {
    return this.#read(files.binary, isAbsolute, "is not an absolute path");
  }

  set binary(path: string) {
    writeFileSync(join(this.path, files.binary), path, { mode: 0o600 });
  }

  /** Undefined before the bundle is bound to a shim; data loss when the file holds no key. */
  get shimKey(): string | undefined {
    return this.#read(files.shim, isShimKey, "is not the key of a shim");
  }

  /** Writes down which shim serves the task, for the next daemon and for containerd's tools. */
  bind(shimKey: string, { version, address, protocol }: Endpoint): void {
    const bootstrap = JSON.stringify({ version, address, protocol });
    writeFileSync(join(this.path, files.bootstrap), bootstrap, { mode: 0o644 });
    writeFileSync(join(this.path, files.address), address, { mode: 0o600 });
    replaceFile(join(this.path, files.shim), Buffer.from(shimKey));
  }

  /**
   * Unmounts what is still mounted on the rootfs, then renames the bundle so that nobody finds it, then deletes it. All of
   * that needs file descriptors, so that it waits while there are none.
   */
  remove(): Promise<void> {
    return retryOnShortage(async () => {
      await removeRootfs(this.path);
      await removeBundle(this.path);
      await removeDirectory(this.work);
    });
  }

  #read(name: string, isValid: (text: string) => boolean, rule: string): string | undefined {
    const path = join(this.path, name);
    const text = readIfThere(path)?.toString();
    if (text !== undefined && !isValid(text)) {
      throw dataLoss(`damaged file ${path}: ${JSON.stringify(text.slice(0, 100))} ${rule}`);
    }
    return text;
  }
}

export interface NewBundle {
  readonly namespace: string;
  readonly id: string;
  /** The OCI runtime spec as the client sent it: its bytes become `config.json`. */
  readonly spec: Any;
  /** The host's group id of the container's root in a user namespace; 0 without one. */
  readonly rootGid: number;
}

/** Already exists when there is a bundle of that name. Another failure leaves nothing behind. */
export function createBundle(roots: BundleRoots, { namespace, id, spec, rootGid }: NewBundle): Bundle {
  const bundle = new Bundle(roots, namespace, id);
  mkdirSync(dirname(bundle.path), { recursive: true, mode: 0o711 });
  mkdirSync(dirname(bundle.work), { recursive: true, mode: 0o711 });
  try {
    mkdirSync(bundle.path, { mode: 0o700 });
  } catch (cause) {
    throw errnoOf(cause) === "EEXIST" ? alreadyExists(`bundle ${bundle.path}`) : cause;
  }
  try {
    fill(bundle, spec, rootGid);
  } catch (error) {
    removePieces(bundle.path);
    throw error;
  }
  return bundle;
}

function fill({ path, work }: Bundle, spec: Any, rootGid: number): void {
  if (rootGid !== 0) {
    // The container's root is a stranger on the host, and must pass through the bundle to its rootfs.
    chownSync(path, -1, rootGid);
    chmodSync(path, 0o710);
  }
  mkdirSync(join(path, files.rootfs), { mode: 0o711 });
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { mode: 0o711 });
  symlinkSync(work, join(path, files.work));
  if (spec.value.length > 0) {
    writeFileSync(join(path, files.config), spec.value, { mode: 0o600 });
  }
}

/** Removes each piece by its name: listing the directory needs a file descriptor, and there may be none. */
function removePieces(path: string): void {
  ifThere(() => rmdirSync(join(path, files.rootfs)));
  for (const name of [files.work, files.config]) {
    ifThere(() => unlinkSync(join(path, name)));
  }
  rmdirSync(path);
}
