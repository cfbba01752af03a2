// Kernel parameters below /proc/sys. Those of a namespace are the ones that a thread in it sees there. Source: sysctl(8).
import { writeFileSync } from "node:fs";

/** A parameter's name with dots between its parts. `net/ipv4/conf/eth0.100/rp_filter` becomes `net.ipv4.conf.eth0/100.rp_filter`. */
export function dottedSysctl(name: string): string {
  return /^[^./]*\//.test(name) ? swapped(name) : name;
}

/** Sets a parameter, for the calling thread's namespaces. */
export function writeSysctl(name: string, value: string): void {
  writeFileSync(`/proc/sys/${swapped(dottedSysctl(name))}`, value, { flag: "r+" });
}

function swapped(name: string): string {
  return name.replaceAll(/[./]/g, (separator) => (separator === "." ? "/" : "."));
}
