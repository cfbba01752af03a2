// A device node of a container, which CDI may describe by its path on the host alone. Source: container-device-interface
// pkg/cdi/container-edits_unix.go, fillMissingInfo.
import type { Stats } from "node:fs";
import { lstat } from "node:fs/promises";
import { failedPrecondition } from "../../errors/index.ts";
import { splitDeviceNumber } from "../spec/devices.ts";
import type { Device } from "../spec/types.ts";
import type { CdiDeviceNode } from "./document.ts";

/**
 * The node as the file says; what it does not say is taken from the device of the host. Throws failed precondition, which names
 * the path, when the file does not say enough and there is no such device.
 */
export async function deviceFor(node: CdiDeviceNode): Promise<Device> {
  const { path, type, major, minor, fileMode, uid, gid } = node;
  const isWhole = type !== "" && (major !== 0 || type === "p");
  const host = await hostDevice(node.hostPath || path, isWhole);
  if (!isWhole && type !== "" && type !== host.type) {
    throw failedPrecondition(
      `device ${path}: ${node.hostPath || path} of the host is of type ${host.type}, not ${type}`,
    );
  }
  const numbers = isWhole || major !== 0 ? { major, minor } : host;
  return {
    path,
    type: type || host.type,
    major: numbers.major,
    minor: numbers.minor,
    ...defined({ fileMode: fileMode ?? host.fileMode, uid, gid }),
  };
}

interface HostDevice {
  readonly type: string;
  readonly major: number;
  readonly minor: number;
  readonly fileMode?: number;
}

const unknownDevice: HostDevice = { type: "", major: 0, minor: 0 };

/** `mayLack` says that a device that is missing does no harm. */
async function hostDevice(path: string, mayLack: boolean): Promise<HostDevice> {
  try {
    const stats = await lstat(path);
    const type = typeOf(stats);
    if (type !== undefined) {
      const numbers = type === "p" ? { major: 0, minor: 0 } : splitDeviceNumber(stats.rdev);
      return { type, ...numbers, fileMode: stats.mode & 0o7777 };
    }
  } catch (cause) {
    if (!mayLack) {
      throw failedPrecondition(`device ${path} of the host`, { cause });
    }
  }
  if (!mayLack) {
    throw failedPrecondition(`${path} of the host is not a device node`);
  }
  return unknownDevice;
}

function typeOf(stats: Stats): "b" | "c" | "p" | undefined {
  if (stats.isBlockDevice()) {
    return "b";
  }
  if (stats.isCharacterDevice()) {
    return "c";
  }
  return stats.isFIFO() ? "p" : undefined;
}

type Ownership = Pick<Device, "fileMode" | "uid" | "gid">;

function defined(values: { readonly [Name in keyof Ownership]-?: number | undefined }): Ownership {
  const { fileMode, uid, gid } = values;
  return {
    ...(fileMode === undefined ? {} : { fileMode }),
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  };
}
