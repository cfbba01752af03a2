// Runtimes ignore what they do not know, and a volume whose ids are not mapped has the wrong owners: so ask before.
// Source: containerd core/runtime/v2/task_manager.go (validateRuntimeFeatures).
import type { Any } from "../core/any.ts";
import { failedPrecondition } from "../errors/index.ts";
import { RuntimeInfo } from "../rpc/gen/types.ts";

export interface MountIds {
  readonly options?: readonly string[];
  readonly uidMappings?: unknown;
  readonly gidMappings?: unknown;
}

export function usesIdMaps(mounts: readonly MountIds[]): boolean {
  return mounts.some(
    ({ options = [], uidMappings, gidMappings }) =>
      uidMappings !== undefined ||
      gidMappings !== undefined ||
      options.includes("idmap") ||
      options.includes("ridmap"),
  );
}

interface Features {
  readonly linux?: { readonly mountExtensions?: { readonly idmap?: { readonly enabled?: boolean } } };
}

/** `info` is a RuntimeInfo; a runtime that tells no features is left alone. */
export function requireIdMaps(info: Any): void {
  const { features } = RuntimeInfo.decode(info.value);
  if (features === null || features.value.length === 0) {
    return;
  }
  const { linux } = JSON.parse(Buffer.from(features.value).toString()) as Features;
  if (linux?.mountExtensions?.idmap === undefined) {
    throw failedPrecondition(
      "idmap mounts not supported: missing `mountExtensions.idmap` entry in `features` command",
    );
  }
  if (linux.mountExtensions.idmap.enabled !== true) {
    throw failedPrecondition(
      "idmap mounts not supported: entry `mountExtensions.idmap.Enabled` in `features` command not present or disabled",
    );
  }
}
