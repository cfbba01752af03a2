// The transfer service: chooses what to do by the kinds of the source and the destination. Source: containerd core/transfer/local/transfer.go.
import type { Scoped } from "../../context/index.ts";
import type { StoreEnd, Transfer, TransferEnd, TransferOptions } from "../../core/transfer.ts";
import { notImplemented } from "../../errors/index.ts";
import { exportImages } from "./export.ts";
import { namesOfWhole } from "./image-names.ts";
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
  config: TransferConfig,
  source: TransferEnd,
  destination: TransferEnd,
  { progress = () => {} }: TransferOptions,
): Promise<void> {
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
    return await tag(ctx, config, source, destination);
  }
  throw notImplemented(`unable to transfer from ${source.kind} to ${destination.kind}`);
}

async function tag(
  ctx: Scoped,
  config: TransferConfig,
  source: StoreEnd,
  destination: StoreEnd,
): Promise<void> {
  const { images } = config.metadata;
  const { target } = await images.get(ctx, source.name);
  await saveImages(ctx, images, target, namesOfWhole(destination, target));
}
