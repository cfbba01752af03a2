// Devices of the host that kubelet gives to a container. Source: containerd internal/cri/opts/spec_linux_opts.go, WithDevices.
import { realpath } from "node:fs/promises";
import { type SpecOption, withDevice } from "../../oci/spec/index.ts";
import { linuxOf } from "../../oci/spec/option.ts";
import type { Device, LinuxContainerSecurityContext } from "../../rpc/gen/cri.ts";

/** Whom devices belong to, when that is not who owns them on the host. */
export type DeviceOwner = Pick<LinuxContainerSecurityContext, "runAsUser" | "runAsGroup">;

/** Devices belong to the host's owner, or to `owner`, whose ids count where they are given and not 0. */
export function withDevices(devices: readonly Device[], owner: DeviceOwner | null): SpecOption[] {
  return devices.map((device) => withOneDevice(device, owner));
}

/** A directory's devices keep their places below the path in the container. */
function withOneDevice(
  { hostPath, containerPath, permissions }: Device,
  owner: DeviceOwner | null,
): SpecOption {
  const uid = Number(owner?.runAsUser?.value ?? 0n);
  const gid = Number(owner?.runAsGroup?.value ?? 0n);
  return async (spec, given) => {
    const source = await realpath(hostPath);
    const linux = linuxOf(spec);
    const before = linux.devices?.length ?? 0;
    await withDevice(source, permissions || "rwm")(spec, given);
    for (const device of linux.devices?.slice(before) ?? []) {
      device.path = `${containerPath}${device.path.slice(source.length)}`;
      if (uid !== 0) {
        device.uid = uid;
      }
      if (gid !== 0) {
        device.gid = gid;
      }
    }
  };
}
