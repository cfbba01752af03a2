// The devices of a host, from the spec files in some directories. Source: container-device-interface pkg/cdi/cache.go.
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf, failedPrecondition, invalidArgument, messageOf } from "../../errors/index.ts";
import { listIfPresent } from "../../linux/optional-file.ts";
import type { SpecOption } from "../spec/option.ts";
import type { Spec } from "../spec/types.ts";
import {
  type CdiCatalog,
  type CdiDevice,
  type CdiFile,
  type CdiProblem,
  catalogOf,
  isSpecFileName,
} from "./catalog.ts";
import { type CdiDocument, parseCdiDocument } from "./document.ts";
import { applyEdits } from "./inject.ts";
import { requireCdiDevice } from "./name.ts";

/** Where spec files are by default: those of vendors, and those that programs write. Source: container-device-interface SPEC.md. */
export const defaultCdiDirectories: readonly string[] = ["/etc/cdi", "/var/run/cdi"];

/** The directories that are configured. As in containerd, none at all stands for the usual ones. */
export function cdiDirectories(configured: readonly string[]): readonly string[] {
  return configured.length === 0 ? defaultCdiDirectories : configured;
}

/** The most bytes of a spec file. */
const maxFileBytes = 4 * 1024 * 1024;

/** What reading a file gave. It holds as long as the file's `stamp` stays the same. */
interface Reading {
  readonly stamp: string;
  readonly result: CdiDocument | CdiProblem;
}

/**
 * Devices that containers can get, by names of the form `vendor.com/class=device`. The directories are looked at whenever devices
 * are asked for, and files that have changed are read again: a device can be used as soon as its file is there.
 */
export class CdiRegistry {
  readonly #directories: readonly string[];
  readonly #tell: (problem: CdiProblem) => void;
  #readings: ReadonlyMap<string, Reading> = new Map();
  #told: ReadonlySet<string> = new Set();

  /** `tell` hears of each problem once. A later directory counts more than an earlier one. */
  constructor(directories: readonly string[], tell: (problem: CdiProblem) => void) {
    this.#directories = directories;
    this.#tell = tell;
  }

  /** What the files say now. A file that cannot be used takes nothing from the others. */
  async catalog(): Promise<CdiCatalog> {
    const readings = new Map<string, Reading>();
    const files: CdiFile[] = [];
    const problems: CdiProblem[] = [];
    for (const [priority, directory] of this.#directories.entries()) {
      try {
        for (const path of await specFilesIn(directory)) {
          const reading = await this.#read(path);
          if (reading === undefined) {
            continue;
          }
          readings.set(path, reading);
          const { result } = reading;
          "reason" in result ? problems.push(result) : files.push({ path, priority, document: result });
        }
      } catch (error) {
        problems.push({ path: directory, reason: messageOf(error) });
      }
    }
    this.#readings = readings;
    const catalog = catalogOf(files);
    const all = [...problems, ...catalog.problems];
    this.#report(all);
    return { devices: catalog.devices, problems: all };
  }

  /**
   * Gives devices to the container of a spec. The edits of a file come once, before those of its first device.
   *
   * @throws invalid argument: a name is no name of a device; failed precondition: there is no such device, or what a file wants is
   * not on this host. The message has the name. The spec may have been changed in part.
   */
  async inject(spec: Spec, names: readonly string[]): Promise<void> {
    if (names.length === 0) {
      return;
    }
    for (const name of names) {
      requireCdiDevice(name);
    }
    const { devices, problems } = await this.catalog();
    const missing = names.filter((name) => !devices.has(name));
    if (missing.length > 0) {
      throw failedPrecondition(`CDI devices ${missing.join(", ")} are not known${hintOf(problems)}`);
    }
    const wanted = [...new Set(names)].flatMap((name) => devices.get(name) ?? []);
    await applyAll(spec, wanted);
  }

  #report(problems: readonly CdiProblem[]): void {
    const texts = new Set<string>();
    for (const problem of problems) {
      const text = JSON.stringify(problem);
      texts.add(text);
      if (!this.#told.has(text)) {
        this.#tell(problem);
      }
    }
    this.#told = texts;
  }

  /** Undefined when the file went away meanwhile, or is a directory. */
  async #read(path: string): Promise<Reading | undefined> {
    let stamp = "";
    try {
      const stats = await stat(path, { bigint: true });
      if (stats.isDirectory()) {
        return undefined;
      }
      stamp = [stats.dev, stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(" ");
      const known = this.#readings.get(path);
      if (known?.stamp === stamp) {
        return known;
      }
      requireReadable(stats.isFile(), stats.size);
      return { stamp, result: await parseCdiDocument(await readFile(path, "utf8"), path) };
    } catch (error) {
      return errnoOf(error) === "ENOENT" ? undefined : { stamp, result: { path, reason: messageOf(error) } };
    }
  }
}

/** The option that gives CDI devices to a container: see `CdiRegistry.inject`. */
export function withCdiDevices(registry: CdiRegistry, names: readonly string[]): SpecOption {
  return (spec) => registry.inject(spec, names);
}

async function applyAll(spec: Spec, devices: readonly CdiDevice[]): Promise<void> {
  const applied = new Set<CdiFile>();
  for (const { name, file, edits } of devices) {
    try {
      if (!applied.has(file)) {
        applied.add(file);
        await applyEdits(spec, file.document.containerEdits);
      }
      await applyEdits(spec, edits);
    } catch (cause) {
      throw new Error(`CDI device ${name} of ${file.path}`, { cause });
    }
  }
}

/** A device may be missing because its file is broken. */
function hintOf(problems: readonly CdiProblem[]): string {
  const [first] = problems;
  return first === undefined
    ? ""
    : `; files that are not used: ${problems.map(({ path }) => path).join(", ")}`;
}

async function specFilesIn(directory: string): Promise<string[]> {
  const names = (await listIfPresent(directory)) ?? [];
  return names
    .filter(isSpecFileName)
    .sort()
    .map((name) => join(directory, name));
}

/** A FIFO or a device would hold up whoever reads it. */
function requireReadable(isFile: boolean, size: bigint): void {
  if (!isFile) {
    throw invalidArgument("not a regular file");
  }
  if (size > maxFileBytes) {
    throw invalidArgument(`${size} bytes are more than the ${maxFileBytes} that a spec file may have`);
  }
}
