import { defaultWindow } from "./frame.ts";
import type { Limits } from "./limits.ts";
import type { Outbound } from "./outbound.ts";
import { type Setting, settingId } from "./settings.ts";

/**
 * Sends what begins a connection (RFC 9113 section 3.4): the client's fixed bytes, our SETTINGS, and a WINDOW_UPDATE if the
 * connection's window is to be larger than the default.
 */
export function sendConnectionPreface(outbound: Outbound, isServer: boolean, limits: Limits): void {
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
