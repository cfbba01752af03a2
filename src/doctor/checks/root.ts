import type { Facts } from "../facts.ts";
import { type Finding, fail, ok } from "../finding.ts";

/** Where containerd keeps its database, below its root. */
const containerdDatabase = "io.containerd.metadata.v1.bolt";

/** Whether the daemon's data has a directory of its own: a copied configuration of containerd names containerd's. */
export function checkRoot({ host, settings: { root } }: Facts): Finding {
  return host.list(`${root}/${containerdDatabase}`) === undefined
    ? ok(root)
    : fail(
        `${root} holds containerd's database`,
        "take root and state out of config.toml, or name other directories: two daemons must not share them",
      );
}
