// Measures the time from the start of a daemon with an empty root to its first answer to a client that calls without a pause.
import { writeFileSync } from "node:fs";
import { stub } from "../../src/rpc/channel.ts";
import { VersionService } from "../../src/rpc/gen/version.ts";
import { containerdConfig } from "../../test/harness/containerd.ts";
import { preferredReference } from "../../test/harness/reference.ts";
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

async function startOnce(command: (config: string) => string[]): Promise<number> {
  using directory = scratch("bench-");
  const address = directory.join("s.sock");
  const config = directory.join("config.toml");
  writeFileSync(config, containerdConfig(directory.path, address));
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
  const { containerd: program } = preferredReference();
  const [tsrt, containerd] = await interleaved(
    7,
    () => startOnce((config) => [executable, "daemon", "-c", config, "-l", "info"]),
    () => startOnce((config) => [program, "-c", config]),
  );
  return { what: "daemon start to the first answer", unit: "ms", tsrt, containerd };
}
