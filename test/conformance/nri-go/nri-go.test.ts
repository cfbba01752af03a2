// A plugin built on containerd's library for plugins of the node, with the daemon.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { eventually } from "../../harness/command.ts";
import { CriNode } from "../../harness/cri-node.ts";
import { scratch } from "../../harness/scratch.ts";

const config = `
[plugins."io.containerd.nri.v1.nri"]
plugin_request_timeout = "3s"
`;

/** A running plugin, and what it has printed. */
class GoPlugin implements AsyncDisposable {
  readonly lines: string[] = [];
  readonly #process: Bun.Subprocess<"ignore", "pipe", "inherit">;

  constructor(binary: string, socket: string, index: string, mode: string) {
    this.#process = Bun.spawn([binary, socket, index, mode], { stdout: "pipe", stderr: "inherit" });
    void this.#read();
  }

  async printed(line: string): Promise<void> {
    await eventually(`the plugin to print ${line}`, async () => this.lines.includes(line));
  }

  /** Only what begins with one of the words. */
  said(...words: string[]): string[] {
    return this.lines.filter((line) => words.includes(line.split(" ", 1)[0] ?? ""));
  }

  get exited(): Promise<number> {
    return this.#process.exited;
  }

  kill(): void {
    this.#process.kill("SIGKILL");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill();
    await this.exited;
  }

  async #read(): Promise<void> {
    let rest = "";
    for await (const chunk of this.#process.stdout.pipeThrough(new TextDecoderStream())) {
      const [last = "", ...whole] = (rest + chunk).split("\n").reverse();
      this.lines.push(...whole.reverse());
      rest = last;
    }
  }
}

describe.skipIf(Bun.which("go") === null)("NRI's Go library (needs Go, to build a plugin on it)", () => {
  const directory = scratch();
  const binary = directory.join("nri-go");
  let node: CriNode;

  beforeAll(async () => {
    const child = Bun.spawn(["go", "build", "-o", binary, "."], {
      cwd: import.meta.dir,
      env: { ...process.env, GOFLAGS: "-mod=mod -buildvcs=false", GOSUMDB: "off" },
      stderr: "pipe",
    });
    if ((await child.exited) !== 0) {
      throw new Error(`build nri-go: ${await child.stderr.text()}`);
    }
    node = await CriNode.start({ config });
  }, 300_000);

  afterAll(async () => {
    await node?.[Symbol.asyncDispose]();
    directory[Symbol.dispose]();
  });

  const start = async (index: string, mode: string): Promise<GoPlugin> => {
    const plugin = new GoPlugin(binary, node.daemon.directory.join("state/nri/nri.sock"), index, mode);
    await eventually(`${mode} to be synchronized`, async () => plugin.said("synchronize").length > 0);
    return plugin;
  };

  test("it is told of a life and changes a container, in messages of any size", async () => {
    await using watch = await start("01", "watch");
    await using adjust = await start("02", "adjust");
    const large = "y".repeat(100_000);
    const pod = await node.runPod("go", 0, { annotations: { large } });
    const script = "echo $ADDED; ulimit -n";
    const container = await node.create(pod, "go", "c", script);
    await (await node.runtime()).startContainer({ containerId: container });
    await node.exited(container);
    expect(node.log("go")).toEqual(["stdout F by Go", "stdout F 77"]);
    await node.removeAll();
    await adjust.printed("remove go");
    const life = ["create c go", "start c", `started c ${1 << 20}`, "stopped c", "removed c"];
    expect(watch.lines.filter((line) => life.includes(line))).toEqual(life);
    expect(adjust.said("run", "stop", "remove")).toEqual(["run go 100000", "stop go", "remove go"]);
  }, 60_000);

  test("it learns more than fits into one message", async () => {
    const large = "z".repeat(1_500_000);
    for (const name of ["one", "two", "three"]) {
      await node.runPod(name, 0, { annotations: { large } });
    }
    await using watch = await start("01", "watch");
    expect(watch.said("synchronize")).toEqual(["synchronize 3 0 4500000"]);
    await node.removeAll();
  }, 60_000);

  test("killed, or silent for too long, it holds up no container", async () => {
    await using silent = await start("01", "hang");
    await using killed = await start("02", "hang");
    const pod = await node.runPod("patient");
    const creation = node.create(pod, "patient", "c", "true");
    await killed.printed("create c patient");
    killed.kill();
    await creation;
    // The first was disconnected before the second was asked, and says so.
    expect(await silent.exited).toBe(3);
    expect(silent.lines).toContain("closed");
    await node.create(pod, "patient", "again", "true");
    await node.removeAll();
  }, 60_000);

  test("it changes the limits of a container unasked", async () => {
    await using update = await start("01", "update");
    const { container } = await node.run("updated", "sleep 1000");
    await update.printed("updated c 0 <nil>");
    const { status } = await (await node.runtime()).containerStatus({
      containerId: container,
      verbose: false,
    });
    expect(status?.resources?.linux?.cpuShares).toBe(321n);
    await node.removeAll();
  }, 60_000);
});
