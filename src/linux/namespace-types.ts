/** Those that a thread of a process with several threads may change. Flags: linux/sched.h; names: proc(5). */
const types = {
  network: { flag: 0x40000000, file: "net" },
  ipc: { flag: 0x08000000, file: "ipc" },
  uts: { flag: 0x04000000, file: "uts" },
} as const;

export type NamespaceType = keyof typeof types;

/** The file's name in /proc/PID/ns. */
export function namespaceFile(type: NamespaceType): string {
  return types[type].file;
}

export function namespaceFlag(type: NamespaceType): number {
  return types[type].flag;
}
