// What runtime handlers can do, as kubelet is told before it asks for it. Source: containerd internal/cri/server/service_linux.go,
// introspectRuntimeFeatures.
import { release } from "node:os";
import type { Scoped } from "../context/index.ts";
import { messageOf } from "../errors/index.ts";
import { RuntimeInfo } from "../rpc/gen/task3.ts";
import type { Cri } from "./cri.ts";
import { snapshotterOf } from "./images/images.ts";
import { runtimeOptions } from "./runtime-options.ts";
import type { RuntimeHandler } from "./settings.ts";

export interface HandlerFeatures {
  readonly recursiveReadOnlyMounts: boolean;
  /** Pods may have user namespaces, and the ids of mounts may be mapped. */
  readonly userNamespaces: boolean;
}

const none: HandlerFeatures = { recursiveReadOnlyMounts: false, userNamespaces: false };

/** Asks the runtime once; one that does not answer can do none of it. */
export function featuresOf(cri: Cri, ctx: Scoped, handler: RuntimeHandler): Promise<HandlerFeatures> {
  const known = cri.features.get(handler.name);
  if (known !== undefined) {
    return known;
  }
  const asked = ask(cri, ctx, handler).catch((error: unknown) => {
    cri.log.warn("a runtime does not tell its features", { handler: handler.name, error: messageOf(error) });
    return none;
  });
  cri.features.set(handler.name, asked);
  return asked;
}

async function ask(cri: Cri, ctx: Scoped, handler: RuntimeHandler): Promise<HandlerFeatures> {
  const { value } = await cri.tasks.runtime.info(ctx, handler.path || handler.type, runtimeOptions(handler));
  const { features } = RuntimeInfo.decode(value);
  if (features === null) {
    return none;
  }
  const told = JSON.parse(new TextDecoder().decode(features.value)) as RuntimeFeatures;
  const snapshots = cri.metadata.snapshots.of(handler.snapshotter || snapshotterOf(cri.images));
  return {
    recursiveReadOnlyMounts: (told.mountOptions?.includes("rro") ?? false) && canSetMountAttributes(),
    userNamespaces: canMapIds(told) && snapshots.mapsIds,
  };
}

/** A part of the OCI runtime spec's features. */
interface RuntimeFeatures {
  readonly mountOptions?: readonly string[] | null;
  readonly linux?: {
    readonly namespaces?: readonly string[] | null;
    readonly mountExtensions?: { readonly idmap?: { readonly enabled?: boolean | null } | null } | null;
  } | null;
}

/** Source: containerd internal/cri/server/service.go, supportsCRIUserns. */
function canMapIds({ linux }: RuntimeFeatures): boolean {
  const isEnabled = linux?.mountExtensions?.idmap?.enabled === true;
  return isEnabled && (linux?.namespaces?.includes("user") ?? false);
}

/** Whether the kernel has mount_setattr(2), which came with 5.12. */
function canSetMountAttributes(): boolean {
  const [major = 0, minor = 0] = release()
    .split(".")
    .map((part) => Number.parseInt(part, 10));
  return major > 5 || (major === 5 && minor >= 12);
}
