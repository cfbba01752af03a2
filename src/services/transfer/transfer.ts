// The transfer service: chooses what to do by the kinds of the source and the destination. Source: containerd core/transfer/local/transfer.go.
import type { Scoped } from "../../context/index.ts";
import type { Descriptor } from "../../core/descriptor.ts";
import type { StoreEnd, Transfer, TransferEnd, TransferOptions } from "../../core/transfer.ts";
import { notImplemented } from "../../errors/index.ts";
import { exportImages } from "./export.ts";
import { namesOfWhole } from "./image-names.ts";
import { ImageTree } from "./image-tree.ts";
import { importImages } from "./import.ts";
import { Tracker } from "./progress.ts";
import { pull } from "./pull.ts";
import { push } from "./push.ts";
import { saveImages } from "./save-images.ts";
import type { TransferConfig } from "./transfer-config.ts";

export function createTransfer(config: TransferConfig): Transfer {
  return {
    transfer: (ctx, source, destination, options = {}) =>
      config.leases.run(ctx, pulledReference(source, destination), (leased) =>
        dispatch(leased, config, source, destination, options),
      ),
  };
}

function pulledReference(source: TransferEnd, destination: TransferEnd): string | undefined {
  return source.kind === "registry" && destination.kind === "store" ? source.reference : undefined;
}

async function dispatch(
  ctx: Scoped,
  service: TransferConfig,
  source: TransferEnd,
  destination: TransferEnd,
  { progress = () => {}, downloads = service.downloads }: TransferOptions,
): Promise<void> {
  const config = { ...service, downloads };
  if (source.kind === "registry" && destination.kind === "store") {
    const tracker = new Tracker(source.reference, "downloading", progress);
    return await pull(ctx, config, source, destination, tracker);
  }
  if (source.kind === "store" && destination.kind === "registry") {
    const tracker = new Tracker(source.name, "uploading", progress);
    return await push(ctx, config, source, destination, tracker);
  }
  const archiveTracker = new Tracker("", "downloading", progress);
  if (source.kind === "import" && destination.kind === "store") {
    return await importImages(ctx, config, source, destination, archiveTracker);
  }
  if (source.kind === "store" && destination.kind === "export") {
    return await exportImages(ctx, config, source, destination, archiveTracker);
  }
  if (source.kind === "store" && destination.kind === "store") {
    const tracker = new Tracker(source.name, "downloading", progress);
    return await tag(ctx, config, source, destination, tracker);
  }
  throw notImplemented(`unable to transfer from ${source.kind} to ${destination.kind}`);
}

/** Names an image that is there once more, and unpacks it where it is asked for. Its blobs must be in the store. */
async function tag(
  ctx: Scoped,
  config: TransferConfig,
  source: StoreEnd,
  destination: StoreEnd,
  tracker: Tracker,
): Promise<void> {
  const { content, images } = config.metadata;
  const { target } = await images.get(ctx, source.name);
  if (destination.unpacks.length > 0) {
    const fetch = async (inner: Scoped, { digest }: Descriptor): Promise<void> => {
      await content.info(inner, digest);
    };
    await new ImageTree(ctx, config, { destination, tracker, fetch }).complete(target);
  }
  await saveImages(ctx, images, target, namesOfWhole(destination, target));
}
