// From a Create request to a container whose init waits for Start.
import { join } from "node:path";
import type { Context } from "../../context/index.ts";
import { checkIdentifier } from "../../core/identifier.ts";
import { processId } from "../../linux/process.ts";
import type { Options } from "../../rpc/gen/runc.ts";
import type { CreateTaskRequest } from "../../rpc/gen/task3.ts";
import { type Publisher, type ShimEvent, taskCreate } from "../events/events.ts";
import type { StreamOwner } from "../io/streams.ts";
import { joinCgroup } from "../placement.ts";
import type { Reaper } from "../reaper.ts";
import { report } from "../report.ts";
import { Runc, runcRoot } from "../runc/runc.ts";
import { Container } from "./container.ts";
import { InitProcess } from "./init.ts";
import { decodeOptions, writeOptions } from "./options.ts";
import { mountRootfs, unmountRootfs } from "./rootfs.ts";
import { readSpec, type SpecFacts } from "./spec.ts";

/** What all containers of a shim share. */
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
  const { id, bundle, rootfs } = request;
  checkIdentifier(id);
  const options = decodeOptions(request.options);
  const spec = readSpec(join(bundle, "config.json"));
  await writeOptions(bundle, options);
  if (options.shimCgroup !== "") {
    await joinCgroup(options.shimCgroup, processId());
  }
  mountRootfs(bundle, rootfs);
  const container = newContainer(request, options, spec, shim);
  try {
    await container.create(ctx, () => createdEvent(request, container.init.pid));
  } catch (error) {
    await unmountRootfs(bundle).catch((cause) => report("warn", "failed to cleanup rootfs mount", cause));
    throw error;
  }
  return container;
}

function newContainer(
  request: CreateTaskRequest,
  options: Options,
  spec: SpecFacts,
  shim: ShimParts,
): Container {
  const { id, bundle, stdin, stdout, stderr, terminal, checkpoint, parentCheckpoint } = request;
  const { namespace, publisher, reaper } = shim;
  const settings = {
    binary: options.binaryName || "runc",
    root: runcRoot(options.root || shim.runtimeRoot, namespace),
    systemdCgroup: options.systemdCgroup,
  };
  const owner: StreamOwner = {
    id,
    namespace,
    bundle,
    ioUid: options.ioUid,
    ioGid: options.ioGid,
    leave: (pid, exited) => reaper.leave(pid, exited),
  };
  const init = new InitProcess({
    id,
    stdio: { stdin, stdout, stderr, terminal },
    owner,
    reaper,
    runc: new Runc(settings, reaper),
    options,
    spec,
    restore: { checkpoint, parentCheckpoint },
  });
  return new Container({ id, init, owner, publisher, reaper, ownsPidNamespace: spec.ownsPidNamespace });
}

function createdEvent(request: CreateTaskRequest, pid: number): ShimEvent {
  const { id: containerId, bundle, rootfs, stdin, stdout, stderr, terminal, checkpoint } = request;
  const io = { stdin, stdout, stderr, terminal };
  return taskCreate({ containerId, bundle, rootfs, io, checkpoint, pid });
}
