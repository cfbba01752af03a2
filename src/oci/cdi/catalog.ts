// Which devices a set of spec files has. Source: container-device-interface pkg/cdi/cache.go, refresh.
import type { CdiDocument, CdiEdits } from "./document.ts";

/** A spec file that could be read. */
export interface CdiFile {
  readonly path: string;
  /** Index of its directory: devices of a later directory hide those of an earlier one. */
  readonly priority: number;
  readonly document: CdiDocument;
}

/** A device that containers can get. */
export interface CdiDevice {
  /** `vendor.com/class=device`. */
  readonly name: string;
  readonly file: CdiFile;
  /** Its own edits; those of the file come before. */
  readonly edits: CdiEdits;
}

/** A file or directory that gives no devices, or not all of them. */
export interface CdiProblem {
  readonly path: string;
  readonly reason: string;
}

/** The devices by their whole names, and what is wrong. */
export interface CdiCatalog {
  readonly devices: ReadonlyMap<string, CdiDevice>;
  readonly problems: readonly CdiProblem[];
}

/** Whether a file of a directory of spec files is meant to be one. */
export function isSpecFileName(name: string): boolean {
  return /\.(?:json|yaml)$/.test(name);
}

/** A device that two files of one directory describe is nobody's: there is no telling which of them is meant. */
export function catalogOf(files: readonly CdiFile[]): CdiCatalog {
  const devices = new Map<string, CdiDevice>();
  const problems: CdiProblem[] = [];
  for (const [name, candidates] of Map.groupBy(files.flatMap(devicesOf), (device) => device.name)) {
    const highest = Math.max(...candidates.map(({ file }) => file.priority));
    const [device, ...others] = candidates.filter(({ file }) => file.priority === highest);
    if (others.length > 0) {
      const paths = [device, ...others].map((each) => each?.file.path).join(", ");
      problems.push({
        path: paths,
        reason: `each of these files describes the device ${name}, so none is used`,
      });
    } else if (device !== undefined) {
      devices.set(name, device);
    }
  }
  return { devices, problems };
}

function devicesOf(file: CdiFile): CdiDevice[] {
  const { kind, devices } = file.document;
  return devices.map(({ name, containerEdits }) => ({
    name: `${kind}=${name}`,
    file,
    edits: containerEdits,
  }));
}
