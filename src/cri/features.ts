// What runtime handlers can do, as kubelet is told before it asks for it. Source: containerd internal/cri/server/service_linux.go,
// introspectRuntimeFeatures.
import { release } from "node:os";
import type { Scoped } from "../context/index.ts";
import { messageOf } from "../errors/index.ts";
import { RuntimeInfo } from "../rpc/gen/task3.ts";
import type { Cri } from "./cri.ts";
import { runtimeOptions } from "./runtime-options.ts";
import type { RuntimeHandler } from "./settings.ts";

export interface HandlerFeatures {
  readonly recursiveReadOnlyMounts: boolean;
  /** Pods with user namespaces are not built yet. */
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
  const { mountOptions } = JSON.parse(new TextDecoder().decode(features.value)) as { mountOptions?: unknown };
  const hasOption = Array.isArray(mountOptions) && mountOptions.includes("rro");
  return { ...none, recursiveReadOnlyMounts: hasOption && canSetMountAttributes() };
}

/** Whether the kernel has mount_setattr(2), which came with 5.12. */
function canSetMountAttributes(): boolean {
  const [major = 0, minor = 0] = release()
    .split(".")
    .map((part) => Number.parseInt(part, 10));
  return major > 5 || (major === 5 && minor >= 12);
}
