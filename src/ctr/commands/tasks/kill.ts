import { invalidArgument } from "../../../errors/index.ts";
import { parseSignal } from "../../../linux/signals.ts";
import { stopSignalLabel } from "../../../oci/container/create.ts";
import { command } from "../../command.ts";
import { bool, text } from "../../flags/flags.ts";
import { loadTask } from "./load.ts";

export default command({
  name: "kill",
  summary: "Signal a container (default: its stop signal, else SIGTERM)",
  usage: "CONTAINER",
  flags: {
    signal: text("Signal to send to the container", { alias: "s" }),
    "exec-id": text("Exec to signal"),
    all: bool("Send signal to all processes inside the container", { alias: "a" }),
  },
  async run({ flags, args, session }) {
    const execId = flags["exec-id"] ?? "";
    if (flags.all && execId !== "") {
      throw invalidArgument("specify an exec-id or all; not both");
    }
    const { container, task } = await loadTask(session, args);
    const signal = parseSignal(flags.signal || container.record.labels[stopSignalLabel] || "SIGTERM");
    const target = execId === "" ? task : task.process(execId);
    await target.kill(signal, { all: flags.all, signal: session.signal });
  },
});
