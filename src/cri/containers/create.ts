// CreateContainer. Source: containerd internal/cri/server/container_create.go.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { detached, type Scoped } from "../../context/index.ts";
import { invalidArgument } from "../../errors/index.ts";
import type {
  ContainerConfig,
  ContainerResources,
  ContainerUser,
  CreateContainerRequest,
  CreateContainerResponse,
  PodSandboxMetadata,
} from "../../rpc/gen/cri.ts";
import { kindLabel } from "../annotations.ts";
import { checkContainerConfig } from "../check-config.ts";
import { nanosNow } from "../clock.ts";
import type { Cri, CriMethod } from "../cri.ts";
import { featuresOf } from "../features.ts";
import { handlerOf } from "../handler.ts";
import { anyNameOf, type KnownImage } from "../images/image-index.ts";
import { createRecord, removeRecord } from "../launch.ts";
import { NewContainer } from "../nri/new-container.ts";
import { orFail } from "../or-fail.ts";
import { holdOf } from "../pods/hold.ts";
import { Rollback } from "../rollback.ts";
import type { RuntimeHandler } from "../settings.ts";
import { containerSpec } from "../spec/container.ts";
import { resourcesOfSpec } from "../spec/resources-status.ts";
import { podIdMappings } from "../spec/user-namespace.ts";
import { type ContainerRecord, containerExtension, PodContainer, packRecord } from "../store/containers.ts";
import { containerName, newId } from "../store/names.ts";
import type { Pod } from "../store/pods.ts";
import { newStatus, writeStatus } from "../store/status.ts";
import { fillVolumes, imageDefinedVolumes } from "./image-defined-volumes.ts";
import { resolveImageVolumes } from "./image-volumes.ts";
import { stopSignalName } from "./stop-signal.ts";
import { userOfSpec } from "./user.ts";

export const createContainer: CriMethod<CreateContainerRequest, CreateContainerResponse> = async (
  cri,
  ctx,
  request,
) => {
  const { podSandboxId } = request;
  const pod = cri.pods.index.get(podSandboxId, `failed to find sandbox id ${JSON.stringify(podSandboxId)}`);
  requireOpen(pod);
  const config = checkConfig(request.config);
  const asked = config.image?.image ?? "";
  const image = await cri.images.index.get(ctx, asked, `failed to resolve image ${JSON.stringify(asked)}`);
  const handler = handlerOf(cri, pod.record.runtimeHandler);
  const id = newId();
  const undoing = detached(ctx);
  await using undo = new Rollback(cri.log);
  const name = containerName(config.metadata, podMetadata(pod));
  await orFail(
    `failed to reserve container name ${JSON.stringify(name)}; check if another CreateContainer request is in progress`,
    async () => cri.containers.names.reserve(name, id),
  );
  undo.add("name", () => cri.containers.names.release(name, id));
  const directory = cri.containerDirectory(id);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  undo.add("directory", () => rmSync(directory, { recursive: true, force: true }));
  // kubelet knows this failure by the second word (k8s.io/cri-api pkg/errors).
  await orFail("failed to mount image volume: ImageVolumeMountFailed", () =>
    resolveImageVolumes(cri, ctx, pod, handler, config.mounts),
  );
  const record = recordOf(id, name, pod, config, image);
  using told = new NewContainer(cri, pod, record);
  undo.add("what plugins know", () => told.takeBack());
  const { user, resources } = await makeRecord(cri, ctx, { pod, record, image, handler, told });
  undo.add("record", () => removeRecord(cri, undoing, id));
  const status = { ...newStatus, createdAt: nanosNow(), resources };
  // The pod may have been stopped or removed meanwhile: nobody would look for another container of it.
  requireOpen(pod);
  writeStatus(directory, status);
  const container = new PodContainer(record, directory, status);
  container.user = user;
  cri.containers.add(container);
  undo.commit();
  cri.events.publish("created", id, pod);
  await cri.nri.created(container);
  return { containerId: id };
};

interface NewRecord {
  readonly pod: Pod;
  readonly record: ContainerRecord;
  readonly image: KnownImage;
  readonly handler: RuntimeHandler;
  readonly told: NewContainer;
}

/** What a container's status tells of its spec. */
interface SpecFacts {
  readonly user: ContainerUser | null;
  readonly resources: ContainerResources | null;
}

async function makeRecord(
  cri: Cri,
  ctx: Scoped,
  { pod, record, image, handler, told }: NewRecord,
): Promise<SpecFacts> {
  const { id, config } = record;
  const { mounts } = config;
  const volumes = imageDefinedVolumes(cri, id, pod, image, mounts);
  let facts: SpecFacts = { user: null, resources: null };
  const features = () => featuresOf(cri, ctx, handler);
  const namespaces = holdOf(pod).shared(cri, pod);
  const { imageName } = record;
  const input = { id, pod, config, image, imageName, handler, features, namespaces, mounts, volumes };
  const rootfs = await createRecord(cri, ctx, {
    id,
    podId: pod.id,
    image,
    imageName,
    handler,
    spec: [
      ...containerSpec(cri, input),
      told.withAdjustment,
      (spec) => {
        facts = { user: userOfSpec(spec), resources: resourcesOfSpec(spec) };
      },
    ],
    labels: { ...config.labels, [kindLabel]: "container" },
    extensions: { [containerExtension]: packRecord(record) },
    mappings: podIdMappings(pod.config),
  });
  try {
    await fillVolumes(rootfs, volumes);
  } catch (error) {
    await removeRecord(cri, detached(ctx), id);
    throw error;
  }
  return facts;
}

function requireOpen(pod: Pod): void {
  if (!pod.isOpen) {
    throw new Error(`sandbox container ${JSON.stringify(pod.id)} is not running`);
  }
}

type NamedConfig = ContainerConfig & { readonly metadata: NonNullable<ContainerConfig["metadata"]> };

function checkConfig(config: ContainerConfig | null): NamedConfig {
  if (config?.metadata == null) {
    throw new Error("container config must include metadata");
  }
  checkContainerConfig(config);
  return config as NamedConfig;
}

function podMetadata({ id, config }: Pod): PodSandboxMetadata {
  if (config.metadata === null) {
    throw invalidArgument(`sandbox ${id} has no metadata`);
  }
  return config.metadata;
}

function recordOf(
  id: string,
  name: string,
  pod: Pod,
  config: ContainerConfig,
  image: KnownImage,
): ContainerRecord {
  const { logDirectory } = pod.config;
  return {
    id,
    name,
    podId: pod.id,
    config,
    imageId: image.id,
    imageName: anyNameOf(image),
    imageDigest: image.target.digest,
    logPath: logDirectory === "" || config.logPath === "" ? "" : join(logDirectory, config.logPath),
    stopSignal: stopSignalName(config.stopSignal, image.config.StopSignal ?? ""),
    processLabel: "",
  };
}
