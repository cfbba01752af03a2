// Devices of the host that kubelet gives to a container. Source: containerd internal/cri/opts/spec_linux_opts.go, WithDevices.
import { realpath } from "node:fs/promises";
import { type SpecOption, withDevice } from "../../oci/spec/index.ts";
import { linuxOf } from "../../oci/spec/option.ts";
import type { Device } from "../../rpc/gen/cri.ts";

export function withDevices(devices: readonly Device[]): SpecOption[] {
  return devices.map((device) => withOneDevice(device));
}

/** A directory's devices keep their places below the path in the container. */
function withOneDevice({ hostPath, containerPath, permissions }: Device): SpecOption {
  return async (spec, given) => {
    const source = await realpath(hostPath);
    const linux = linuxOf(spec);
    const before = linux.devices?.length ?? 0;
    await withDevice(source, permissions || "rwm")(spec, given);
    for (const device of linux.devices?.slice(before) ?? []) {
      device.path = `${containerPath}${device.path.slice(source.length)}`;
    }
  };
}
