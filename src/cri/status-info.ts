// What Status tells beyond its conditions, as `crictl info` prints it. Source: containerd internal/cri/server/status.go.
import type { Cri } from "./cri.ts";
import { networkConfigJson } from "./network-config.ts";

/** JSON and texts by containerd's names: the configuration, the networks, and how their files were last read; and pulls that run. */
export function statusInfo(cri: Cri): Record<string, string> {
  const { settings, images, networks, daemon, root, state } = cri;
  const config = {
    ...settings.json,
    containerdRootDir: daemon.root,
    containerdEndpoint: daemon.grpcAddress,
    rootDir: root,
    stateDir: state,
    // containerd 2 prints it no more; kubeadm looks for it here.
    sandboxImage: images.settings.pinnedImages.sandbox ?? "",
  };
  const read = [...networks.failures].map(([handler, failure]) => [
    `lastCNILoadStatus.${handler || "default"}`,
    failure ?? "OK",
  ]);
  return {
    config: JSON.stringify(config),
    cniconfig: JSON.stringify(networkConfigJson(networks.common, settings.cni)),
    ...Object.fromEntries(read),
    lastCNILoadStatus: networks.failures.get("") ?? "OK",
    imagePulls: JSON.stringify(images.pulls.statuses),
  };
}
