// The parts of the runtime spec that say how a process is scheduled, and where its memory is. Source: runtime-spec config.md and
// config-linux.md.

/** The order in which a process gets to disks. */
export interface IoPriority {
  /** `IOPRIO_CLASS_RT`, `IOPRIO_CLASS_BE` or `IOPRIO_CLASS_IDLE`. */
  class: string;
  /** From 0, which is the highest, to 7. */
  priority: number;
}

/** How the kernel schedules a process, as sched_setattr(2) has it. */
export interface Scheduler {
  /** A policy such as `SCHED_BATCH`. */
  policy: string;
  nice?: number;
  /** For realtime policies. */
  priority?: number;
  /** Flags such as `SCHED_FLAG_RESET_ON_FORK`. */
  flags?: string[];
  /** Nanoseconds, for `SCHED_DEADLINE`. */
  runtime?: number;
  deadline?: number;
  period?: number;
}

/** From which nodes a process gets memory, as set_mempolicy(2) has it. */
export interface MemoryPolicy {
  /** A mode such as `MPOL_BIND`. */
  mode: string;
  /** A list of nodes such as `0-1`. */
  nodes?: string;
  /** Flags such as `MPOL_F_STATIC_NODES`. */
  flags?: string[];
}
