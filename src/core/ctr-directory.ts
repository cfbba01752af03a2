import { dirname, join, resolve } from "node:path";

const defaultAddress = "/run/tsrt/tsrt.sock";

/**
 * Directory of what `tsrt ctr` itself keeps of containers: logs in `logs`, and in `attachments` what they are attached to. That of a daemon
 * with another socket is beside it.
 */
export function ctrDirectory(address: string): string {
  const path = resolve(address.replace(/^unix:\/\//, ""));
  return path === defaultAddress ? "/var/lib/tsrt/ctr" : join(dirname(path), "ctr");
}
