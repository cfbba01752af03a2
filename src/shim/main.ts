// The runtime-v2 shim. `serve` and `zygote` are what tsrt's own daemon runs; start, delete and -info are the public command line for any
// containerd. Each is loaded only when it is asked for: a shim must stay small.
import { writeSync } from "node:fs";
import { revision, version } from "../context/version.ts";
import { messageOf } from "../errors/index.ts";
import { type Flags, parseFlags } from "./command/flags.ts";

export async function main(argv: string[]): Promise<number> {
  try {
    // `tsrt shim serve --namespace …`: the action may also come first.
    const [first = "", ...others] = argv;
    const isActionFirst = /^[a-z]/.test(first);
    const flags = parseFlags(isActionFirst ? others : argv);
    return await run(isActionFirst ? first : (flags.args[0] ?? ""), flags);
  } catch (error) {
    writeSync(2, `containerd-shim-tsrt-v1: ${messageOf(error)}\n`);
    return 1;
  }
}

async function run(action: string, flags: Flags): Promise<number> {
  if (flags.on.has("v") || flags.on.has("version")) {
    writeSync(1, `containerd-shim-tsrt-v1:\n  Version:  ${version}\n  Revision: ${revision}\n\n`);
    return 0;
  }
  if (flags.on.has("info")) {
    return (await import("./command/info.ts")).info();
  }
  if (action === "zygote") {
    return (await import("./zygote/zygote.ts")).zygote();
  }
  if (flags.values.namespace === "") {
    throw new Error("shim namespace cannot be empty");
  }
  switch (action) {
    case "serve":
      return (await import("./serve.ts")).serve(flags);
    case "start":
      return (await import("./command/start.ts")).start(flags);
    case "delete":
      return (await import("./command/delete.ts")).remove(flags);
    default:
      throw new Error(`unknown action ${JSON.stringify(action)}: want start or delete`);
  }
}
