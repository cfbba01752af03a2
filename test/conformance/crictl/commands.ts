import { expect, test } from "bun:test";
import type { Node } from "./node.ts";
import type { Rig } from "./rig.ts";

/** What crictl asks of the node itself. */
export function commandTests(rig: () => Rig): void {
  test("version, but for the release", () =>
    rig().sameOutcome(async (node) => {
      const { status, stdout } = await node.crictl(["version"]);
      return [status, stdout.replace(/^RuntimeVersion: .*$/m, "")];
    }));

  test("info", () => rig().same(["info"], ["info", "-q"], ["info", "-o", "yaml"], ["info", "-o", "xml"]));

  test("runtime-config, update-runtime-config", () =>
    rig().same(["runtime-config"], ["update-runtime-config", "--pod-cidr", "10.0.0.0/16"]));

  test("imagefsinfo", () =>
    rig().sameAs(
      { measures: true },
      ["imagefsinfo"],
      ["imagefsinfo", "-o", "yaml"],
      ["imagefsinfo", "-o", "table"],
    ));

  test("stats", () =>
    rig().sameAs(
      { measures: true, unordered: true },
      ["stats", "-o", "json"],
      ["stats", "-a", "-o", "yaml"],
      ["stats"],
      ["stats", "-a"],
      ["stats", "--id", "{server-short}"],
      ["stats", "-p", "{web}", "-a"],
      ["stats", "--label", "io.kubernetes.container.name=server"],
      ["stats", "{server}"],
      ["stats", "nothing"],
    ));

  test("statsp", () =>
    rig().sameAs(
      { measures: true, unordered: true },
      ["statsp", "-o", "json"],
      ["statsp"],
      ["statsp", "--id", "{web-short}", "-o", "yaml"],
      ["statsp", "{web}"],
      ["statsp", "nothing"],
      ["statsp", "--label", "tier=front"],
    ));

  test("metricdescs and metricsp name containerd's metrics with its labels, and more", async () => {
    for (const list of [descriptors, metrics]) {
      const [ours, theirs] = await Promise.all([list(rig().ours), list(rig().theirs)]);
      expect(ours).toEqual(expect.arrayContaining(theirs));
    }
  });

  test("what asks no daemon", () =>
    rig().same(
      ["completion", "bash"],
      ["config", "--list"],
      ["config", "--get", "timeout"],
      ["runp", "jsonschema"],
    ));
}

/** Without the help texts, which are each one's own. */
async function descriptors(node: Node): Promise<string[]> {
  const { stdout } = await node.crictl(["metricdescs"]);
  const { descriptors: all } = JSON.parse(stdout) as { descriptors: { name: string; labelKeys: string[] }[] };
  return all.map(({ name, labelKeys }) => `${name} ${labelKeys.join(",")}`).sort();
}

interface PodMetrics {
  readonly podSandboxId: string;
  readonly metrics: readonly { readonly name: string }[];
  readonly containerMetrics: readonly {
    readonly containerId: string;
    readonly metrics: readonly { readonly name: string }[];
  }[];
}

async function metrics(node: Node): Promise<string[]> {
  const { stdout, status } = await node.crictl(["metricsp"]);
  expect(status).toBe(0);
  const { podMetrics } = JSON.parse(stdout) as { podMetrics: PodMetrics[] };
  const names = podMetrics.flatMap((pod) => [
    ...pod.metrics.map(({ name }) => `${node.names.get(pod.podSandboxId)} ${name}`),
    ...pod.containerMetrics.flatMap((container) =>
      container.metrics.map(({ name }) => `${node.names.get(container.containerId)} ${name}`),
    ),
  ]);
  return [...new Set(names)].sort();
}
