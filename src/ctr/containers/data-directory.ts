import { dirname, join, resolve } from "node:path";

const defaultAddress = "/run/tsrt/tsrt.sock";

/** Directory of what the CLI itself keeps of containers: logs and networks. That of a daemon with another socket is beside it. */
export function dataDirectory(address: string): string {
  const path = resolve(address.replace(/^unix:\/\//, ""));
  return path === defaultAddress ? "/var/lib/tsrt/ctr" : join(dirname(path), "ctr");
}
