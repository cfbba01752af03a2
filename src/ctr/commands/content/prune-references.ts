// Source: containerd cmd/ctr/commands/content/prune.go.
import type { ContentInfo } from "../../../client/index.ts";
import { command } from "../../command.ts";
import { bool } from "../../flags/flags.ts";
import { printLine } from "../../print/output.ts";

export default command({
  name: "references",
  summary: "Let compressed layers be collected: removes the labels that hold them; snapshots stay",
  flags: {
    async: bool("Do not wait until they are gone"),
    dry: bool("Only show what would be removed"),
  },
  async run({ flags, session }) {
    const { content, leases } = await session.connect();
    const infos = await Array.fromAsync(content.list([], session));
    for (const { info, keys } of infos.map(withLayerLabels).filter(({ keys }) => keys.length > 0)) {
      for (const key of keys) {
        printLine(`${info.digest} ${key}`);
      }
      if (!flags.dry) {
        await content.label(info.digest, Object.fromEntries(keys.map((key) => [key, ""])), session);
      }
    }
    if (!flags.dry && !flags.async) {
      // Deleting a lease is the only request that starts a collection and waits for its end.
      const { id } = await leases.create({}, session);
      await leases.delete(id, { signal: session.signal, sync: true });
    }
  },
});

/** Labels that refer to layers: `…l.0`, `…l.1`; those of older clients are `…1`, `…2`, where 0 is the configuration. */
const layerLabel = /^containerd\.io\/gc\.ref\.content\.(?:l\..*|(?!0$)\d+)$/;

function withLayerLabels(info: ContentInfo): { info: ContentInfo; keys: readonly string[] } {
  return { info, keys: Object.keys(info.labels).filter((key) => layerLabel.test(key)) };
}
