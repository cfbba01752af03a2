// All checks, one after another.
import { messageOf } from "../errors/index.ts";
import { checkCdi } from "./checks/cdi.ts";
import { checkCgroups } from "./checks/cgroups.ts";
import { checkCni } from "./checks/cni.ts";
import { checkCri, checkDaemon } from "./checks/daemon.ts";
import { checkKernel } from "./checks/kernel.ts";
import { checkCgroupDriver, checkEndpoint } from "./checks/kubelet.ts";
import { checkFiles, checkInotify } from "./checks/limits.ts";
import { checkBridge, checkConntrack, checkForwarding } from "./checks/network.ts";
import { checkOverlay } from "./checks/overlay.ts";
import { checkRoot } from "./checks/root.ts";
import { checkRunc, checkRuntimes } from "./checks/runtimes.ts";
import { checkSwap } from "./checks/swap.ts";
import { type Facts, gather, isDenied, type Where } from "./facts.ts";
import { type Finding, fail, type NamedFinding, warn } from "./finding.ts";
import type { Host } from "./host.ts";

type Answer = Finding | readonly Finding[];

/** A check of one thing, by the name that its findings are printed with. */
export type Check = (facts: Facts) => Answer | Promise<Answer>;

const checks: Readonly<Record<string, Check>> = {
  kernel: checkKernel,
  cgroups: checkCgroups,
  runc: checkRunc,
  runtimes: checkRuntimes,
  root: checkRoot,
  overlayfs: checkOverlay,
  cni: checkCni,
  cdi: checkCdi,
  "ip forwarding": checkForwarding,
  "bridge filter": checkBridge,
  conntrack: checkConntrack,
  "open files": checkFiles,
  inotify: checkInotify,
  swap: checkSwap,
  daemon: checkDaemon,
  cri: checkCri,
  kubelet: checkEndpoint,
  "cgroup driver": checkCgroupDriver,
};

/** Makes all checks of a host. What this user may not see becomes a finding of its own. */
export async function examine(host: Host, where: Where): Promise<NamedFinding[]> {
  const { facts, configuration, kubeletConfiguration } = await gather(host, where);
  const findings: NamedFinding[] = [{ check: "configuration", ...configuration }];
  for (const [name, check] of Object.entries(checks)) {
    const made = await make(check, facts);
    findings.push(...made.map((finding) => ({ check: name, ...finding })));
  }
  const isKubeletUnknown = kubeletConfiguration !== undefined;
  const known = findings.filter(({ check }) => !(isKubeletUnknown && check === "kubelet"));
  return isKubeletUnknown ? [...known, { check: "kubelet", ...kubeletConfiguration }] : known;
}

async function make(check: Check, facts: Facts): Promise<readonly Finding[]> {
  try {
    return [await check(facts)].flat();
  } catch (error) {
    return [
      isDenied(error)
        ? warn(messageOf(error), "run tsrt doctor as root")
        : fail(messageOf(error), "this could not be checked"),
    ];
  }
}
