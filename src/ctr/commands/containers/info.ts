import { toRfc3339 } from "../../../core/time.ts";
import { command } from "../../command.ts";
import { requireArgument } from "../../flags/arguments.ts";
import { bool } from "../../flags/flags.ts";
import { printJson } from "../../print/output.ts";

export default command({
  name: "info",
  summary: "Get info about a container",
  usage: "CONTAINER",
  flags: { spec: bool("Only display the spec") },
  async run({ flags, args, session }) {
    const id = requireArgument(args, 0, "container id must be provided");
    const client = await session.connect();
    const container = await client.container(id, session);
    if (flags.spec) {
      printJson(container.spec());
      return;
    }
    const { record } = container;
    const { runtime, extensions } = record;
    const options = runtime.options;
    printJson({
      ID: record.id,
      Labels: record.labels,
      Image: record.image,
      Runtime: {
        Name: runtime.name,
        Options: options === undefined ? null : { type_url: options.typeUrl, value: options.value },
      },
      SnapshotKey: record.snapshotKey,
      Snapshotter: record.snapshotter,
      CreatedAt: toRfc3339(record.createdAt),
      UpdatedAt: toRfc3339(record.updatedAt),
      Extensions: Object.keys(extensions).length === 0 ? null : extensions,
      SandboxID: record.sandbox,
      Spec: container.spec(),
    });
  },
});
