// Tells the service manager how far the daemon is. Source: sd_notify(3).
import { messageOf } from "../errors/index.ts";
import { sendDatagram } from "../linux/notify.ts";
import type { Log } from "../log/index.ts";

/** Read once, and kept from children: runc would hand it to containers. */
const socket = process.env.NOTIFY_SOCKET ?? "";
delete process.env.NOTIFY_SOCKET;

/** Says nothing where no service manager listens. `state` is e.g. `READY=1`. */
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
