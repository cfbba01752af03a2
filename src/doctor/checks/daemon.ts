import type { Facts } from "../facts.ts";
import { type Finding, fail, ok, warn } from "../finding.ts";

/** Whether the daemon answers, and which of its parts did not start. */
export function checkDaemon({ daemon, address }: Facts): Finding[] {
  switch (daemon.kind) {
    case "missing":
      return [fail(`no socket ${address}`, "start the daemon: systemctl start tsrt, or tsrt daemon")];
    case "denied":
      return [warn(`${address} may not be opened by this user`, "run tsrt doctor as root")];
    case "silent":
      return [
        fail(`${address} does not answer: ${daemon.reason}`, "see the daemon's log: journalctl -u tsrt"),
      ];
    case "answers":
      return [
        ok(`${address} answers: release ${daemon.version}, pid ${daemon.pid}`),
        ...daemon.failedPlugins.map((plugin) =>
          warn(`plugin ${plugin}`, "see the daemon's log; disabled_plugins names what is not wanted"),
        ),
      ];
  }
}

/** Whether kubelet can have the daemon run pods. */
export function checkCri({ daemon }: Facts): Finding[] {
  if (daemon.kind !== "answers") {
    return [];
  }
  if (daemon.cri === undefined) {
    return [
      fail("the daemon does not answer CRI", 'take "io.containerd.grpc.v1.cri" out of disabled_plugins'),
    ];
  }
  const { runtime, conditions } = daemon.cri;
  const unmet = conditions.filter(({ isMet, type }) => !isMet && type.endsWith("Ready"));
  return unmet.length === 0
    ? [ok(`${runtime}: ${conditions.map(({ type }) => type).join(", ")}`)]
    : unmet.map(({ type, message }) =>
        warn(
          `not ${type}: ${message}`,
          "kubelet reports the node as NotReady; see the findings about CNI and runc",
        ),
      );
}
