// All plugins that the daemon is made of. It is a plain list, so that a test can boot a part of it.
import adapters from "../adapters/adapters.plugin.ts";
import cri from "../cri/cri.plugin.ts";
import differ from "../layers/differ.plugin.ts";
import nri from "../nri/nri.plugin.ts";
import type { Plugin } from "../plugin/index.ts";
import registry from "../registry/registry.plugin.ts";
import runtime from "../runtime/runtime.plugin.ts";
import diff from "../services/diff.plugin.ts";
import events from "../services/events.plugin.ts";
import gc from "../services/gc.plugin.ts";
import streams from "../services/streams.plugin.ts";
import tasks from "../services/tasks.plugin.ts";
import transfer from "../services/transfer/transfer.plugin.ts";
import native from "../snapshotters/native/native.plugin.ts";
import overlay from "../snapshotters/overlay/overlay.plugin.ts";
import content from "../stores/content/content.plugin.ts";
import metadata from "../stores/metadata/metadata.plugin.ts";

export const builtins: readonly Plugin[] = [
  content,
  overlay,
  native,
  metadata,
  gc,
  events,
  differ,
  diff,
  registry,
  streams,
  transfer,
  runtime,
  tasks,
  nri,
  ...adapters,
  ...cri,
];
