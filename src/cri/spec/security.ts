import {
  type SpecOption,
  withAddedCapabilities,
  withDroppedCapabilities,
  withNoNewPrivileges,
  withUidGid,
  withUser,
} from "../../oci/spec/index.ts";
import { processOf } from "../../oci/spec/option.ts";
import type { LinuxContainerSecurityContext } from "../../rpc/gen/cri.ts";
import type { Cri } from "../cri.ts";

/** Who the process is and what it may do. */
export function withSecurity(_cri: Cri, security: LinuxContainerSecurityContext | null): SpecOption[] {
  if (security === null) {
    return [withNoNewPrivileges(false)];
  }
  const { addCapabilities = [], dropCapabilities = [] } = security.capabilities ?? {};
  return [
    ...userOf(security),
    ...(security.privileged
      ? []
      : [withAddedCapabilities(addCapabilities), withDroppedCapabilities(dropCapabilities)]),
    withNoNewPrivileges(security.noNewPrivs),
    (spec) => {
      const { user } = processOf(spec);
      const groups = security.supplementalGroups.map(Number);
      user.additionalGids = [...new Set([...(user.additionalGids ?? []), ...groups])];
    },
  ];
}

function userOf({ runAsUser, runAsUsername, runAsGroup }: LinuxContainerSecurityContext): SpecOption[] {
  const group = runAsGroup === null ? "" : `:${runAsGroup.value}`;
  if (runAsUsername !== "") {
    return [withUser(`${runAsUsername}${group}`)];
  }
  if (runAsUser !== null) {
    return [
      runAsGroup === null
        ? withUser(`${runAsUser.value}`)
        : withUidGid(Number(runAsUser.value), Number(runAsGroup.value)),
    ];
  }
  return [];
}
