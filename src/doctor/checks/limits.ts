import type { Facts } from "../facts.ts";
import { type Finding, ok, warn } from "../finding.ts";

/** A daemon with a hundred pods has some thousands of files open. */
const enoughFiles = 65_536;
/** kubelet, and everything in pods that watches files, shares the instances of its user. */
const enoughInstances = 512;

/** How many files the daemon may open; where it does not run, how many this process may. */
export function checkFiles({ host, daemon }: Facts): Finding {
  const pid = daemon.kind === "answers" && daemon.pid !== 0 ? String(daemon.pid) : "self";
  const limits = host.read(`/proc/${pid}/limits`);
  const soft = /^Max open files\s+(\S+)/m.exec(limits ?? "")?.[1];
  const whose = pid === "self" ? "this shell" : "the daemon";
  if (soft === undefined) {
    return warn(`limits of process ${pid} are not there to see`, "run tsrt doctor on the daemon's host");
  }
  const found = `${whose} may open ${soft} files`;
  return soft === "unlimited" || Number(soft) >= enoughFiles
    ? ok(found)
    : warn(found, "set LimitNOFILE=1048576 in the daemon's systemd unit, or ulimit -n before it starts");
}

/** How many watches of files each user may have. */
export function checkInotify({ host }: Facts): Finding {
  const value = host.read("/proc/sys/fs/inotify/max_user_instances")?.trim() ?? "0";
  const found = `fs.inotify.max_user_instances = ${value}`;
  return Number(value) >= enoughInstances
    ? ok(found)
    : warn(
        found,
        "sysctl -w fs.inotify.max_user_instances=8192: many pods end with `too many open files` otherwise",
      );
}
