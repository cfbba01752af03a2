// What Status tells beyond its conditions, as `crictl info` prints it. Source: containerd internal/cri/server/status.go.
import type { Cri } from "./cri.ts";
import type { RuntimeHandler } from "./settings.ts";

/** JSON and texts by containerd's names: the configuration, the networks, and how their files were last read; and pulls that run. */
export function statusInfo({ settings, images, networks }: Cri): Record<string, string> {
  const handlers = Object.fromEntries(
    [...settings.handlers].map(([name, handler]) => [name, handlerJson(handler)]),
  );
  const config = {
    containerd: { defaultRuntimeName: settings.defaultRuntime, runtimes: handlers },
    cni: {
      binDirs: settings.cni.pluginDirectories,
      confDir: settings.cni.configDirectory,
      maxConfNum: settings.cni.networks,
      setupSerially: settings.cni.isSerial,
      ipPref: settings.cni.preference,
    },
    snapshotter: images.settings.snapshotter,
    sandboxImage: images.settings.pinnedImages.sandbox ?? "",
    registry: { configPath: images.settings.registryConfigPath },
    maxContainerLogLineSize: settings.maxLogLineBytes,
    ignoreImageDefinedVolumes: settings.ignoresImageVolumes,
  };
  const read = [...networks.failures].map(([handler, failure]) => [readKey(handler), failure ?? "OK"]);
  return {
    config: JSON.stringify(config),
    cniconfig: JSON.stringify({ Networks: networks.common.networks.map((Config) => ({ Config })) }),
    ...Object.fromEntries(read),
    imagePulls: JSON.stringify(images.pulls.statuses),
  };
}

function readKey(handler: string): string {
  return handler === "" ? "lastCNILoadStatus" : `lastCNILoadStatus.${handler}`;
}

function handlerJson(handler: RuntimeHandler): object {
  return {
    runtimeType: handler.type,
    runtimePath: handler.path,
    options: handler.options,
    snapshotter: handler.snapshotter,
    cniConfDir: handler.cniConfigDirectory,
  };
}
