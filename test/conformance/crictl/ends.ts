import { test } from "bun:test";
import { Background } from "../../harness/background.ts";
import { eventually } from "../../harness/command.ts";
import type { Node } from "./node.ts";
import type { Rig } from "./rig.ts";

/** update, checkpoint, events, stop, rm, stopp, rmp; in the order in which the pods come to their ends. */
export function endTests(rig: () => Rig): void {
  test("update", async () => {
    const limits = ["--memory", "67108864", "--cpu-share", "256"];
    await rig().same(
      ["update", ...limits, "{server}"],
      ["update", ...limits, "{talker}"],
      ["update", ...limits, "nothing"],
    );
    await rig().same(["inspect", "{server}"], ["inspect", "{talker}"]);
  });

  test("checkpoint without CRIU fails: containerd looks for it beforehand, here the runtime says what it lacks", () =>
    rig().sameOutcome(async (node) => {
      const args = ["checkpoint", "--export", "{file:checkpoint.tar}", "{server}"];
      const { status, stderr } = await node.crictl(args);
      return [status, stderr.includes("criu")];
    }));

  test("events of a container's life", () => rig().sameOutcome(events));

  test("an id that several begin with", () => rig().sameOutcome(ambiguous));

  test("stop, rm, stopp, rmp", async () => {
    await rig().same(["rm", "{server}"], ["rm", "nothing"], ["stop", "nothing"], ["rmp", "{web}"]);
    await rig().same(["stop", "-t", "1", "{server}"], ["stopp", "nothing"], ["rmp", "nothing"]);
    await rig().same(
      ["inspect", "{server}"],
      ["stop", "{server}"],
      ["rm", "{idle}"],
      ["rm", "-f", "{talker}"],
    );
    await rig().same(["rmp", "-f", "{web}"], ["rmp", "{gone}"]);
    await rig().same(["stopp", "{web}"], ["rmp", "{web}"], ["ps", "-a"], ["pods"], ["inspectp", "{web}"]);
  });

  test("rmi --prune", async () => {
    await rig().sameAs({ unordered: true }, ["rmi", "--prune"]);
    await rig().same(["images"]);
  });
}

/** The kinds of events, in their order, that a container in a pod that stays gives rise to. */
async function events(node: Node): Promise<string[]> {
  const template = "{{.containerEventType}} {{.containerId}}";
  await using watching = new Background(node.argv(["events", "-o", "go-template", "--template", template]));
  const create = ["create", "{web}", "{file:web-short.json}", "{file:web.json}"];
  await eventually("the subscription", async () => {
    await node.make("probe", create);
    await node.crictl(["rm", "{probe}"]);
    return watching.stdout !== "";
  });
  await node.make("watched", create);
  await node.crictl(["start", "{watched}"]);
  await node.exited("watched");
  await node.crictl(["rm", "{watched}"]);
  const own = (): string[] =>
    watching.stdout
      .split("\n")
      .filter((line) => line.endsWith(node.id("watched")))
      .map((line) => line.split(" ")[0] ?? "");
  await eventually("the last event", () => own().some((type) => type.includes("DELETED")));
  return own();
}

/** What is said of the beginning of two ids. Containers are made until two begin alike. */
async function ambiguous(node: Node): Promise<string[][]> {
  const ids = ["server", "talker", "idle", "broken", "shell"].map((name) => node.id(name));
  const firsts = (): string[] => ids.map((id) => id.slice(0, 1));
  const shared = (): string | undefined =>
    firsts().find((first, position, all) => all.indexOf(first) !== position);
  const made: string[] = [];
  while (shared() === undefined) {
    const name = `many-${ids.length}`;
    const image = { image: node.id("image") };
    node.write("web-many.json", { metadata: { name }, image, command: ["true"], linux: {} });
    await node.make(name, ["create", "{web}", "{file:web-many.json}", "{file:web.json}"]);
    ids.push(node.id(name));
    made.push(node.id(name));
  }
  const prefix = shared() ?? "";
  const said = async (...args: string[]): Promise<string[]> => {
    const { status, stdout, stderr } = await node.crictl(args);
    const text = `${stdout}${stderr}`
      .replaceAll(`\\"${prefix}\\"`, "X")
      .replaceAll(`prefix: ${prefix}`, "prefix: X");
    return [...(text.match(/rpc error: code = [^"]*/g) ?? []), String(status)];
  };
  const texts = await Promise.all([
    said("inspect", prefix),
    said("start", prefix),
    said("exec", "-s", prefix, "true"),
    said("attach", prefix),
    said("rm", prefix),
    said("update", "--memory", "67108864", prefix),
    said("ps", "-a", "-q", "--id", prefix),
  ]);
  if (made.length > 0) {
    await node.crictl(["rm", ...made]);
  }
  return texts;
}
