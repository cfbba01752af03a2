import { defaultWindow } from "./frame.ts";
import type { Limits } from "./limits.ts";
import type { Outbound } from "./outbound.ts";
import { type Setting, settingId } from "./settings.ts";

/** The first words of a connection: a client's preface, our settings, and room for more than the default. RFC 9113 section 3.4. */
export function introduce(outbound: Outbound, isServer: boolean, limits: Limits): void {
  if (!isServer) {
    outbound.preface();
  }
  const own: Setting = isServer
    ? [settingId.maxConcurrentStreams, limits.maxStreams]
    : [settingId.enablePush, 0];
  outbound.settings([
    own,
    [settingId.initialWindowSize, limits.streamWindow],
    [settingId.maxHeaderListSize, limits.maxHeaderListSize],
  ]);
  if (limits.connectionWindow > defaultWindow) {
    outbound.windowUpdate(0, limits.connectionWindow - defaultWindow);
  }
  outbound.output.flush();
}
