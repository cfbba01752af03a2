// The keys of `[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.NAME]`. Source: containerd
// internal/cri/config/config.go, Runtime.
import { type Config, key } from "../../plugin/index.ts";
import type { InertKeys } from "./inert.ts";

export const handlerKeys = {
  runtime_type: key.string("io.containerd.runc.v2", "name of the runtime"),
  runtime_path: key.string("", "path of a shim, which beats the type"),
  options: key.table({}, "options of the runtime, e.g. SystemdCgroup and BinaryName"),
  pod_annotations: key.strings([], "patterns of a pod's annotations that the runtime is told"),
  container_annotations: key.strings([], "patterns of a container's annotations that the runtime is told"),
  privileged_without_host_devices: key.bool(false, "privileged containers do not get the host's devices"),
  privileged_without_host_devices_all_devices_allowed: key.bool(
    false,
    "privileged containers may make and use all devices although they do not get the host's",
  ),
  cgroup_writable: key.bool(
    false,
    "containers that are not privileged can write to their cgroups, too; with cgroup v2 only",
  ),
  base_runtime_spec: key.string(
    "",
    "path of a JSON file with the spec that those of containers are made from",
  ),
  cni_conf_dir: key.string(
    "",
    "directory of network configurations of this handler's pods; empty: the common one",
  ),
  cni_max_conf_num: key.int(0, "how many configurations of cni_conf_dir are used; 0: the common number", {
    min: 0,
  }),
  snapshotter: key.string("", "snapshotter of this handler's containers; empty: the common one"),
  sandboxer: key.string("podsandbox", "no effect: pods are held by a pause container"),
  disable_pause_image_pull: key.bool(false, "no effect: pods are held by a pause container"),
  io_type: key.string("", "no effect: output goes through FIFOs"),
  runtime_engine: key.string("", "no effect: BinaryName of the options counts"),
  runtime_root: key.string("", "no effect: Root of the options counts"),
} as const satisfies Config;

export const inertHandlerKeys: InertKeys = {
  sandboxer: { why: "pods are held by a pause container", harmless: [""] },
  disable_pause_image_pull: { why: "pods are held by a pause container" },
  io_type: { why: "output goes through FIFOs", harmless: ["fifo"] },
  runtime_engine: { why: "set BinaryName in the options of the runtime instead" },
  runtime_root: { why: "set Root in the options of the runtime instead" },
};
