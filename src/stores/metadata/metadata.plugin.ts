import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { BlobStore } from "../../core/blob.ts";
import { Events } from "../../core/event.ts";
import { Metadata } from "../../core/metadata.ts";
import { Snapshotter } from "../../core/snapshotter.ts";
import { key, type Plugin, plugin } from "../../plugin/index.ts";
import { openMetadata } from "./metadata.ts";

const policies = ["shared", "isolated"] as const;

const metadata: Plugin = plugin(Metadata, "sqlite", {
  needs: { blobs: BlobStore.chosen("content_store"), snapshotters: Snapshotter.all, events: Events },
  config: {
    content_sharing_policy: key.string(
      "shared",
      "shared: a namespace may have any blob whose digest it knows; isolated: it must bring the bytes",
      { oneOf: policies },
    ),
    content_store: key.string(
      "content",
      "id of the plugin of type io.containerd.content.v1 that holds the blobs",
    ),
    default_snapshotter: key.string("overlayfs", "what an empty snapshotter name means"),
  },
  start: async ({ blobs, snapshotters, events, config, root, log, advertise }) => {
    mkdirSync(root, { recursive: true, mode: 0o700 });
    const path = join(root, "meta.db");
    advertise({ exports: { path, policy: config.content_sharing_policy } });
    return await openMetadata({
      path,
      blobs,
      snapshotters,
      publish: (namespace, topic, body) => events.publish(namespace, topic, body),
      sharing: config.content_sharing_policy === "isolated" ? "isolated" : "shared",
      defaultSnapshotter: config.default_snapshotter,
      log,
      // Changes that were not acknowledged are not written, and a daemon that went on could only refuse everything.
      onDeath: (cause) => {
        log.error("the metadata database is lost, the daemon ends", { error: cause });
        process.exit(1);
      },
    });
  },
});

export default metadata;
