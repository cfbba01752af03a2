// Options for device nodes and for the cgroup rules that allow their use. Source: containerd pkg/oci/utils_unix.go.
import type { Stats } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf, invalidArgument } from "../../errors/index.ts";
import { linuxOf, resourcesOf, type SpecOption } from "./option.ts";
import type { Device, DeviceRule } from "./types.ts";

const character = (major: number, minor?: number): DeviceRule => ({
  allow: true,
  type: "c",
  major,
  ...(minor === undefined ? {} : { minor }),
  access: "rwm",
});

/** Allows the use of null, random, full, tty, zero, urandom, console, pts and ptmx, whose nodes runc makes in every container. */
export const withDefaultDevices: SpecOption = (spec) => {
  const resources = resourcesOf(spec);
  resources.devices = [
    ...(resources.devices ?? []),
    character(1, 3),
    character(1, 8),
    character(1, 7),
    character(5, 0),
    character(1, 5),
    character(1, 9),
    character(5, 1),
    character(136),
    character(5, 2),
  ];
};

/** Allows the use of all devices. */
export const withAllDevicesAllowed: SpecOption = (spec) => {
  resourcesOf(spec).devices = [{ allow: true, access: "rwm" }];
};

/**
 * Adds a device of the host, or all devices below a directory, and allows the `access` to them, which consists of `r`, `w` and
 * `m` (mknod). Throws invalid argument when the path is neither a device nor a directory.
 */
export function withDevice(path: string, access = "rwm"): SpecOption {
  return async (spec) => {
    const stats = await lstat(path);
    const devices = stats.isDirectory() ? await devicesBelow(path) : [requireDevice(path, stats)];
    const linux = linuxOf(spec);
    const resources = resourcesOf(spec);
    linux.devices = [...(linux.devices ?? []), ...devices];
    resources.devices = [
      ...(resources.devices ?? []),
      ...devices.map(({ type, major, minor }) => ({ allow: true, type, major, minor, access })),
    ];
  };
}

/** Adds the nodes of all devices of the host. It does not allow their use, which is up to the rules of the cgroup. */
export const withHostDevices: SpecOption = async (spec) => {
  const linux = linuxOf(spec);
  linux.devices = [...(linux.devices ?? []), ...(await devicesBelow("/dev"))];
};

/** Directories of /dev without devices of the host. They are mount points, or belong to other programs. */
const skippedDirectories = new Set(["pts", "shm", "fd", "mqueue", ".lxc", ".lxd-mounts", ".udev"]);

async function devicesBelow(directory: string): Promise<Device[]> {
  const found: Device[] = [];
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      found.push(...(skippedDirectories.has(entry.name) ? [] : await devicesBelow(path)));
    } else if (entry.name !== "console") {
      const device = await deviceAt(path);
      found.push(...(device === undefined ? [] : [device]));
    }
  }
  return found;
}

async function deviceAt(path: string): Promise<Device | undefined> {
  try {
    return deviceOf(path, await lstat(path));
  } catch (error) {
    if (errnoOf(error) === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

function requireDevice(path: string, stats: Stats): Device {
  const device = deviceOf(path, stats);
  if (device === undefined) {
    throw invalidArgument(`${path}: not a device node`);
  }
  return device;
}

function deviceOf(path: string, stats: Stats): Device | undefined {
  if (!stats.isCharacterDevice() && !stats.isBlockDevice()) {
    return undefined;
  }
  const { major, minor } = splitDeviceNumber(stats.rdev);
  const type = stats.isBlockDevice() ? "b" : "c";
  return { path, type, major, minor, fileMode: stats.mode & 0o777, uid: stats.uid, gid: stats.gid };
}

/** Splits a dev_t as glibc's gnu_dev_major and gnu_dev_minor do. */
export function splitDeviceNumber(rdev: number): { major: number; minor: number } {
  const bits = BigInt(rdev);
  const major = ((bits >> 8n) & 0xfffn) | ((bits >> 32n) & ~0xfffn);
  const minor = (bits & 0xffn) | ((bits >> 12n) & ~0xffn & 0xffffffffn);
  return { major: Number(major), minor: Number(minor) };
}
