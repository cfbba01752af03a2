// From a Create request to a container.
import type { Context } from "../../context/index.ts";
import { checkIdentifier } from "../../core/identifier.ts";
import { processId } from "../../linux/process.ts";
import type { CreateTaskRequest } from "../../rpc/gen/task3.ts";
import { joinCgroup } from "../command/placement.ts";
import { type Publisher, taskCreate } from "../events/events.ts";
import type { StreamOwner } from "../io/streams.ts";
import { report } from "../report.ts";
import { Runc, runcRoot } from "../runc/runc.ts";
import { Container } from "./container.ts";
import { Init } from "./init.ts";
import { decodeOptions, writeOptions } from "./options.ts";
import type { Reaper } from "./reaper.ts";
import { mountRootfs, unmountRootfs } from "./rootfs.ts";
import { readSpec } from "./spec.ts";

/** What every container of a shim shares. */
export interface ShimParts {
  readonly namespace: string;
  /** runc's root, unless a task's options give one. */
  readonly runtimeRoot: string;
  readonly publisher: Publisher;
  readonly reaper: Reaper;
}

export async function createContainer(
  ctx: Context,
  request: CreateTaskRequest,
  shim: ShimParts,
): Promise<Container> {
  checkIdentifier(request.id);
  const { id, bundle } = request;
  const options = decodeOptions(request.options);
  const spec = readSpec(bundle);
  writeOptions(bundle, options);
  if (options.shimCgroup !== "") {
    joinCgroup(options.shimCgroup, processId());
  }
  mountRootfs(bundle, request.rootfs);
  const settings = {
    binary: options.binaryName || "runc",
    root: runcRoot(options.root || shim.runtimeRoot, shim.namespace),
    systemdCgroup: options.systemdCgroup,
  };
  const owner: StreamOwner = {
    id,
    namespace: shim.namespace,
    bundle,
    ioUid: options.ioUid,
    ioGid: options.ioGid,
    leave: (pid, exited) => shim.reaper.leave(pid, exited),
  };
  const { stdin, stdout, stderr, terminal, checkpoint, parentCheckpoint } = request;
  const init = new Init(
    id,
    { stdin, stdout, stderr, terminal },
    new Runc(settings, shim.reaper),
    options,
    spec,
    { checkpoint, parentCheckpoint },
    owner,
    shim.reaper,
  );
  const { ownsPidNamespace } = spec;
  const container = new Container({ id, init, owner, ownsPidNamespace, ...shim });
  try {
    await container.create(ctx, () => publishCreate(request, init.pid, shim.publisher));
  } catch (error) {
    await unmountRootfs(bundle).catch((cause) => report("warn", "failed to cleanup rootfs mount", cause));
    throw error;
  }
  return container;
}

function publishCreate(request: CreateTaskRequest, pid: number, publisher: Publisher): void {
  const { id: containerId, bundle, rootfs, stdin, stdout, stderr, terminal, checkpoint } = request;
  const io = { stdin, stdout, stderr, terminal };
  publisher.publish(taskCreate({ containerId, bundle, rootfs, io, checkpoint, pid }));
}
