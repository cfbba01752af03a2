// What crictl prints of tsrt and of containerd, and is not the same on purpose. docs/compatibility.md has the list for people.

export interface Difference {
  /** Words that the command begins with. */
  readonly command: string;
  /** Members of what is printed as JSON or YAML: names with dots between them, `*` for any. */
  readonly members: readonly string[];
  readonly reason: string;
}

const pods = "inspectp";
const containers = "inspect";

export const differences: readonly Difference[] = [
  {
    command: "info",
    members: ["golang"],
    reason: "there is no Go in it",
  },
  {
    command: "info",
    members: ["imagePulls", "config.sandboxImage", "config.pause"],
    reason: "additions: pulls that run, what kubeadm looks for, and a key that containerd does not have",
  },
  {
    command: "info",
    members: ["config.containerd.runtimes.runc.options"],
    reason: "the options that the file sets, without runc's defaults",
  },
  {
    command: "info",
    members: ["config.restrictOOMScoreAdj"],
    reason: "it counts as set where the kernel would refuse lower scores",
  },
  {
    command: "info",
    members: ["features.user_namespaces_host_network"],
    reason: "a pod of the host's network has the host's users",
  },
  {
    command: "info",
    members: ["cniconfig.Networks.*.Config.Source", "cniconfig.Networks.*.Config.Plugins.*.Source"],
    reason: "what was read is printed, not the text that it was read from",
  },
  {
    command: "stats",
    members: ["stats.*.cpu.usageNanoCores"],
    reason: "a rate is told from the second question on; containerd measures it beforehand",
  },
  {
    command: "statsp",
    members: ["stats.*.linux.cpu.usageNanoCores", "stats.*.linux.containers.*.cpu.usageNanoCores"],
    reason: "a rate is told from the second question on; containerd measures it beforehand",
  },
  {
    command: "info",
    members: ["status.conditions.2"],
    reason: "containerd calls cgroup v1 deprecated, tsrt does not",
  },
  {
    command: containers,
    members: ["info.runtimeSpec.ociVersion"],
    reason: "the release of the specification that specs follow",
  },
  {
    command: pods,
    members: ["info.runtimeSpec.ociVersion"],
    reason: "the release of the specification that specs follow",
  },
  {
    command: pods,
    members: ["info.runtimeSpec.process.user.additionalGids"],
    reason: "the groups of the pause process have its own group among them, as those of containers do",
  },
  {
    command: pods,
    members: [
      "info.cniResult.Interfaces.lo",
      "info.cniResult.DNS",
      "info.sandboxMetadata.Metadata.CNIResult.Interfaces.lo",
      "info.sandboxMetadata.Metadata.CNIResult.DNS",
    ],
    reason: "what the loopback interface got is not among what the networks gave",
  },
  {
    command: "inspectp -q",
    members: ["info"],
    reason: "containerd prints its fields without their values when nobody asks for them",
  },
];

const met = new Set<Difference>();

/** Those that nothing printed had: they are not needed any more. */
export function staleDifferences(): readonly Difference[] {
  return differences.filter((difference) => !met.has(difference));
}

/** Takes what differs on purpose out of something that was parsed. */
export function withoutDifferences(printed: unknown, args: readonly string[]): unknown {
  const line = args.join(" ");
  let rest = printed;
  for (const difference of differences) {
    if (line === difference.command || line.startsWith(`${difference.command} `)) {
      rest = withoutMembers(rest, difference);
    }
  }
  return rest;
}

function withoutMembers(printed: unknown, difference: Difference): unknown {
  const rest = difference.members.reduce((left, member) => without(left, member.split(".")), printed);
  if (JSON.stringify(rest) !== JSON.stringify(printed)) {
    met.add(difference);
  }
  return rest;
}

function without(value: unknown, [name = "", ...rest]: readonly string[]): unknown {
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const take = ([key, member]: [string, unknown]): [string, unknown][] => {
    const isMeant = name === "*" || key === name;
    if (!isMeant) {
      return [[key, member]];
    }
    return rest.length === 0 ? [] : [[key, without(member, rest)]];
  };
  const entries = Object.entries(value).flatMap(take);
  return Array.isArray(value) ? entries.map(([, member]) => member) : Object.fromEntries(entries);
}
