/** Flags: linux/sched.h; names: proc(5). */
const types = {
  network: { flag: 0x40000000, file: "net" },
  ipc: { flag: 0x08000000, file: "ipc" },
  uts: { flag: 0x04000000, file: "uts" },
  user: { flag: 0x10000000, file: "user" },
} as const;

export type AnyNamespaceType = keyof typeof types;

/** Those that a thread of a process with several threads may change. */
export type NamespaceType = Exclude<AnyNamespaceType, "user">;

/** The file's name in /proc/PID/ns. */
export function namespaceFile(type: AnyNamespaceType): string {
  return types[type].file;
}

export function namespaceFlag(type: AnyNamespaceType): number {
  return types[type].flag;
}
