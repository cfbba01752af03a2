// Makes a layer from two trees in the helper process: walks both, writes the archive of what differs, hashes and compresses it.
import { createHash } from "node:crypto";
import { closeFd } from "../../linux/fd.ts";
import type { MountPoint } from "../../linux/mount.ts";
import { AT_FDCWD, O, openAt } from "../../linux/open.ts";
import { compressed } from "../../oci/compression.ts";
import { layersOf } from "../apply/target.ts";
import type { DiffJob, DiffResult } from "../job.ts";
import { mountPrivately } from "../mount-area.ts";
import { LayerArchive } from "./archive.ts";
import { type Change, changes, type UpperKind } from "./changes.ts";
import { hasOnlyMarkers } from "./markers.ts";

export async function diff(job: DiffJob, output: (bytes: Uint8Array) => void): Promise<DiffResult> {
  const trees = openTrees(job);
  try {
    const archive = new LayerArchive(trees.upper, job.sourceDateEpoch);
    const hash = createHash("sha256");
    let size = 0;
    const plain = function* (): Generator<Uint8Array> {
      for (const bytes of archive.write(trees.changes)) {
        hash.update(bytes);
        size += bytes.length;
        yield bytes;
      }
    };
    for await (const bytes of compressed(plain(), job.compression)) {
      output(bytes);
    }
    return { digest: `sha256:${hash.digest("hex")}`, size };
  } finally {
    closeFd(trees.upper);
    if (trees.lower !== undefined) {
      closeFd(trees.lower);
    }
  }
}

interface Trees {
  readonly lower: number | undefined;
  readonly upper: number;
  readonly changes: Iterable<Change>;
}

function openTrees(job: DiffJob): Trees {
  const below = job.lower.length === 0 ? [] : layersOf(job.lower);
  const [top = "", ...rest] = layersOf(job.upper);
  const lower = below.length === 0 ? undefined : openLayers(below, job.lower);
  // When the upper tree is an overlay on exactly the lower tree, all changes are in its upper directory and only that is walked.
  const isOnLower = rest.length > 0 && rest.join(":") === below.join(":");
  const kind: UpperKind = isOnLower && hasOnlyMarkers(top) ? "markers" : "merged";
  const upper = kind === "markers" ? open(top) : openLayers([top, ...rest], job.upper);
  return { lower, upper, changes: changes(lower, upper, kind) };
}

/** Opens what the layers show together. A single layer needs no mount. */
function openLayers(layers: readonly string[], mounts: readonly MountPoint[]): number {
  const [only = "", ...others] = layers;
  if (others.length === 0) {
    return open(only);
  }
  const kept = mounts
    .flatMap(({ options }) => options)
    .filter((option) => /^(userxattr|index=|metacopy=|redirect_dir=)/.test(option));
  const options = [`lowerdir=${layers.join(":")}`, "ro", ...kept];
  return open(mountPrivately([{ type: "overlay", source: "overlay", target: "", options }]));
}

function open(path: string): number {
  return openAt(AT_FDCWD, path, O.RDONLY | O.DIRECTORY);
}
