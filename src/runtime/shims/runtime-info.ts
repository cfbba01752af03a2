// What a runtime says of itself, such as its version and features. Source: containerd core/runtime/v2/task_manager.go (getRuntimeInfo).
import { tmpdir } from "node:os";
import type { Context } from "../../context/index.ts";
import type { Any } from "../../core/any.ts";
import { Any as WireAny } from "../../rpc/gen/task3.ts";
import { runCommand } from "./command-line.ts";
import { environment, type ShimSettings } from "./settings.ts";

/** Milliseconds that a shim may take to answer. */
const timeoutMillis = 10_000;

/** The `containerd.types.RuntimeInfo` that a shim prints for `-info`. `executable` is undefined for the built-in shim. */
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
