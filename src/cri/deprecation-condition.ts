import type { RuntimeCondition } from "../rpc/gen/cri.ts";
import type { Init } from "../rpc/message.ts";
import type { Cri } from "./cri.ts";

/** Whether a setting is used that containerd calls deprecated, unless the configuration says not to tell of it. */
export function deprecationCondition({
  settings,
  images,
}: Pick<Cri, "settings" | "images">): Init<RuntimeCondition> {
  const used = Object.entries({ ...settings.deprecations, ...images.settings.deprecations });
  const told = used.filter(([id]) => !settings.ignoredDeprecations.includes(id));
  const type = "ContainerdHasNoDeprecationWarnings";
  if (told.length === 0) {
    return { type, status: true };
  }
  const message = JSON.stringify(Object.fromEntries(told));
  return { type, status: false, reason: "ContainerdHasDeprecationWarnings", message };
}
