// The names of capabilities, and options that add and remove them. Source: containerd pkg/cap, capabilities(7).
import { readFileSync } from "node:fs";
import { invalidArgument } from "../../errors/index.ts";
import { processOf, type SpecOption } from "./option.ts";
import type { Capabilities, Spec } from "./types.ts";

/** The capabilities of a container unless options change them. Source: containerd pkg/oci/spec.go. */
export const defaultCapabilities: readonly string[] = [
  "CAP_CHOWN",
  "CAP_DAC_OVERRIDE",
  "CAP_FSETID",
  "CAP_FOWNER",
  "CAP_MKNOD",
  "CAP_NET_RAW",
  "CAP_SETGID",
  "CAP_SETUID",
  "CAP_SETFCAP",
  "CAP_SETPCAP",
  "CAP_NET_BIND_SERVICE",
  "CAP_SYS_CHROOT",
  "CAP_KILL",
  "CAP_AUDIT_WRITE",
];

/** All names in the order of the kernel's numbers, so that the index is the number of the bit in `CapEff`. */
const byNumber: readonly string[] =
  `CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE
  NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT
  SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE
  AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ
  PERFMON BPF CHECKPOINT_RESTORE`
    .split(/\s+/)
    .map((name) => `CAP_${name}`);

/** The names for the bits of a hexadecimal mask, as in `/proc/PID/status`. Bits without a name are left out. */
export function capabilitiesOfMask(hex: string): string[] {
  const mask = BigInt(`0x${hex}`);
  return byNumber.filter((_, bit) => ((mask >> BigInt(bit)) & 1n) === 1n);
}

/** The effective capabilities of this process, which are the most that a privileged container can get. */
export function currentCapabilities(): string[] {
  const status = readFileSync("/proc/self/status", "utf8");
  const mask = /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0";
  return capabilitiesOfMask(mask);
}

/** Gives the process exactly these capabilities, whose names must have the prefix `CAP_`. */
export function withCapabilities(names: readonly string[]): SpecOption {
  return (spec) => {
    processOf(spec).capabilities = { bounding: [...names], effective: [...names], permitted: [...names] };
  };
}

/** Adds capabilities. Throws invalid argument for a name without the prefix `CAP_`. */
export function withAddedCapabilities(names: readonly string[]): SpecOption {
  const added = names.map(checkName);
  return (spec) => changeSets(spec, (set) => [...set, ...added.filter((name) => !set.includes(name))]);
}

/** Removes capabilities. Throws invalid argument for a name without the prefix `CAP_`. */
export function withDroppedCapabilities(names: readonly string[]): SpecOption {
  const dropped = names.map(checkName);
  return (spec) => changeSets(spec, (set) => set.filter((name) => !dropped.includes(name)));
}

function changeSets(spec: Spec, change: (set: string[]) => string[]): void {
  const process = processOf(spec);
  const before: Capabilities = process.capabilities ?? {};
  process.capabilities = {
    bounding: change(before.bounding ?? []),
    effective: change(before.effective ?? []),
    permitted: change(before.permitted ?? []),
  };
}

function checkName(name: string): string {
  if (!name.startsWith("CAP_")) {
    throw invalidArgument("capabilities must be specified with 'CAP_' prefix");
  }
  return name;
}
