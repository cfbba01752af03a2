import { Snapshotter } from "../../core/snapshotter.ts";
import { defaultPlatform } from "../../oci/platform.ts";
import { key, plugin } from "../../plugin/index.ts";
import { NativeSnapshotter } from "./native.ts";

export default plugin(Snapshotter, "native", {
  config: { root_path: key.string("", "directory of the snapshots; empty: below the daemon's root") },
  start: async ({ config, root: ownRoot, advertise }) => {
    const root = config.root_path === "" ? ownRoot : config.root_path;
    advertise({ platforms: [defaultPlatform()], capabilities: ["remap-ids"], exports: { root } });
    return await NativeSnapshotter.open(root);
  },
});
