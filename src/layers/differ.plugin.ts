import { Differ } from "../core/diff.ts";
import { Metadata } from "../core/metadata.ts";
import { defaultPlatform } from "../oci/platform.ts";
import { plugin } from "../plugin/index.ts";
import { childCommand } from "./child.ts";
import { WalkingDiffer } from "./differ.ts";

export default plugin(Differ, "walking", {
  needs: { metadata: Metadata },
  start: ({ metadata, advertise }) => {
    advertise({ platforms: [defaultPlatform()] });
    return new WalkingDiffer(metadata.content, childCommand());
  },
});
