// Who the first process of a container is. Source: containerd internal/cri/util/util.go, GenerateUserString, and
// internal/cri/server/container_create_linux.go, containerSpecOpts.
import { invalidArgument } from "../../errors/index.ts";
import { parseId } from "../../oci/spec/accounts.ts";
import { type SpecOption, withUser } from "../../oci/spec/index.ts";
import { processOf } from "../../oci/spec/option.ts";
import {
  type Int64Value,
  type LinuxContainerSecurityContext,
  SupplementalGroupsPolicy,
} from "../../rpc/gen/cri.ts";

/** What a security context says of the user. */
export type Identity = Pick<
  LinuxContainerSecurityContext,
  "runAsUser" | "runAsUsername" | "runAsGroup" | "supplementalGroups" | "supplementalGroupsPolicy"
>;

/** The user that kubelet asks for, in place of the one of the image, and its groups. */
export function withUserAndGroups(security: Identity): SpecOption[] {
  const user = userText(security.runAsUsername, security.runAsUser, security.runAsGroup);
  return [...(user === "" ? [] : [withUser(user)]), withGroups(security)];
}

/**
 * `USER[:GROUP]`; a name beats an id. Empty when kubelet leaves the user to the image. Invalid argument: a group without a
 * user, or a name that would be read as both.
 */
export function userText(name: string, user: Int64Value | null, group: Int64Value | null): string {
  if (name.includes(":")) {
    throw invalidArgument(`run as username ${JSON.stringify(name)}: a name has no colon`);
  }
  const who = name === "" && user !== null ? String(user.value) : name;
  if (who === "" && group !== null) {
    throw invalidArgument(`user group ${JSON.stringify(String(group.value))} is specified without user`);
  }
  return group === null ? who : `${who}:${group.value}`;
}

/** The policy says whether the groups of the image count that list the user. The primary group always counts. */
function withGroups({ supplementalGroups, supplementalGroupsPolicy: policy }: Identity): SpecOption {
  if (policy !== SupplementalGroupsPolicy.Merge && policy !== SupplementalGroupsPolicy.Strict) {
    throw invalidArgument(`supplemental groups policy ${policy} is not known`);
  }
  const groups = supplementalGroups.map(groupId);
  return (spec) => {
    const { user } = processOf(spec);
    const ofImage = policy === SupplementalGroupsPolicy.Strict ? [user.gid] : (user.additionalGids ?? []);
    user.additionalGids = [...new Set([...ofImage, ...groups])];
  };
}

function groupId(value: bigint): number {
  const id = parseId(String(value));
  if (id === undefined) {
    throw invalidArgument(`supplemental group ${value} is out of range`);
  }
  return id;
}
