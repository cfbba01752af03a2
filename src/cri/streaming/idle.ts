import type { Socket } from "node:net";

/** Closes a connection that has carried nothing for `timeout` milliseconds; 0: never. */
export function closeWhenIdle(socket: Socket, timeout: number): void {
  if (timeout === 0) {
    return;
  }
  let carried = socket.bytesRead + socket.bytesWritten;
  const look = (): void => {
    const now = socket.bytesRead + socket.bytesWritten;
    if (now === carried) {
      clearInterval(timer);
      socket.destroy();
    }
    carried = now;
  };
  // A longer time than a timer can count is as good as for ever.
  const timer = setInterval(look, Math.min(timeout, 2 ** 31 - 1));
  timer.unref();
  socket.once("close", () => clearInterval(timer));
}
