import { type SpecOption, withNamespace } from "../../oci/spec/index.ts";
import { hasUnifiedCgroups } from "./controllers.ts";

/** Path of the cgroup of a container below the one of its pod. A parent that ends in `.slice` is systemd's. */
export function cgroupPath(parent: string, id: string): string {
  const name = parent.slice(parent.lastIndexOf("/") + 1);
  return name.endsWith(".slice") ? `${name}:cri-containerd:${id}` : `${parent.replace(/\/+$/, "")}/${id}`;
}

/** Lets a container write to its cgroup, which cgroup v2 confines to it. */
export const withWritableCgroup: SpecOption = (spec) => {
  for (const mount of spec.mounts ?? []) {
    if (mount.type === "cgroup") {
      mount.options = (mount.options ?? []).map((option) => (option === "ro" ? "rw" : option));
    }
  }
};

/** With cgroup v2 a container sees its own cgroup as the root, unless it is privileged. */
export function withCgroupNamespace(isPrivileged: boolean): SpecOption[] {
  return hasUnifiedCgroups && !isPrivileged ? [withNamespace({ type: "cgroup" })] : [];
}
