import { isCriLogUri } from "../../../core/cri-log.ts";
import { failedPrecondition } from "../../../errors/index.ts";
import { command } from "../../command.ts";
import { requireArgument } from "../../flags/arguments.ts";
import { exitCode, Foreground } from "../../tasks/foreground.ts";
import { attend, watch } from "../../tasks/run-process.ts";
import { ioFlags } from "../../tasks/task-io.ts";
import { parseDetachKeys } from "../../terminal/detach-keys.ts";

export default command({
  name: "attach",
  summary: "Attach to the IO of a running container",
  usage: "CONTAINER",
  flags: { "detach-keys": ioFlags["detach-keys"] },
  async run({ flags, args, session }) {
    const id = requireArgument(args, 0, "container id must be provided");
    const detachKeys = parseDetachKeys(flags["detach-keys"]);
    const client = await session.connect();
    const container = await client.container(id, session);
    const { terminal, stdout } = await client.tasks.get(id, "", session);
    const isKubelets = isCriLogUri(stdout);
    if (!isKubelets && !stdout.startsWith("/")) {
      throw failedPrecondition(`nothing to attach to: the output of ${id} goes to ${stdout || "nowhere"}`);
    }
    using foreground = new Foreground(session, { terminal, detachKeys });
    const task = await container.task(foreground.streams, session);
    foreground.take(task);
    const exited = task.wait();
    exited.catch(() => {});
    const outcome = await (isKubelets ? watch : attend)(session, task, foreground, exited);
    return exitCode(outcome);
  },
});
