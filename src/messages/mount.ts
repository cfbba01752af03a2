import type { Mount } from "../core/mount.ts";
import type { Mount as MountMessage } from "../rpc/gen/types.ts";

export function toMount({ type, source, target, options }: MountMessage): Mount {
  return { type, source, target, options };
}

export function fromMount({ type, source, target, options }: Mount): MountMessage {
  return { type, source, target, options: [...options] };
}
