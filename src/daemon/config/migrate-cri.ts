// Before version 4, CRI's whole configuration may stand in one table, as version 2 has it. Since version 3 images and the
// runtime have tables of their own, and the old one keeps what belongs to the server. Source: containerd plugins/cri/images/plugin.go,
// plugins/cri/runtime/plugin.go and plugins/cri/cri.go, configMigration.
import { invalidArgument } from "../../errors/index.ts";
import { isTable, overlaid } from "../../plugin/settings.ts";

type Values = Readonly<Record<string, unknown>>;

const serverTable = "io.containerd.grpc.v1.cri";
const imagesTable = "io.containerd.cri.v1.images";
const runtimeTable = "io.containerd.cri.v1.runtime";

const serverKeys: ReadonlySet<string> = new Set([
  "disable_tcp_service",
  "stream_server_address",
  "stream_server_port",
  "stream_idle_timeout",
  "enable_tls_streaming",
  "x509_key_pair_streaming",
]);

/** Keys of version 2 that are about images. */
const imageKeys: ReadonlySet<string> = new Set([
  "registry",
  "image_decryption",
  "max_concurrent_downloads",
  "image_pull_progress_timeout",
  "image_pull_with_sync_fs",
  "stats_collect_period",
]);

/** Keys of version 2 that are about images, although they stand in the table `containerd`. */
const imageKeysOfContainerd: ReadonlySet<string> = new Set([
  "snapshotter",
  "disable_snapshot_annotations",
  "discard_unpacked_layers",
]);

/**
 * The tables of all plugins, with CRI's divided. What already stands in a new table is newer, and stays. Invalid argument: a
 * table of CRI is no table; `file` is named in the message.
 */
export function divideCri(plugins: Values, file: string): Values {
  const old = plugins[serverTable];
  if (old === undefined) {
    return plugins;
  }
  const source = tableIn(old, serverTable, file);
  const { sandbox_image: sandboxImage, containerd, cni, ...rest } = source;
  const ofContainerd = tableIn(containerd ?? {}, `${serverTable}.containerd`, file);
  const images = {
    ...pick(rest, imageKeys, true),
    ...pick(ofContainerd, imageKeysOfContainerd, true),
    ...(sandboxImage === undefined ? {} : { pinned_images: { sandbox: sandboxImage } }),
  };
  const others = pick(rest, new Set([...imageKeys, ...serverKeys]), false);
  const handlers = renamedHandlers(pick(ofContainerd, imageKeysOfContainerd, false));
  const runtime = {
    ...others,
    ...(containerd === undefined ? {} : { containerd: handlers }),
    ...(cni === undefined ? {} : { cni: renamedCni(tableIn(cni, `${serverTable}.cni`, file)) }),
  };
  const { [serverTable]: _, ...divided } = plugins;
  const server = pick(rest, serverKeys, true);
  return {
    ...divided,
    ...put(serverTable, server, undefined),
    ...put(imagesTable, images, plugins[imagesTable]),
    ...put(runtimeTable, runtime, plugins[runtimeTable]),
  };
}

function put(name: string, moved: Values, newer: unknown): Values {
  return Object.keys(moved).length === 0
    ? {}
    : { [name]: newer === undefined ? moved : overlaid(moved, newer) };
}

function pick(table: Values, names: ReadonlySet<string>, areWanted: boolean): Values {
  return Object.fromEntries(Object.entries(table).filter(([name]) => names.has(name) === areWanted));
}

/** `bin_dir` is the older name for a list of one directory. */
function renamedCni({ bin_dir: directory, ...cni }: Values): Values {
  const isSaid = typeof directory === "string" && directory !== "";
  return isSaid ? { bin_dirs: [directory], ...cni } : cni;
}

/** `sandbox_mode` is the older name of `sandboxer`. */
function renamedHandlers(containerd: Values): Values {
  if (!isTable(containerd.runtimes)) {
    return containerd;
  }
  const handlers = Object.entries(containerd.runtimes).map(([name, handler]) => {
    if (!isTable(handler) || handler.sandbox_mode === undefined) {
      return [name, handler];
    }
    const { sandbox_mode: sandboxer, ...rest } = handler;
    return [name, { sandboxer, ...rest }];
  });
  return { ...containerd, runtimes: Object.fromEntries(handlers) };
}

function tableIn(value: unknown, name: string, file: string): Values {
  if (!isTable(value)) {
    throw invalidArgument(`${file}: plugins.${JSON.stringify(name)}: must be a table`);
  }
  return value;
}
