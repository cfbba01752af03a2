// What a runtime tells of itself. Source: containerd core/runtime/v2/task_manager.go (getRuntimeInfo).
import { tmpdir } from "node:os";
import type { Context } from "../context/index.ts";
import type { Any } from "../core/any.ts";
import { Any as WireAny } from "../rpc/gen/task3.ts";
import { runCommand } from "./command.ts";
import { environment, type ShimSettings } from "./settings.ts";

const timeoutMillis = 10_000;

/** A `containerd.types.RuntimeInfo` as `-info` prints it. */
export async function runtimeInfo(
  { signal }: Context,
  settings: ShimSettings,
  executable: string | undefined,
  options: Any | undefined,
): Promise<Any> {
  const cmd = [...(executable === undefined ? [...settings.command, "shim"] : [executable]), "-info"];
  const stdin = options === undefined ? new Uint8Array() : WireAny.encode(options);
  const env = environment(settings, "default");
  const { stdout } = await runCommand(cmd, { cwd: tmpdir(), env, stdin, signal, timeoutMillis });
  return { typeUrl: "containerd.types.RuntimeInfo", value: stdout };
}
