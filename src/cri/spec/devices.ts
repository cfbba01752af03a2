// Devices of the host that kubelet gives to a container. Source: containerd internal/cri/opts/spec_linux_opts.go, WithDevices.
import { realpath } from "node:fs/promises";
import { type Spec, type SpecOption, withDevice } from "../../oci/spec/index.ts";
import { linuxOf } from "../../oci/spec/option.ts";
import type { Device as DeviceNode } from "../../oci/spec/types.ts";
import type { Device, LinuxContainerSecurityContext } from "../../rpc/gen/cri.ts";

/** Whom devices belong to, when that is not who owns them on the host. */
export type DeviceOwner = Pick<LinuxContainerSecurityContext, "runAsUser" | "runAsGroup">;

export interface DeviceOptions {
  /** Null for the host's owners; ids count where they are given and not 0. */
  readonly owner: DeviceOwner | null;
  /** Runtimes can make no devices there: they mount those of the host, which they look for by the path in the container. */
  readonly inUserNamespace: boolean;
}

export function withDevices(devices: readonly Device[], options: DeviceOptions): SpecOption[] {
  return devices.map((device) => withOneDevice(device, options));
}

/** A directory's devices keep their places below the path in the container. */
function withOneDevice(
  { hostPath, containerPath, permissions }: Device,
  { owner, inUserNamespace }: DeviceOptions,
): SpecOption {
  const uid = Number(owner?.runAsUser?.value ?? 0n);
  const gid = Number(owner?.runAsGroup?.value ?? 0n);
  return async (spec, given) => {
    const source = await realpath(hostPath);
    const linux = linuxOf(spec);
    const before = linux.devices?.length ?? 0;
    await withDevice(source, permissions || "rwm")(spec, given);
    for (const device of linux.devices?.slice(before) ?? []) {
      const ofHost = device.path;
      device.path = `${containerPath}${device.path.slice(source.length)}`;
      if (inUserNamespace && device.path !== ofHost) {
        mountInstead(spec, device, ofHost);
      }
      if (uid !== 0) {
        device.uid = uid;
      }
      if (gid !== 0) {
        device.gid = gid;
      }
    }
  };
}

function mountInstead(spec: Spec, device: DeviceNode, source: string): void {
  const linux = linuxOf(spec);
  linux.devices = (linux.devices ?? []).filter((other) => other !== device);
  const mount = { destination: device.path, type: "bind", source, options: ["bind", "rprivate", "rw"] };
  spec.mounts = [...(spec.mounts ?? []), mount];
}
