import { Snapshotter } from "../../core/snapshotter.ts";
import { defaultPlatform } from "../../oci/platform.ts";
import { key, plugin, SkipPlugin } from "../../plugin/index.ts";
import { overlayFacts, overlayOptions } from "./options.ts";
import { type IdMapping, OverlaySnapshotter } from "./overlay.ts";
import { idMappingProblem, overlayProblem } from "./support.ts";

export default plugin(Snapshotter, "overlayfs", {
  config: {
    root_path: key.string("", "directory of the snapshots; empty: below the daemon's root"),
    mount_options: key.strings([], "options for every overlay, after the directories"),
    slow_chown: key.bool(
      false,
      "where the kernel cannot map the ids of layers, containers in user namespaces get copies",
    ),
  },
  start: async ({ config, root: ownRoot, advertise }) => {
    const root = config.root_path === "" ? ownRoot : config.root_path;
    const facts = overlayFacts();
    const mountOptions = overlayOptions(config.mount_options, facts);
    const problem = overlayProblem(root, mountOptions);
    if (problem !== undefined) {
      throw new SkipPlugin(problem);
    }
    // Rebasing needs whiteouts, which are device nodes, and those cannot be made in a user namespace.
    const canRebase = !facts.needsUserXattr;
    const idMapping = idMappingFor(root, mountOptions, config.slow_chown);
    advertise({
      platforms: [defaultPlatform()],
      capabilities: [
        ...(idMapping === "none" ? [] : ["remap-ids"]),
        ...(config.slow_chown ? [] : ["only-remap-ids"]),
        ...(canRebase ? ["rebase"] : []),
      ],
      exports: { root },
    });
    return await OverlaySnapshotter.open({ root, mountOptions, canRebase, idMapping });
  },
});

function idMappingFor(root: string, mountOptions: readonly string[], allowsCopies: boolean): IdMapping {
  if (idMappingProblem(root, mountOptions) === undefined) {
    return "mount";
  }
  return allowsCopies ? "copy" : "none";
}
