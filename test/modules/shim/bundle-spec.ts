// The OCI spec of a container under test.

// biome-ignore lint/suspicious/noExplicitAny: a spec as JSON
export type Spec = any;

/** A spec that runs `args`; `id` names its host and its cgroup. */
export function specOf(id: string, args: readonly string[]): Spec {
  const namespaces = ["pid", "ipc", "uts", "mount", "network"].map((type) => ({ type }));
  return {
    ociVersion: "1.0.2",
    process: {
      terminal: false,
      user: { uid: 0, gid: 0 },
      args,
      env: ["PATH=/bin"],
      cwd: "/",
      capabilities: {},
      noNewPrivileges: true,
    },
    root: { path: "rootfs" },
    hostname: id,
    mounts: [
      { destination: "/proc", type: "proc", source: "proc" },
      { destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["nosuid", "mode=755", "size=65536k"] },
      {
        destination: "/dev/pts",
        type: "devpts",
        source: "devpts",
        options: ["newinstance", "ptmxmode=0666", "mode=0620"],
      },
    ],
    linux: { cgroupsPath: `/tsrt-test/${process.pid}-${id}`, namespaces },
  };
}
