// Runs what a shim runs first, against nothing: the engine makes functions, messages and their code ready on their first
// use, and what is ready before a fork is ready in each child, and shared.

import { stub } from "../../rpc/channel.ts";
import { JournalService } from "../../rpc/gen/journal.ts";
import { TaskService } from "../../rpc/gen/task3.ts";
import { memoryPair } from "../../rpc/transport/memory.ts";
import { ttrpcChannel } from "../../rpc/ttrpc/client.ts";
import { parseFlags } from "../command/flags.ts";
import {
  taskCreate,
  taskDelete,
  taskExecAdded,
  taskExecStarted,
  taskExit,
  taskStart,
} from "../events/events.ts";
import { Journal } from "../events/journal.ts";
import { Shim } from "../serve.ts";

const nowhere = "/dev/null";

export async function rehearse(): Promise<void> {
  const journal = new Journal(nowhere, "rehearsal");
  const shim = new Shim(parseFlags(["-namespace", "rehearsal"]), journal);
  const [ours, theirs] = memoryPair({ peer: { uid: process.getuid?.() ?? 0 } });
  shim.accept(theirs);
  const channel = ttrpcChannel(ours);
  const options = {};
  const tasks = stub(channel, TaskService);
  const entries = stub(channel, JournalService).follow({ after: 0 }, options)[Symbol.asyncIterator]();
  const id = "rehearsal";
  const calls = [
    () => tasks.connect({ id }, options),
    () =>
      tasks.create(
        { id, bundle: nowhere, rootfs: [{ type: "bind", source: nowhere, options: ["ro"] }] },
        options,
      ),
    () => tasks.start({ id }, options),
    () => tasks.wait({ id }, options),
    () => tasks.state({ id }, options),
    () => tasks.exec({ id, execId: id }, options),
    () => tasks.kill({ id, signal: 9 }, options),
    () => tasks.stats({ id }, options),
    () => tasks.delete({ id }, options),
  ];
  for (const call of calls) {
    await call().catch(() => undefined);
  }
  const exit = { exitStatus: 0, exitedAt: { seconds: 1, nanos: 1 } };
  const events = [
    taskCreate({ containerId: id, io: { stdin: "", stdout: "", stderr: "" } }),
    taskStart({ containerId: id, pid: 1 }),
    taskExecAdded({ containerId: id }),
    taskExecStarted({ containerId: id }),
    taskExit({ containerId: id, id, pid: 1, ...exit }),
    taskDelete({ containerId: id, pid: 1, ...exit }),
  ];
  for (const event of events) {
    journal.publish(event);
    await entries.next();
  }
  await channel.close();
}
