// CreateContainer. Source: containerd internal/cri/server/container_create.go.
import { mkdirSync, rmSync } from "node:fs";
import { isAbsolute, join, normalize } from "node:path";
import { detached } from "../../context/index.ts";
import { failedPrecondition, invalidArgument } from "../../errors/index.ts";
import type { ContainerConfig, CreateContainerRequest, CreateContainerResponse } from "../../rpc/gen/cri.ts";
import { kindLabel } from "../annotations.ts";
import { nanosNow } from "../clock.ts";
import type { CriMethod } from "../cri.ts";
import { handlerOf } from "../handler.ts";
import type { KnownImage } from "../images/image-index.ts";
import { createRecord, removeRecord } from "../launch.ts";
import { Rollback } from "../rollback.ts";
import { containerSpec } from "../spec/container.ts";
import { type ContainerRecord, containerExtension, PodContainer, packRecord } from "../store/containers.ts";
import { containerName, newId } from "../store/names.ts";
import type { Pod } from "../store/pods.ts";
import { newStatus, writeStatus } from "../store/status.ts";

export const createContainer: CriMethod<CreateContainerRequest, CreateContainerResponse> = async (
  cri,
  ctx,
  request,
) => {
  const pod = cri.pods.index.get(request.podSandboxId);
  requireOpen(pod);
  const config = checkConfig(request.config);
  const image = await cri.images.index.get(ctx, config.image?.image ?? "");
  const record = recordOf(pod, config, image);
  const undoing = detached(ctx);
  await using undo = new Rollback(cri.log);
  cri.containers.names.reserve(record.name, record.id);
  undo.add("name", () => cri.containers.names.release(record.name, record.id));
  const directory = cri.containerDirectory(record.id);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  undo.add("directory", () => rmSync(directory, { recursive: true, force: true }));
  await createRecord(cri, ctx, {
    id: record.id,
    podId: pod.id,
    image,
    imageName: record.imageName,
    handler: handlerOf(cri, pod.record.runtimeHandler),
    spec: containerSpec(cri, { id: record.id, pod, config, image, imageName: record.imageName }),
    labels: { ...config.labels, [kindLabel]: "container" },
    extensions: { [containerExtension]: packRecord(record) },
  });
  undo.add("record", () => removeRecord(cri, undoing, record.id));
  const status = { ...newStatus, createdAt: nanosNow() };
  // The pod may have been stopped or removed meanwhile: nobody would look for another container of it.
  requireOpen(pod);
  writeStatus(directory, status);
  cri.containers.add(new PodContainer(record, directory, status));
  undo.commit();
  cri.events.publish("created", record.id, pod);
  return { containerId: record.id };
};

function requireOpen(pod: Pod): void {
  if (!pod.isOpen) {
    throw failedPrecondition(`sandbox ${pod.id} is not ready`);
  }
}

type NamedConfig = ContainerConfig & { readonly metadata: NonNullable<ContainerConfig["metadata"]> };

function checkConfig(config: ContainerConfig | null): NamedConfig {
  if (config?.metadata == null) {
    throw invalidArgument("container config must include metadata");
  }
  const { logPath } = config;
  if (isAbsolute(logPath) || normalize(logPath).startsWith("..")) {
    throw invalidArgument(`log path ${JSON.stringify(logPath)} must be below the pod's log directory`);
  }
  return config as NamedConfig;
}

function recordOf(pod: Pod, config: NamedConfig, image: KnownImage): ContainerRecord {
  const metadata = pod.config.metadata;
  if (metadata === null) {
    throw invalidArgument(`sandbox ${pod.id} has no metadata`);
  }
  const { logDirectory } = pod.config;
  return {
    id: newId(),
    name: containerName(config.metadata, metadata),
    podId: pod.id,
    config,
    imageId: image.id,
    imageName: image.tags[0] ?? image.digests[0] ?? image.id,
    imageDigest: image.target.digest,
    logPath: logDirectory === "" || config.logPath === "" ? "" : join(logDirectory, config.logPath),
    stopSignal: image.config.StopSignal ?? "",
    processLabel: "",
  };
}
