// A shim with a container `main` that runs for as long as a suite of execs does.
import { ShimProcess } from "./shim-process.ts";

export async function startShimWithMain(): Promise<ShimProcess> {
  const shim = await ShimProcess.start();
  const bundle = shim.bundle("main", ["sleep", "1000"]);
  await shim.tasks.create({ id: "main", bundle });
  return shim;
}

export async function stopShimWithMain(shim: ShimProcess): Promise<void> {
  await shim.tasks.kill({ id: "main", signal: 9 }).catch(() => {});
  await shim.event("/tasks/exit", ({ id }) => id === "main");
  await shim.tasks.delete({ id: "main" });
  await shim.stop();
}

/** What Exec takes: a process that runs `args`. */
export function processSpec(args: readonly string[], terminal = false) {
  const spec = { args, cwd: "/", env: ["PATH=/bin"], user: { uid: 0, gid: 0 }, terminal };
  return encodeProcess(JSON.stringify(spec));
}

export function encodeProcess(json: string) {
  return {
    typeUrl: "types.containerd.io/opencontainers/runtime-spec/1/Process",
    value: new TextEncoder().encode(json),
  };
}
