// A network of which nothing is left on the host once no pod is: each pod gets a pair of interfaces of its own.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes the configuration into `directory`; addresses of `subnet` that are taken are noted below `state`. */
export function writePointToPoint(directory: string, state: string, subnet: string): void {
  mkdirSync(directory, { recursive: true });
  const ipam = {
    type: "host-local",
    dataDir: state,
    ranges: [[{ subnet }]],
    routes: [{ dst: "0.0.0.0/0" }],
  };
  const list = { cniVersion: "1.0.0", name: "crictl", plugins: [{ type: "ptp", ipam }] };
  writeFileSync(join(directory, "10-crictl.conflist"), JSON.stringify(list));
}
