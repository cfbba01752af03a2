import { failedPrecondition } from "../../errors/index.ts";
import type { ReopenContainerLogRequest } from "../../rpc/gen/cri.ts";
import type { CriMethod } from "../cri.ts";

/** kubelet calls this after it has moved a log away. */
export const reopenContainerLog: CriMethod<ReopenContainerLogRequest, object> = async (
  cri,
  _ctx,
  { containerId },
) => {
  const { id } = cri.containers.index.get(containerId);
  const streams = cri.streams.get(id);
  if (streams === undefined) {
    throw failedPrecondition(`container ${id} is not running`);
  }
  streams.reopenLog();
  return {};
};
