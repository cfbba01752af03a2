// Tells the service manager how far the daemon is. Source: sd_notify(3).
import { messageOf } from "../errors/index.ts";
import { sendDatagram } from "../linux/notify.ts";
import type { Log } from "../log/index.ts";

/** Is read once and then removed from the environment, because runc would hand it on to containers. */
const socket = process.env.NOTIFY_SOCKET ?? "";
delete process.env.NOTIFY_SOCKET;

/** Sends a state such as `READY=1` to the service manager; does nothing where there is none. */
export function notify(state: string, log: Log): void {
  if (socket === "") {
    return;
  }
  try {
    sendDatagram(socket, state);
  } catch (error) {
    log.warn("cannot notify the service manager", { state, error: messageOf(error) });
  }
}
