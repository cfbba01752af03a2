import { dirname, join, resolve } from "node:path";

const defaultAddress = "/run/tsrt/tsrt.sock";

/** What this CLI keeps of containers: logs and networks. Beside the socket for a daemon that is not the system's. */
export function dataDirectory(address: string): string {
  const path = resolve(address.replace(/^unix:\/\//, ""));
  return path === defaultAddress ? "/var/lib/tsrt/ctr" : join(dirname(path), "ctr");
}
