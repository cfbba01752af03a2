// A checkpoint of a container, which CRIU takes for runc.
import { copyFile, mkdir, rm } from "node:fs/promises";
import type { Context } from "../../context/index.ts";
import { errnoOf } from "../../errors/index.ts";
import { CheckpointOptions } from "../../rpc/gen/runc.ts";
import type { CheckpointTaskRequest } from "../../rpc/gen/task3.ts";
import { report } from "../report.ts";
import type { CheckpointFlags } from "../runc/checkpoint.ts";
import type { InitProcess } from "./init.ts";

/** Takes a checkpoint. When that fails CRIU's log is kept in the bundle as `criu-dump.log`. */
export async function checkpointInit(ctx: Context, init: InitProcess, flags: CheckpointFlags): Promise<void> {
  const work = flags.workPath || init.file("criu-work");
  await mkdir(work, { recursive: true, mode: 0o700 });
  try {
    await init.runc.checkpoint(ctx, init.id, { ...flags, workPath: work }, init.log);
  } catch (error) {
    const dumpLog = init.file("criu-dump.log");
    await copyIfThere(`${work}/dump.log`, dumpLog);
    const [firstLine] = (error instanceof Error ? error.message : String(error)).split("\n");
    throw new Error(`${firstLine} path= ${dumpLog}`);
  } finally {
    if (flags.workPath === "") {
      await rm(work, { recursive: true, force: true });
    }
  }
}

/** CRIU writes a log as soon as it runs, which it may never have done. */
async function copyIfThere(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") {
      report("warn", `failed to copy ${from}`, error);
    }
  }
}

/** Field by field: a decoded message does not own the fields that were absent, so that a copy would lack them. */
export function checkpointFlags({ path, options }: CheckpointTaskRequest): CheckpointFlags {
  const decoded = CheckpointOptions.decode(options?.value ?? new Uint8Array(0));
  return {
    imagePath: path,
    workPath: decoded.workPath,
    parentPath: decoded.parentPath,
    leaveRunning: !decoded.exit,
    openTcp: decoded.openTcp,
    externalUnixSockets: decoded.externalUnixSockets,
    terminal: decoded.terminal,
    fileLocks: decoded.fileLocks,
    emptyNamespaces: decoded.emptyNamespaces,
  };
}
