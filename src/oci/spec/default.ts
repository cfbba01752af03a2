// The default spec, which the options for a container change. Source: containerd pkg/oci/spec.go, populateDefaultUnixSpec.
import { defaultCapabilities } from "./capabilities.ts";
import type { SpecContext, SpecOption } from "./option.ts";
import type { Spec, SpecMount } from "./types.ts";

const maskedPaths = [
  "/proc/acpi",
  "/proc/asound",
  "/proc/interrupts",
  "/proc/kcore",
  "/proc/keys",
  "/proc/latency_stats",
  "/proc/timer_list",
  "/proc/timer_stats",
  "/proc/sched_debug",
  "/sys/firmware",
  // Readings of the power consumption reveal what other processes compute (CVE-2020-8694).
  "/sys/devices/virtual/powercap",
  "/proc/scsi",
];

const readonlyPaths = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

const mount = (destination: string, type: string, source: string, options: string): SpecMount => ({
  destination,
  type,
  source,
  options: options.split(","),
});

function defaultMounts(): SpecMount[] {
  return [
    mount("/proc", "proc", "proc", "nosuid,noexec,nodev"),
    mount("/dev", "tmpfs", "tmpfs", "nosuid,strictatime,mode=755,size=65536k"),
    mount("/dev/pts", "devpts", "devpts", "nosuid,noexec,newinstance,ptmxmode=0666,mode=0620,gid=5"),
    mount("/dev/shm", "tmpfs", "shm", "nosuid,noexec,nodev,mode=1777,size=65536k"),
    mount("/dev/mqueue", "mqueue", "mqueue", "nosuid,noexec,nodev"),
    mount("/sys", "sysfs", "sysfs", "nosuid,noexec,nodev,ro"),
    mount("/run", "tmpfs", "tmpfs", "nosuid,strictatime,mode=755,size=65536k"),
  ];
}

/** A new default spec, which options may change in place. */
export function defaultSpec(given: Pick<SpecContext, "id" | "namespace">): Spec {
  return {
    ociVersion: "1.2.1",
    process: {
      user: { uid: 0, gid: 0 },
      cwd: "/",
      noNewPrivileges: true,
      // The inheritable set is empty because of CVE-2022-24769.
      capabilities: {
        bounding: [...defaultCapabilities],
        effective: [...defaultCapabilities],
        permitted: [...defaultCapabilities],
      },
      rlimits: [{ type: "RLIMIT_NOFILE", soft: 1024, hard: 1024 }],
    },
    root: { path: "rootfs" },
    mounts: defaultMounts(),
    linux: {
      maskedPaths: [...maskedPaths],
      readonlyPaths: [...readonlyPaths],
      cgroupsPath: `/${given.namespace}/${given.id}`,
      resources: { devices: [{ allow: false, access: "rwm" }] },
      namespaces: [{ type: "pid" }, { type: "ipc" }, { type: "uts" }, { type: "mount" }, { type: "network" }],
    },
  };
}

/** The default spec with all options applied in their order. Throws the error of the first option that fails. */
export async function buildSpec(given: SpecContext, options: readonly SpecOption[]): Promise<Spec> {
  const spec = defaultSpec(given);
  for (const option of options) {
    await option(spec, given);
  }
  return spec;
}
