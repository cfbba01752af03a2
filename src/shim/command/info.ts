// `-info`: reads runtime options on stdin and prints what runc can do, as a containerd.types.RuntimeInfo.
import { readFileSync, writeSync } from "node:fs";
import { revision, version } from "../../context/version.ts";
import { typeUrls } from "../../core/any.ts";
import { failedPrecondition } from "../../errors/index.ts";
import { Any } from "../../rpc/gen/bootstrap.ts";
import { Options } from "../../rpc/gen/runc.ts";
import { RuntimeInfo } from "../../rpc/gen/task3.ts";
import { childEnvironment } from "../runc/spawn.ts";
import { decodeOptions } from "../tasks/options.ts";

export async function info(): Promise<number> {
  const input = readFileSync(0);
  const options = input.length === 0 ? undefined : Any.decode(input);
  const binary = decodeOptions(options).binaryName || "runc";
  const path = Bun.which(binary);
  if (path === null) {
    throw failedPrecondition(
      `failed to look up the path of ${JSON.stringify(binary)}: executable file not found in $PATH`,
    );
  }
  const features = await featuresOf(path);
  const reply = {
    name: "io.containerd.runc.v2",
    version: { version, revision },
    options: options === undefined ? null : { typeUrl: Options.typeName, value: options.value },
    features: features === undefined ? null : { typeUrl: typeUrls.features, value: features },
  };
  writeSync(1, RuntimeInfo.encode(reply));
  return 0;
}

/** What `runc features` prints. Older releases and other runtimes have no such command, which is no error. */
async function featuresOf(path: string): Promise<Uint8Array | undefined> {
  const child = Bun.spawn([path, "features"], {
    stdio: ["ignore", "pipe", "ignore"],
    env: childEnvironment(),
  });
  const output = await new Response(child.stdout).bytes();
  return (await child.exited) === 0 ? output : undefined;
}
