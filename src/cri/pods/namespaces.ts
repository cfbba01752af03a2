// A pod without a process of its own: its namespaces are bound to files, and a file tells that they belong to a pod that runs.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { invalidArgument } from "../../errors/index.ts";
import { asEffectiveUser } from "../../linux/effective-user.ts";
import { setHostname } from "../../linux/hostname.ts";
import { type NamespaceType, namespaceFile } from "../../linux/namespace-types.ts";
import {
  createNamespace,
  createUserNamespace,
  deleteNamespace,
  inNamespaces,
  isNamespace,
  type NamedNamespace,
} from "../../linux/namespaces.ts";
import { writeSysctl } from "../../linux/sysctl.ts";
import { NamespaceMode } from "../../rpc/gen/cri.ts";
import type { Cri } from "../cri.ts";
import { podNamespaces, usesHostNetwork } from "../spec/namespaces.ts";
import { podSysctls } from "../spec/sysctls.ts";
import { podIdMappings, userNamespacePath } from "../spec/user-namespace.ts";
import type { Pod } from "../store/pods.ts";
import type { PodHold } from "./hold.ts";
import { networkNamespaces } from "./network.ts";

export const namespacesHold: PodHold = {
  async hold(cri, _ctx, pod, _handler, connected) {
    if (podIdMappings(pod.config) === undefined) {
      ownNamespaces(cri, pod).forEach(createNamespace);
    }
    // Parameters may be of interfaces that the network's plugins make.
    await connected;
    setUp(cri, pod);
    writeFileSync(markOf(cri, pod), bootId(), { mode: 0o600 });
  },

  watch() {},

  isIntact(cri, pod) {
    const user = userNamespacePath(cri, pod);
    return (
      isOfThisBoot(cri, pod) &&
      allNamespaces(cri, pod).every(isNamespace) &&
      (user === undefined || isNamespace({ type: "user", path: user }))
    );
  },

  recover(cri, pod) {
    pod.state = namespacesHold.isIntact(cri, pod) ? "ready" : "stopped";
  },

  shared(cri, pod) {
    const { netns } = pod.record;
    return { network: netns, ipc: pathOf(cri, pod, "ipc"), uts: pathOf(cri, pod, "uts"), pid: undefined };
  },

  async metrics() {
    return undefined;
  },

  /** The network namespace goes with the network. Without the mark a daemon that starts after a crash sees a pod that is stopped. */
  async release(cri, _ctx, pod) {
    rmSync(markOf(cri, pod), { force: true });
    releaseNamespaces(cri, pod.id);
  },

  async forget() {},
};

const types = ["ipc", "uts"] as const satisfies readonly NamespaceType[];

/**
 * Makes the network namespace that the pod's record names, if any, and the pod's user namespace, which can own only what is made with
 * it: so the namespaces of a pod that is held by them are made here, too.
 */
export function makeNamespaces(cri: Cri, pod: Pod): void {
  const mappings = podIdMappings(pod.config);
  const user = userNamespacePath(cri, pod);
  if (mappings === undefined || user === undefined) {
    networkNamespaces(pod).forEach(createNamespace);
    return;
  }
  const isHeld = pod.record.hold === "namespaces";
  createUserNamespace(user, mappings, isHeld ? allNamespaces(cri, pod) : networkNamespaces(pod));
}

/** Removes the namespaces that were made for the pod of that id, if any, but that of the network. */
export function releaseNamespaces(cri: Cri, id: string): void {
  for (const type of [...types, "user"] as const) {
    deleteNamespace(join(cri.podNamespaces(id), namespaceFile(type)));
  }
}

/** Those that the pod does not share with the host, besides the network. */
function ownNamespaces(cri: Cri, pod: Pod): NamedNamespace[] {
  const isShared = {
    ipc: podNamespaces(pod.config).ipc === NamespaceMode.NODE,
    uts: usesHostNetwork(pod.config),
  };
  return types.filter((type) => !isShared[type]).map((type) => ({ type, path: pathOf(cri, pod, type) }));
}

function allNamespaces(cri: Cri, pod: Pod): NamedNamespace[] {
  return [...networkNamespaces(pod), ...ownNamespaces(cri, pod)];
}

function pathOf(cri: Cri, pod: Pod, type: (typeof types)[number]): string {
  return join(cri.podNamespaces(pod.id), namespaceFile(type));
}

/** What a runtime does in the namespaces of a pause process. The kernel lets only their root change parameters. */
function setUp(cri: Cri, pod: Pod): void {
  const { hostname } = pod.config;
  const sysctls = Object.entries(podSysctls(cri.settings, pod.config));
  const root = podIdMappings(pod.config)?.uids[0]?.hostID ?? 0;
  asEffectiveUser(root, () =>
    inNamespaces(allNamespaces(cri, pod), () => {
      if (hostname !== "" && !usesHostNetwork(pod.config)) {
        setHostname(hostname);
      }
      for (const [name, value] of sysctls) {
        trySysctl(name, value);
      }
    }),
  );
}

function trySysctl(name: string, value: string): void {
  try {
    writeSysctl(name, value);
  } catch (cause) {
    throw invalidArgument(`set sysctl ${name} to ${JSON.stringify(value)}`, { cause });
  }
}

/** There as long as the pod is meant to run. */
function markOf(cri: Cri, { id }: Pod): string {
  return join(cri.podState(id), "held");
}

function bootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "utf8");
}

/** A reboot ends all namespaces, and leaves nothing to see of it in a pod that shares all of the host's. */
function isOfThisBoot(cri: Cri, pod: Pod): boolean {
  try {
    return readFileSync(markOf(cri, pod), "utf8") === bootId();
  } catch {
    return false;
  }
}
