// What became of a container, in a file of its directory: it changes with each start and exit, which is no change of the
// container's record. Source: containerd internal/cri/store/container/status.go.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exactInteger, exactNumber, parseExact } from "../../core/exact-json.ts";
import { invalidArgument } from "../../errors/index.ts";
import { ContainerResources, ContainerState } from "../../rpc/gen/cri.ts";
import { valueName } from "../../rpc/message.ts";
import { fromGoJson, toGoJson } from "../go-json.ts";

export interface ContainerStatus {
  /** Of the init process; 0 when it does not run. */
  readonly pid: number;
  /** Nanoseconds since the epoch; 0 when it has not happened. */
  readonly createdAt: bigint;
  readonly startedAt: bigint;
  readonly finishedAt: bigint;
  readonly exitCode: number;
  /** One word for programs, e.g. `OOMKilled`. */
  readonly reason: string;
  /** For people. */
  readonly message: string;
  /** Limits as they are after updates. */
  readonly resources: ContainerResources | null;
  /** Its process was about to be let go: whether it runs, or has run, is for the task to say. */
  readonly isStarting: boolean;
  /** The daemon lost sight of it. */
  readonly isUnknown: boolean;
}

export const newStatus: ContainerStatus = {
  pid: 0,
  createdAt: 0n,
  startedAt: 0n,
  finishedAt: 0n,
  exitCode: 0,
  reason: "",
  message: "",
  resources: null,
  isStarting: false,
  isUnknown: false,
};

export function stateOf(status: ContainerStatus): number {
  if (status.isUnknown || status.createdAt === 0n) {
    return ContainerState.CONTAINER_UNKNOWN;
  }
  if (status.finishedAt !== 0n) {
    return ContainerState.CONTAINER_EXITED;
  }
  return status.startedAt === 0n ? ContainerState.CONTAINER_CREATED : ContainerState.CONTAINER_RUNNING;
}

/** As CRI calls it: `CONTAINER_RUNNING`. */
export function stateName(status: ContainerStatus): string {
  return valueName(ContainerState, stateOf(status)) ?? "";
}

/** Where the state of a container is kept, below its directory. */
export function statusPath(directory: string): string {
  return join(directory, "status");
}

/** Replaces the file as a whole, so that a crash leaves the old one or the new one. */
export function writeStatus(directory: string, status: ContainerStatus): void {
  const json = {
    Version: "v1",
    Pid: status.pid,
    CreatedAt: exactNumber(status.createdAt),
    StartedAt: exactNumber(status.startedAt),
    FinishedAt: exactNumber(status.finishedAt),
    ExitCode: status.exitCode,
    Reason: status.reason,
    Message: status.message,
    Resources: status.resources === null ? null : toGoJson(status.resources),
    ...(status.isStarting ? { Starting: true } : {}),
  };
  const path = statusPath(directory);
  writeFileSync(`${path}.new`, JSON.stringify(json), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** Not found (ENOENT): there is none. Invalid argument: the file is no status. */
export function readStatus(directory: string): ContainerStatus {
  const path = statusPath(directory);
  const text = readFileSync(path, "utf8");
  try {
    return statusOf(parseExact(text) as Record<string, unknown>);
  } catch (cause) {
    throw invalidArgument(`status of a container in ${path}`, { cause });
  }
}

function statusOf(json: Record<string, unknown>): ContainerStatus {
  if (json.Version !== "v1") {
    throw invalidArgument(`version ${JSON.stringify(json.Version)} is not known`);
  }
  return {
    pid: Number(json.Pid ?? 0),
    createdAt: nanosOf(json.CreatedAt),
    startedAt: nanosOf(json.StartedAt),
    finishedAt: nanosOf(json.FinishedAt),
    exitCode: Number(json.ExitCode ?? 0),
    reason: String(json.Reason ?? ""),
    message: String(json.Message ?? ""),
    resources: resourcesOf(json.Resources),
    isStarting: json.Starting === true,
    isUnknown: false,
  };
}

function resourcesOf(json: unknown): ContainerResources | null {
  return json === undefined || json === null
    ? null
    : ContainerResources.decode(ContainerResources.encode(fromGoJson(json) as object));
}

function nanosOf(value: unknown): bigint {
  return exactInteger(value ?? 0);
}
