import { CgroupDriver, type RuntimeConfigResponse } from "../rpc/gen/cri.ts";
import type { Init } from "../rpc/message.ts";
import type { CriMethod } from "./cri.ts";
import { handlerOf } from "./handler.ts";

/** Which cgroup driver kubelet has to use: what the default runtime is configured with. */
export const runtimeConfig: CriMethod<object, Init<RuntimeConfigResponse>> = async (cri) => {
  const isSystemd = handlerOf(cri, "").options.SystemdCgroup === true;
  return { linux: { cgroupDriver: isSystemd ? CgroupDriver.SYSTEMD : CgroupDriver.CGROUPFS } };
};
