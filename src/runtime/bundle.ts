// A task's directory, laid out as containerd's tools and shims expect it. Source: containerd core/runtime/v2/bundle.go.
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { patiently } from "../context/descriptors.ts";
import type { Any } from "../core/any.ts";
import { alreadyExists, errnoOf } from "../errors/index.ts";
import { unmountAll } from "../linux/mount.ts";
import type { SpecFacts } from "./spec.ts";

export interface BundleRoots {
  /** Survives a reboot: `work` directories. */
  readonly root: string;
  readonly state: string;
}

export interface Endpoint {
  readonly version: number;
  readonly address: string;
  readonly protocol: "ttrpc" | "grpc";
}

const files = {
  config: "config.json",
  rootfs: "rootfs",
  work: "work",
  /** Which shim serves it: the key of the shim's directory. */
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
  readonly #work: string;

  constructor(roots: BundleRoots, namespace: string, id: string) {
    this.namespace = namespace;
    this.id = id;
    this.path = join(roots.state, namespace, id);
    this.#work = join(roots.root, namespace, id);
  }

  /** Known by its place, not by the bundle's link: that may have come to lead anywhere. */
  get work(): string {
    return this.#work;
  }

  get logPath(): string {
    return join(this.path, files.log);
  }

  /** The executable of a foreign shim, known before it is started: a crash in between is cleaned up with it. */
  get binary(): string | undefined {
    return this.#read(files.binary);
  }

  set binary(path: string) {
    writeFileSync(join(this.path, files.binary), path, { mode: 0o600 });
  }

  get shimKey(): string | undefined {
    return this.#read(files.shim);
  }

  /** Ties the bundle to its shim, for the next daemon and for containerd's tools. */
  bind(shimKey: string, endpoint: Endpoint): void {
    writeFileSync(join(this.path, files.bootstrap), JSON.stringify(endpoint), { mode: 0o644 });
    writeFileSync(join(this.path, files.address), endpoint.address, { mode: 0o600 });
    writeFileSync(join(this.path, files.shim), shimKey, { mode: 0o600 });
  }

  /** Of shims started by other daemons. Undefined when neither file is there. */
  readEndpoint(): Endpoint | undefined {
    const bootstrap = this.#read(files.bootstrap);
    if (bootstrap !== undefined) {
      return JSON.parse(bootstrap) as Endpoint;
    }
    const address = this.#read(files.address);
    return address === undefined ? undefined : { version: 2, address, protocol: "ttrpc" };
  }

  /**
   * Out of sight at once, by rename; then off the disk. What is still mounted below is taken off first. It takes file
   * descriptors: while there are none, it waits.
   */
  remove(): Promise<void> {
    return patiently(async () => {
      await removeRootfs(join(this.path, files.rootfs));
      await removeHidden(this.path);
      await removeHidden(this.work);
    });
  }

  #read(name: string): string | undefined {
    return ifThere(() => readFileSync(join(this.path, name), "utf8"));
  }
}

export function createBundle(
  roots: BundleRoots,
  namespace: string,
  id: string,
  spec: Any,
  facts: SpecFacts,
): Bundle {
  const bundle = new Bundle(roots, namespace, id);
  const { work } = bundle;
  mkdirSync(dirname(bundle.path), { recursive: true, mode: 0o711 });
  mkdirSync(dirname(work), { recursive: true, mode: 0o711 });
  try {
    mkdirSync(bundle.path, { mode: 0o700 });
  } catch (cause) {
    throw errnoOf(cause) === "EEXIST" ? alreadyExists(`bundle ${bundle.path}`) : cause;
  }
  try {
    admitRoot(bundle.path, facts);
    mkdirSync(join(bundle.path, files.rootfs), { mode: 0o711 });
    rmSync(work, { recursive: true, force: true });
    mkdirSync(work, { mode: 0o711 });
    symlinkSync(work, join(bundle.path, files.work));
    if (spec.value.length > 0) {
      writeFileSync(join(bundle.path, files.config), spec.value, { mode: 0o600 });
    }
  } catch (error) {
    undo(bundle.path);
    throw error;
  }
  return bundle;
}

/** Piece by piece: to list the directory takes a file descriptor, and there may be none. */
function undo(path: string): void {
  ifThere(() => rmdirSync(join(path, files.rootfs)));
  for (const name of [files.work, files.config]) {
    ifThere(() => unlinkSync(join(path, name)));
  }
  rmdirSync(path);
}

/** The container's root, a stranger on the host, must pass through to its rootfs. */
function admitRoot(path: string, { rootGid }: SpecFacts): void {
  if (rootGid !== 0) {
    chownSync(path, -1, rootGid);
    chmodSync(path, 0o710);
  }
}

/** All bundles on the disk; those being removed begin with a dot. */
export function listBundles(roots: BundleRoots): Bundle[] {
  return visible(roots.state).flatMap((namespace) =>
    visible(join(roots.state, namespace)).map((id) => new Bundle(roots, namespace, id)),
  );
}

/** Finishes removals that a crash interrupted, and forgets work directories that lost their bundle in a reboot. */
export async function sweep(roots: BundleRoots): Promise<void> {
  const known = new Set(listBundles(roots).map(({ namespace, id }) => join(namespace, id)));
  for (const top of [roots.state, roots.root]) {
    for (const namespace of visible(top)) {
      for (const id of names(join(top, namespace))) {
        if (id.startsWith(".") || !known.has(join(namespace, id))) {
          await rm(join(top, namespace, id), { recursive: true, force: true });
        }
      }
    }
  }
}

function names(directory: string): string[] {
  return ifThere(() => readdirSync(directory)) ?? [];
}

function visible(directory: string): string[] {
  return names(directory).filter((name) => !name.startsWith("."));
}

async function removeRootfs(rootfs: string): Promise<void> {
  try {
    rmdirSync(rootfs);
  } catch (error) {
    // Never delete through a mount: what is there is the container's, not ours.
    if (errnoOf(error) === "EBUSY") {
      await unmountAll(rootfs, { lazy: true });
      rmdirSync(rootfs);
    } else if (errnoOf(error) !== "ENOENT" && errnoOf(error) !== "ENOTDIR") {
      throw new Error(`remove bundle rootfs ${rootfs}`, { cause: error });
    }
  }
}

async function removeHidden(path: string): Promise<void> {
  const hidden = join(dirname(path), `.${basename(path)}`);
  if (isThere(hidden)) {
    await rm(hidden, { recursive: true, force: true });
  }
  ifThere(() => renameSync(path, hidden));
  if (!removeFew(hidden)) {
    await rm(hidden, { recursive: true, force: true });
  }
}

/** What is removed here at once: more would keep others waiting, less than it costs to ask another thread. */
const fewFiles = 32;

/** False when there is more than some files: nothing has been removed then. */
function removeFew(directory: string): boolean {
  const entries = ifThere(() => readdirSync(directory, { withFileTypes: true })) ?? [];
  if (entries.length > fewFiles || entries.some((entry) => entry.isDirectory())) {
    return false;
  }
  for (const { name } of entries) {
    rmSync(join(directory, name), { force: true });
  }
  ifThere(() => rmdirSync(directory));
  return true;
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function ifThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") {
      return undefined;
    }
    throw error;
  }
}
