import { CgroupDriver, type RuntimeConfigResponse } from "../rpc/gen/cri.ts";
import type { Init } from "../rpc/message.ts";
import type { CriMethod } from "./cri.ts";

/** Which cgroup driver kubelet has to use: what the default runtime is configured with. */
export const runtimeConfig: CriMethod<object, Init<RuntimeConfigResponse>> = async ({ settings }) => {
  const isSystemd = settings.handlers.get(settings.defaultRuntime)?.options.SystemdCgroup === true;
  return { linux: { cgroupDriver: isSystemd ? CgroupDriver.SYSTEMD : CgroupDriver.CGROUPFS } };
};
