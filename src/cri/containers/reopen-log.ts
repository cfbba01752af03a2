import type { ReopenContainerLogRequest } from "../../rpc/gen/cri.ts";
import type { CriMethod } from "../cri.ts";

/** kubelet calls this after it has moved a log away. */
export const reopenContainerLog: CriMethod<ReopenContainerLogRequest, object> = async (
  cri,
  ctx,
  { containerId },
) => {
  const { id } = cri.containers.index.get(
    containerId,
    `an error occurred when try to find container ${JSON.stringify(containerId)}`,
  );
  const streams = cri.streams.get(id);
  if (streams === undefined) {
    throw new Error("container is not running");
  }
  await streams.reopenLog(ctx);
  return {};
};
