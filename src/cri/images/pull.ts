import { createHash } from "node:crypto";
import { derive, detached, type Scoped } from "../../context/index.ts";
import type { Image } from "../../core/image.ts";
import type { Labels } from "../../core/labels.ts";
import type { Credentials } from "../../core/transfer.ts";
import { isKind } from "../../errors/index.ts";
import { defaultPlatform } from "../../oci/platform.ts";
import { parseReference } from "../../oci/reference.ts";
import { normalizeReference } from "../../oci/reference-docker.ts";
import type { AuthConfig, PullImageRequest, PullImageResponse } from "../../rpc/gen/cri.ts";
import { orFail } from "../or-fail.ts";
import { pinnedLabel } from "./image-index.ts";
import { type CriImages, type ImageMethod, snapshotterOf } from "./images.ts";
import { PullStall } from "./pull-stall.ts";
import { parseImageName } from "./reference.ts";

const managedLabel = "io.cri-containerd.image";

/** Pulls, unpacks and names an image. Calls for the same image with the same credentials share one pull. */
export const pullImage: ImageMethod<PullImageRequest, Partial<PullImageResponse>> = async (
  images,
  ctx,
  request,
) => {
  const reference = parseImageName(request.image?.image ?? "");
  const key = `${reference} ${createHash("sha256").update(JSON.stringify(request.auth)).digest("hex")}`;
  const running = images.pulls.get(key);
  if (running !== undefined) {
    return { imageRef: await running };
  }
  const pull = pullAndName(images, ctx, reference, request.auth).finally(() => images.pulls.delete(key));
  images.pulls.set(key, pull);
  return { imageRef: await pull };
};

async function pullAndName(
  images: CriImages,
  ctx: Scoped,
  reference: string,
  auth: AuthConfig | null,
): Promise<string> {
  const { metadata, index } = images;
  const labels = { [managedLabel]: "managed", ...pinned(images, reference) };
  await orFail(`failed to pull and unpack image ${JSON.stringify(reference)}`, () =>
    transferImage(images, ctx, reference, auth, labels),
  );
  // From here on little is missing, and a caller that left must not leave the image with a name but no id.
  const scope = detached(ctx);
  const { target } = await metadata.images.get(scope, reference);
  const { id } = await index.factsOf(scope, target);
  const { host, repository } = parseReference(reference);
  for (const name of [`${host}/${repository}@${target.digest}`, id]) {
    await setImage(images, scope, { name, target, labels });
  }
  return id;
}

async function transferImage(
  images: CriImages,
  ctx: Scoped,
  reference: string,
  auth: AuthConfig | null,
  labels: Labels,
): Promise<void> {
  const platform = defaultPlatform();
  using stall = new PullStall(images.settings.pullProgressTimeout);
  await images.transfer.transfer(
    derive(ctx, { signal: AbortSignal.any([ctx.signal, stall.signal]) }),
    {
      kind: "registry",
      reference,
      credentials: async () => (auth === null ? undefined : credentialsOf(auth)),
      headers: images.settings.registryHeaders,
      hostDir: images.settings.registryConfigPath || undefined,
    },
    {
      kind: "store",
      name: reference,
      labels,
      platforms: [platform],
      allMetadata: false,
      manifestLimit: 0,
      extraReferences: [],
      unpacks: [{ platform, snapshotter: snapshotterOf(images) }],
    },
    { progress: (progress) => stall.note(progress) },
  );
}

async function setImage(
  { metadata }: CriImages,
  ctx: Scoped,
  image: Pick<Image, "name" | "target" | "labels">,
): Promise<void> {
  try {
    await metadata.images.create(ctx, image);
  } catch (error) {
    if (!isKind(error, "already exists")) {
      throw error;
    }
    await metadata.images.update(ctx, image, ["target", "labels"]);
  }
}

function pinned({ settings }: CriImages, reference: string): Record<string, string> {
  const wanted = Object.values(settings.pinnedImages).map(normalizeReference);
  return wanted.includes(reference) ? { [pinnedLabel]: "pinned" } : {};
}

/** Undefined when kubelet sent none. Source: containerd internal/cri/server/images/image_pull.go, ParseAuth. */
export function credentialsOf(auth: AuthConfig): Credentials | undefined {
  if (auth.username !== "") {
    return { username: auth.username, secret: auth.password, kind: "credentials" };
  }
  if (auth.identityToken !== "") {
    return { username: "", secret: auth.identityToken, kind: "refresh" };
  }
  if (auth.auth !== "") {
    const [username = "", ...rest] = Buffer.from(auth.auth, "base64").toString("utf8").split(":");
    return { username, secret: rest.join(":").replace(/\0+$/, ""), kind: "credentials" };
  }
  if (auth.registryToken !== "") {
    return { username: "", secret: `Bearer ${auth.registryToken}`, kind: "header" };
  }
  return undefined;
}
