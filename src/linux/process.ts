// Processes: their exits and signals, and what a process may change of itself. A pidfd never means another process than the one
// it was opened for, whatever becomes of the pid.
import { readFileSync } from "node:fs";
import { E } from "./errno.ts";
import { address, check, retry, SystemError, syscall } from "./libc.ts";
import { number } from "./number.ts";
import { O } from "./open-flags.ts";
import { statFields } from "./proc-stat.ts";

const P_PID = 1;
const P_PIDFD = 3;
const WNOHANG = 1;
const WEXITED = 4;
const WNOWAIT = 0x01000000;
const P_ALL = 0;
const CLD_EXITED = 1;

export interface ExitedChild {
  readonly pid: number;
  /** The exit code, or 128 + n when signal n ended it. */
  readonly status: number;
}

function wait(idType: number, id: number, options: number): ExitedChild | undefined {
  const info = new DataView(new ArrayBuffer(128));
  const result = syscall(number.waitid, idType, id, address(info), options, 0);
  if (result === -E.CHILD) {
    return undefined;
  }
  check(result, "waitid");
  const pid = info.getInt32(16, true);
  if (pid === 0) {
    return undefined;
  }
  const status = info.getInt32(24, true);
  return { pid, status: info.getInt32(8, true) === CLD_EXITED ? status : 128 + status };
}

/** A non-blocking pidfd, which can be read when the process has ended. Throws ESRCH when there is no such process. */
export function openPidfd(pid: number): number {
  return check(syscall(number.pidfd_open, pid, O.NONBLOCK), `pidfd_open ${pid}`);
}

/** Reaps the child that a pidfd means; undefined while it runs. */
export function waitPidfd(pidfd: number): ExitedChild | undefined {
  return wait(P_PIDFD, pidfd, WEXITED | WNOHANG);
}

/** Reaps one child; undefined while it runs and when there is no such child. */
export function waitChild(pid: number): ExitedChild | undefined {
  return wait(P_PID, pid, WEXITED | WNOHANG);
}

/** Whether any child has ended and was not reaped yet. */
export function hasDeadChild(): boolean {
  return wait(P_ALL, 0, WEXITED | WNOHANG | WNOWAIT) !== undefined;
}

/** Throws ESRCH when the process has ended. */
export function signalPidfd(pidfd: number, signal: number): void {
  check(syscall(number.pidfd_send_signal, pidfd, signal, 0, 0), `send signal ${signal}`);
}

export function signalProcess(pid: number, signal: number): void {
  if (!Number.isInteger(pid) || pid <= 0) {
    // kill(0) and kill(-1) would hit whole groups.
    throw new SystemError(`signal process ${pid}`, E.SRCH);
  }
  check(syscall(number.kill, pid, signal), `kill ${pid}`);
}

/** Orphaned descendants become children of this process. */
export function becomeSubreaper(): void {
  const PR_SET_CHILD_SUBREAPER = 36;
  check(syscall(number.prctl, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "prctl PR_SET_CHILD_SUBREAPER");
}

/** The pid of this process. In a forked one `process.pid` may be its parent's, because Bun asks for it once. */
export function processId(): number {
  return check(syscall(number.getpid), "getpid");
}

/** Sets the name that ps and /proc/PID/comm show, of which the kernel keeps 15 bytes. */
export function setProcessName(name: string): void {
  const PR_SET_NAME = 15;
  const bytes = Buffer.alloc(16);
  bytes.write(name, 0, 15);
  check(syscall(number.prctl, PR_SET_NAME, address(bytes), 0, 0, 0), "prctl PR_SET_NAME");
}

/** Command lines that were set. They must not be collected: the kernel reads them as long as the process lives. */
const commandLines: Buffer[] = [];

/** Sets the arguments that ps and /proc/PID/cmdline show. Where the kernel cannot change them they stay what they were. */
export function setCommandLine(argv: readonly string[]): void {
  const PR_SET_MM = 35;
  const PR_SET_MM_MAP = 14;
  const text = Buffer.from(argv.map((argument) => `${argument}\0`).join(""));
  commandLines.push(text);
  const start = BigInt(address(text));
  const map = memoryMap(start, start + BigInt(text.length));
  syscall(number.prctl, PR_SET_MM, PR_SET_MM_MAP, address(map), map.byteLength, 0);
}

/** struct prctl_mm_map: where the parts of this process's memory are. To set all at once needs no capability. */
function memoryMap(argStart: bigint, argEnd: bigint): BigUint64Array {
  const stat = readFileSync("/proc/self/stat", "latin1");
  const fields = statFields(stat);
  const [code, codeEnd, stack] = fields.slice(23, 26).map(BigInt) as [bigint, bigint, bigint];
  const [data, dataEnd, heap] = fields.slice(42, 45).map(BigInt) as [bigint, bigint, bigint];
  const [environment, environmentEnd] = fields.slice(47, 49).map(BigInt) as [bigint, bigint];
  const heapEnd = BigInt(syscall(number.brk, 0));
  const noAuxiliaryVector = 0n;
  const sameExecutable = 0xffffffff_00000000n;
  return new BigUint64Array([
    ...[code, codeEnd, data, dataEnd, heap, heapEnd, stack],
    ...[argStart, argEnd, environment, environmentEnd],
    ...[noAuxiliaryVector, sameExecutable],
  ]);
}

/** Makes this process the leader of a new session and a new process group. */
export function startSession(): void {
  check(syscall(number.setsid), "setsid");
}

/** Says whether the kernel reaps this process's children by itself. Children inherit that, also over exec. */
export function ignoreChildren(isIgnored: boolean): void {
  const SIGCHLD = 17;
  const SIG_DFL = 0n;
  const SIG_IGN = 1n;
  // struct sigaction as the kernel has it: handler, flags, restorer, mask.
  const action = new BigUint64Array([isIgnored ? SIG_IGN : SIG_DFL, 0n, 0n, 0n]);
  check(syscall(number.rt_sigaction, SIGCHLD, address(action), 0, 8), "rt_sigaction SIGCHLD");
}

/** Ends this process when its parent ends, however that happens; at once when it has ended already. */
export function dieWithParent(): void {
  const PR_SET_PDEATHSIG = 1;
  const SIGKILL = 9;
  const parent = process.ppid;
  check(syscall(number.prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0), "prctl PR_SET_PDEATHSIG");
  if (process.ppid !== parent) {
    process.exit(1);
  }
}

/** Puts this process's group into a core-scheduling cookie of its own. Source: containerd pkg/schedcore. */
export function createSchedulingCookie(): void {
  const PR_SCHED_CORE = 62;
  const CREATE = 1;
  const PROCESS_GROUP = 2;
  check(syscall(number.prctl, PR_SCHED_CORE, CREATE, 0, PROCESS_GROUP, 0), "prctl PR_SCHED_CORE");
}

export function setUmask(mask: number): number {
  return retry(() => syscall(number.umask, mask), "umask");
}
