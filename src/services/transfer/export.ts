// Exports images to an archive that is an OCI layout and, for docker, has a `manifest.json` as well.
// Source: containerd core/transfer/local/export.go, core/images/archive/exporter.go.
import { abortable, type Scoped } from "../../context/index.ts";
import type { Image } from "../../core/image.ts";
import type { ExportEnd, StoreEnd } from "../../core/transfer.ts";
import { notImplemented } from "../../errors/index.ts";
import { planExport } from "./archive/export-plan.ts";
import { writeArchive } from "./archive/export-write.ts";
import type { Tracker } from "./progress.ts";
import type { TransferConfig } from "./transfer-config.ts";

export async function exportImages(
  ctx: Scoped,
  { metadata }: TransferConfig,
  source: StoreEnd,
  destination: ExportEnd,
  tracker: Tracker,
): Promise<void> {
  tracker.say("Exporting");
  try {
    const names = namesOf(source);
    const images: Image[] = [];
    for (const name of names) {
      images.push(await metadata.images.get(ctx, name));
    }
    const plan = await planExport(ctx, metadata.content, images, destination);
    await writeArchive(ctx, metadata.content, plan, (bytes) =>
      abortable(destination.write(bytes), ctx.signal),
    );
  } finally {
    await destination.close();
  }
  tracker.say("Completed export");
}

function namesOf({ name, extraReferences }: StoreEnd): string[] {
  if (extraReferences.some(({ isPrefix }) => isPrefix)) {
    throw notImplemented("prefix lookup on export not implemented");
  }
  return [name, ...extraReferences.map((reference) => reference.name)].filter((each) => each !== "");
}
