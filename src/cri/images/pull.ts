import { createHash } from "node:crypto";
import { derive, detached, type Scoped } from "../../context/index.ts";
import type { Image } from "../../core/image.ts";
import type { Labels } from "../../core/labels.ts";
import type { Credentials } from "../../core/transfer.ts";
import { invalidArgument, isKind } from "../../errors/index.ts";
import { defaultPlatform } from "../../oci/platform.ts";
import { parseReference } from "../../oci/reference.ts";
import type { AuthConfig, PullImageRequest, PullImageResponse } from "../../rpc/gen/cri.ts";
import { orFail } from "../or-fail.ts";
import { pinnedLabel } from "./image-index.ts";
import { type CriImages, type ImageMethod, snapshotterOf } from "./images.ts";
import { PullProgress } from "./pull-progress.ts";
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
  const { auth } = request;
  const key = `${reference} ${createHash("sha256").update(JSON.stringify(auth)).digest("hex")}`;
  const imageRef = await images.pulls.join(ctx, key, () => ({
    progress: new PullProgress(reference, images.events, ctx.namespace),
    run: (scope, progress) => pullAndName(images, scope, { reference, auth, progress }),
  }));
  return { imageRef };
};

interface WantedImage {
  readonly reference: string;
  readonly auth: AuthConfig | null;
  readonly progress: PullProgress;
}

async function pullAndName(images: CriImages, ctx: Scoped, wanted: WantedImage): Promise<string> {
  const { reference } = wanted;
  const { metadata, index } = images;
  const labels = { [managedLabel]: "managed", ...pinned(images, reference) };
  await orFail(`failed to pull and unpack image ${JSON.stringify(reference)}`, () =>
    transferImage(images, ctx, wanted, labels),
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
  { reference, auth, progress: following }: WantedImage,
  labels: Labels,
): Promise<void> {
  const platform = defaultPlatform();
  using stall = new PullStall(images.settings.pullProgressTimeout);
  await images.transfer.transfer(
    derive(ctx, { signal: AbortSignal.any([ctx.signal, stall.signal]) }),
    {
      kind: "registry",
      reference,
      credentials: async (host) => (auth === null ? undefined : credentialsOf(auth, host)),
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
    {
      downloads: images.downloads,
      progress: (progress) => {
        stall.note(progress);
        following.note(progress);
      },
    },
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

function pinned({ index }: CriImages, reference: string): Record<string, string> {
  return index.isPinnedName(reference) ? { [pinnedLabel]: "pinned" } : {};
}

/**
 * What kubelet sent for the host; undefined when that is nothing, or is for another one. Invalid argument: it cannot be read. Source:
 * containerd internal/cri/server/images/image_pull.go, ParseAuth.
 */
export function credentialsOf(auth: AuthConfig, host: string): Credentials | undefined {
  if (auth.serverAddress !== "" && hostOf(auth.serverAddress) !== host) {
    return undefined;
  }
  if (auth.username !== "") {
    return { username: auth.username, secret: auth.password, kind: "credentials" };
  }
  if (auth.identityToken !== "") {
    return { username: "", secret: auth.identityToken, kind: "refresh" };
  }
  if (auth.auth !== "") {
    return decodeLogin(auth.auth);
  }
  if (auth.registryToken !== "") {
    return { username: "", secret: `Bearer ${auth.registryToken}`, kind: "header" };
  }
  return undefined;
}

/** The host of a URL, or of what docker's configuration has without a scheme. */
function hostOf(address: string): string {
  return address.replace(/^[a-z]+:\/\//i, "").replace(/[/?#].*$/s, "");
}

/** `user:password` in Base64, as docker's configuration has it. The text is a secret, and so no error has it. */
function decodeLogin(encoded: string): Credentials {
  const decoded = Buffer.from(encoded, "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(encoded) || colon < 0) {
    throw invalidArgument("auth: not the Base64 of user:password");
  }
  // Some of those who write it fill it up with zero bytes.
  const secret = decoded.slice(colon + 1).replace(/^\0+|\0+$/g, "");
  return { username: decoded.slice(0, colon), secret, kind: "credentials" };
}
