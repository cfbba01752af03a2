// The SELinux labels of a container. Source: containerd internal/cri/server/helpers_linux.go, toLabel.
import { existsSync } from "node:fs";
import { invalidArgument } from "../../errors/index.ts";
import type { SpecOption } from "../../oci/spec/index.ts";
import { linuxOf, processOf } from "../../oci/spec/option.ts";
import type { SELinuxOption } from "../../rpc/gen/cri.ts";

const levelPattern = /^s\d+(-s\d+)?(:c\d+(\.c\d+)?(,c\d+(\.c\d+)?)*)?$/;
const defaults = { user: "system_u", role: "system_r", type: "container_t" };
/** The type of files that a container may use. */
const fileType = "container_file_t";
const fileRole = "object_r";

/** Whether the kernel has SELinux. */
export function hasSelinux(): boolean {
  return existsSync("/sys/fs/selinux/enforce");
}

/**
 * Labels as kubelet asks for them; without a level there are none. Nothing where the kernel has no SELinux or the
 * configuration does not enable it. Invalid argument: a level that is none.
 */
export function withSelinux(options: SELinuxOption | null, isEnabled: boolean): SpecOption[] {
  if (options === null || options.level === "") {
    return [];
  }
  if (!levelPattern.test(options.level)) {
    throw invalidArgument(`SELinux level ${JSON.stringify(options.level)} is not one`);
  }
  if (!isEnabled || !hasSelinux()) {
    return [];
  }
  const { user, role, type } = { ...defaults, ...given(options) };
  return [
    (spec) => {
      processOf(spec).selinuxLabel = `${user}:${role}:${type}:${options.level}`;
      linuxOf(spec).mountLabel = `${user}:${fileRole}:${fileType}:${options.level}`;
    },
  ];
}

function given(options: SELinuxOption): Partial<typeof defaults> {
  const names = ["user", "role", "type"] as const;
  return Object.fromEntries(
    names.filter((name) => options[name] !== "").map((name) => [name, options[name]]),
  );
}
