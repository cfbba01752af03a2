// The `dial_timeout` of hosts.toml. fetch has no timeout for connecting, so a connection is made and closed before.
import { unavailable } from "../errors/index.ts";
import type { Host } from "./host.ts";
import { unreachable } from "./round-trip.ts";

/** Fails as unavailable when the host takes no connection in the time that hosts.toml gives it. */
export async function checkDial({ dialTimeout }: Host, url: URL): Promise<void> {
  // Through a proxy it is not we who connect to the host.
  const { HTTP_PROXY, HTTPS_PROXY, http_proxy, https_proxy } = process.env;
  const isProxied = [HTTP_PROXY, HTTPS_PROXY, http_proxy, https_proxy].some(Boolean);
  if (dialTimeout !== undefined && !isProxied) {
    await dial(url, dialTimeout);
  }
}

async function dial(url: URL, timeout: number): Promise<void> {
  const port = Number(url.port) || (url.protocol === "http:" ? 80 : 443);
  const hostname = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const socket = Bun.connect({ hostname, port, socket: { data: () => {} } });
  const late = Bun.sleep(timeout).then(() => undefined);
  const connected = await Promise.race([socket, late]).catch((cause: unknown) => {
    throw unreachable(url, cause);
  });
  if (connected === undefined) {
    socket.then((lateSocket) => lateSocket.end()).catch(() => {});
    throw unavailable(`${url.host} took no connection within ${timeout} ms`);
  }
  connected.end();
}
