// Devices that kubelet names by CDI, in the container's configuration or, as device plugins before Kubernetes 1.28, in annotations.
// Source: containerd internal/cri/opts/spec_linux.go, WithCDI, and internal/cri/server/container_create_linux.go.
import { failedPrecondition } from "../../errors/index.ts";
import { type CdiRegistry, withCdiDevices } from "../../oci/cdi/index.ts";
import type { SpecOption } from "../../oci/spec/index.ts";
import type { ContainerConfig } from "../../rpc/gen/cri.ts";

const annotationPrefix = "cdi.k8s.io/";

/** Without a registry, CDI is switched off: devices are refused, and annotations do nothing. */
export function withCdi(
  registry: CdiRegistry | undefined,
  { CDIDevices: devices, annotations }: Pick<ContainerConfig, "CDIDevices" | "annotations">,
): SpecOption[] {
  const names = devices.map(({ name }) => name);
  if (registry === undefined) {
    requireNone(names);
    return [];
  }
  const all = [...names, ...annotatedDevices(annotations)];
  return all.length === 0 ? [] : [withCdiDevices(registry, all)];
}

function requireNone(names: readonly string[]): void {
  if (names.length > 0) {
    throw failedPrecondition(
      `CDI devices (${names.join(", ")}) requested but CDI support is explicitly disabled`,
    );
  }
}

function annotatedDevices(annotations: Readonly<Record<string, string>>): string[] {
  return Object.entries(annotations)
    .filter(([key]) => key.startsWith(annotationPrefix))
    .flatMap(([, value]) => value.split(","));
}
