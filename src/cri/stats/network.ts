// Counters of a pod's network interfaces. Source: Linux net/core/net-procfs.c, /proc/net/dev.
import { readFileSync } from "node:fs";
import { inNamespaces } from "../../linux/namespaces.ts";

export interface InterfaceCounters {
  readonly name: string;
  readonly rxBytes: bigint;
  readonly rxPackets: bigint;
  readonly rxErrors: bigint;
  readonly rxDropped: bigint;
  readonly txBytes: bigint;
  readonly txPackets: bigint;
  readonly txErrors: bigint;
  readonly txDropped: bigint;
}

/** Of a network namespace, without its loopback interface. */
export function interfaceCounters(netns: string): InterfaceCounters[] {
  const text = inNamespaces([{ type: "network", path: netns }], () =>
    readFileSync("/proc/thread-self/net/dev", "utf8"),
  );
  return parseNetDev(text).filter(({ name }) => name !== "lo");
}

/** Two lines of titles, then for each interface its name, eight counters of what it received, and eight of what it sent. */
export function parseNetDev(text: string): InterfaceCounters[] {
  const lines = text.split("\n").slice(2);
  return lines.filter((line) => line.includes(":")).map(countersOf);
}

function countersOf(line: string): InterfaceCounters {
  const colon = line.lastIndexOf(":");
  const numbers = line
    .slice(colon + 1)
    .trim()
    .split(/\s+/);
  const at = (index: number): bigint => BigInt(numbers[index] ?? 0);
  return {
    name: line.slice(0, colon).trim(),
    rxBytes: at(0),
    rxPackets: at(1),
    rxErrors: at(2),
    rxDropped: at(3),
    txBytes: at(8),
    txPackets: at(9),
    txErrors: at(10),
    txDropped: at(11),
  };
}
