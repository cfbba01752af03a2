// The two daemons that are compared, each with a root of its own, driven by the same client with the same image and runc.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { environment, succeed } from "../../test/harness/command.ts";
import { Containerd } from "../../test/harness/containerd.ts";
import { Daemon, executable } from "../../test/harness/daemon.ts";
import { preferredReference, type Reference } from "../../test/harness/reference.ts";

export interface Side extends AsyncDisposable {
  readonly name: "tsrt" | "containerd";
  readonly address: string;
  readonly namespace: string;
  readonly reference: Reference;
  readonly pid: () => number;
  /** What /proc/PID/exe of its shims must be. It is checked, to be sure that the right shims are measured. */
  readonly shimExecutable: RegExp;
  ctr(...args: string[]): Promise<string>;
}

function side(
  name: Side["name"],
  daemon: { address: string; pid: number } & AsyncDisposable,
  shimExecutable: RegExp,
): Side {
  // containerd keeps runc's state outside its state directory: what a broken-off bench left there must not be met by the next one.
  const namespace = `bench-${name}-${process.pid}`;
  const reference = preferredReference();
  return {
    name,
    reference,
    address: daemon.address,
    namespace,
    pid: () => daemon.pid,
    shimExecutable,
    ctr: (...args) =>
      succeed([reference.ctr, "-a", daemon.address, "-n", namespace, ...args], { timeout: 300_000 }),
    [Symbol.asyncDispose]: () => daemon[Symbol.asyncDispose](),
  };
}

export async function startSides(): Promise<[Side, Side]> {
  const tsrt = side("tsrt", await Daemon.start({ level: "info" }), /\/tsrt$/);
  const containerd = side("containerd", await Containerd.start(), /containerd-shim-runc-v2$/);
  return [tsrt, containerd];
}

/** Pids of the shims that a side started. Throws if one runs another executable than expected. */
export function shimsOf(side: Side): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== side.pid() && isShimOf(pid, side));
}

function isShimOf(pid: number, side: Side): boolean {
  try {
    const args = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    if (!args.includes(side.namespace) || args[0] === side.reference.ctr) {
      return false;
    }
    const exe = readlinkSync(`/proc/${pid}/exe`);
    if (!side.shimExecutable.test(exe)) {
      throw new Error(`shim ${pid} of ${side.name} runs ${exe}`);
    }
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error) {
      return false;
    }
    throw error;
  }
}

export interface Memory {
  /** Private memory in KiB. */
  readonly uss: number;
  /** Memory in KiB, of which shared pages are divided by the number of processes that share them. */
  readonly pss: number;
}

export function memoryOf(pid: number): Memory {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const field = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(rollup)?.[1] ?? 0);
  return { uss: field("Private_Clean") + field("Private_Dirty"), pss: field("Pss") };
}

export { environment, executable };
