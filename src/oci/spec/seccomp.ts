// The default system call filter. Calls that it does not allow fail with EPERM.
import { allowed, allowedOn, allowedWith, architectures, personalities, tracing } from "./seccomp-calls.ts";
import type { Seccomp, SeccompArgument, SeccompRule } from "./types.ts";

const addressFamilyAlg = 38;
const addressFamilyVsock = 40;
/** The flags CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID and CLONE_NEWNET. */
const newNamespaceFlags = 0x7e020000;
const ENOSYS = 38;

const allow = (names: readonly string[], ...args: SeccompArgument[]): SeccompRule => ({
  names: [...names],
  action: "SCMP_ACT_ALLOW",
  ...(args.length === 0 ? {} : { args }),
});

/**
 * Allows all address families except AF_ALG, the kernel's cryptography, which was a source of privilege escalations, and
 * AF_VSOCK, which reaches the hypervisor. There are three rules with one comparison each, because runc takes several conditions
 * on one argument as alternatives, so that "not ALG and not VSOCK" in one rule would allow both.
 */
const socketRules = [
  allow(["socket"], { index: 0, value: addressFamilyAlg, op: "SCMP_CMP_LT" }),
  allow(["socket"], { index: 0, value: addressFamilyAlg + 1, op: "SCMP_CMP_EQ" }),
  allow(["socket"], { index: 0, value: addressFamilyVsock, op: "SCMP_CMP_GT" }),
];

/**
 * The rules for containers without CAP_SYS_ADMIN. They allow threads and processes, but no new namespaces. clone3 is refused,
 * because a filter cannot see its flags.
 */
function unprivilegedClone(architecture: string): SeccompRule[] {
  const flags: SeccompArgument = {
    index: architecture === "s390x" ? 1 : 0,
    value: newNamespaceFlags,
    valueTwo: 0,
    op: "SCMP_CMP_MASKED_EQ",
  };
  // ENOSYS makes libc fall back to clone (moby/moby#42681).
  return [allow(["clone"], flags), { names: ["clone3"], action: "SCMP_ACT_ERRNO", errnoRet: ENOSYS }];
}

/** The default filter for a container with these capabilities in its bounding set. */
export function defaultSeccomp(
  capabilities: readonly string[],
  architecture: string = process.arch,
): Seccomp {
  const privileged = capabilities.flatMap((name) => allowedWith[name] ?? []);
  const named = [
    ...Object.values(allowed).flat(),
    ...tracing,
    ...(allowedOn[architecture] ?? []),
    ...privileged,
  ];
  return {
    defaultAction: "SCMP_ACT_ERRNO",
    architectures: [...(architectures[architecture] ?? [])],
    syscalls: [
      allow([...new Set(named)]),
      ...socketRules,
      ...personalities.map((value) => allow(["personality"], { index: 0, value, op: "SCMP_CMP_EQ" })),
      ...(capabilities.includes("CAP_SYS_ADMIN") ? [] : unprivilegedClone(architecture)),
    ],
  };
}
