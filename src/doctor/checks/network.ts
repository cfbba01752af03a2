import type { Facts } from "../facts.ts";
import { type Finding, fail, ok, warn } from "../finding.ts";

const persist = "and write it to /etc/sysctl.d/99-tsrt.conf";

/** Whether the kernel passes packets between pods and other hosts. */
export function checkForwarding({ host, kubelet }: Facts): Finding {
  const value = host.read("/proc/sys/net/ipv4/ip_forward")?.trim();
  if (value === "1") {
    return ok("net.ipv4.ip_forward = 1");
  }
  const found = value === undefined ? "no IPv4" : `net.ipv4.ip_forward = ${value}`;
  const advice = `sysctl -w net.ipv4.ip_forward=1, ${persist}: containers reach nothing beyond this host without`;
  return kubelet === undefined ? warn(found, advice) : fail(found, advice);
}

/** Whether rules of iptables, by which Kubernetes' services work, see what goes over a bridge. */
export function checkBridge({ host }: Facts): Finding {
  const value = host.read("/proc/sys/net/bridge/bridge-nf-call-iptables")?.trim();
  switch (value) {
    case "1":
      return ok("net.bridge.bridge-nf-call-iptables = 1");
    case undefined:
      return warn(
        "the module br_netfilter is not loaded",
        "modprobe br_netfilter, and name it in /etc/modules-load.d/tsrt.conf: network add-ons with a bridge need it",
      );
    default:
      return warn(
        `net.bridge.bridge-nf-call-iptables = ${value}`,
        `sysctl -w net.bridge.bridge-nf-call-iptables=1, ${persist}: services do not answer pods of the same host without`,
      );
  }
}

/** kube-proxy gives each processor of the host at least so many entries. Source: k8s.io/kube-proxy config, conntrack.maxPerCore. */
const enoughConnections = 131_072;

/** Whether the kernel can keep track of connections, by which Kubernetes' services work, and of enough of them. */
export function checkConntrack({ host, kubelet }: Facts): Finding[] {
  if (kubelet === undefined) {
    return [];
  }
  const value = host.read("/proc/sys/net/netfilter/nf_conntrack_max")?.trim();
  const found =
    value === undefined
      ? warn(
          "the module nf_conntrack is not loaded",
          "modprobe nf_conntrack, and name it in /etc/modules-load.d/tsrt.conf: kube-proxy sets its limits when it starts",
        )
      : enoughFor(value);
  const tool =
    host.find("conntrack") === undefined
      ? [
          warn(
            "no conntrack on PATH",
            "install it (Debian: conntrack): kubeadm's preflight checks ask for it",
          ),
        ]
      : [];
  return [found, ...tool];
}

function enoughFor(value: string): Finding {
  const found = `net.netfilter.nf_conntrack_max = ${value}`;
  return Number(value) >= enoughConnections
    ? ok(found)
    : warn(
        found,
        `sysctl -w net.netfilter.nf_conntrack_max=${enoughConnections}, ${persist}: connections are dropped when it is full`,
      );
}
