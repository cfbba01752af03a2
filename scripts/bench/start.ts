// From spawn to the first answered call, with an empty root, by the same impatient client.
import { writeFileSync } from "node:fs";
import { stub } from "../../src/rpc/channel.ts";
import { VersionService } from "../../src/rpc/gen/version.ts";
import { scratch } from "../../test/harness/scratch.ts";
import { connect } from "./calls.ts";
import { interleaved, type Row } from "./measure.ts";
import { environment, executable } from "./sides.ts";

const retryMillis = 1;
const longestMillis = 30_000;

async function answered(address: string): Promise<void> {
  const end = performance.now() + longestMillis;
  for (;;) {
    try {
      await using channel = await connect(address);
      await stub(channel, VersionService).version({});
      return;
    } catch (cause) {
      if (performance.now() > end) {
        throw new Error(`nobody answers at ${address}`, { cause });
      }
      await Bun.sleep(retryMillis);
    }
  }
}

async function startOnce(command: (config: string) => string[], more: string): Promise<number> {
  using directory = scratch("bench-");
  const address = directory.join("s.sock");
  const config = directory.join("config.toml");
  const { path } = directory;
  const text = `version = 2\nroot = "${path}/root"\nstate = "${path}/state"\n${more}[grpc]\n  address = "${address}"\n`;
  writeFileSync(config, text);
  const begun = performance.now();
  const daemon = Bun.spawn(command(config), { stdio: ["ignore", "ignore", "ignore"], env: environment });
  try {
    await answered(address);
    return performance.now() - begun;
  } finally {
    daemon.kill();
    await daemon.exited;
  }
}

export async function daemonStart(): Promise<Row> {
  const disabled = 'disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt"]\n';
  const [tsrt, containerd] = await interleaved(
    7,
    () => startOnce((config) => [executable, "daemon", "-c", config, "-l", "info"], ""),
    () => startOnce((config) => ["containerd", "-c", config], disabled),
  );
  return { what: "daemon start to the first answer", unit: "ms", tsrt, containerd };
}
