// The part of the runtime spec that filters system calls. Source: runtime-spec config-linux.md.

/** A system call filter. */
export interface Seccomp {
  /** The action for calls that no rule names, such as `SCMP_ACT_ERRNO`. */
  defaultAction: string;
  /** The error number that such a call gets. */
  defaultErrnoRet?: number;
  /** The architectures that the filter is for, such as `SCMP_ARCH_X86_64`. */
  architectures?: string[];
  /** Flags of seccomp(2), such as `SECCOMP_FILTER_FLAG_LOG`. */
  flags?: string[];
  /** Path of the socket to which calls are notified. */
  listenerPath?: string;
  /** What is sent there with them. */
  listenerMetadata?: string;
  syscalls?: SeccompRule[];
}

/** A rule for some system calls. */
export interface SeccompRule {
  /** Names of the calls. */
  names: string[];
  action: string;
  /** The error number that a refused call gets. */
  errnoRet?: number;
  /** Conditions on the arguments, without which the rule does not apply. */
  args?: SeccompArgument[];
}

/** A condition on an argument of a system call. */
export interface SeccompArgument {
  /** The index of the argument, beginning with 0. */
  index: number;
  value: number;
  /** The second value, for operators that need two. */
  valueTwo?: number;
  /** The operator, such as `SCMP_CMP_EQ`. */
  op: string;
}
