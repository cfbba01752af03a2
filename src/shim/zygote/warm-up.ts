// Runs what a shim runs first, without any container. The JavaScript engine makes functions, messages and their code ready
// when they are first used: what is ready before a fork is ready in each child, in memory that they share.
import { type Channel, stub } from "../../rpc/channel.ts";
import { JournalService } from "../../rpc/gen/journal.ts";
import { TaskService } from "../../rpc/gen/task3.ts";
import { memoryPair } from "../../rpc/transport/memory.ts";
import { ttrpcChannel } from "../../rpc/ttrpc/client.ts";
import { parseFlags } from "../command/flags.ts";
import {
  type ShimEvent,
  taskCreate,
  taskDelete,
  taskExecAdded,
  taskExecStarted,
  taskExit,
  taskStart,
} from "../events/events.ts";
import { Journal } from "../events/journal.ts";
import { Shim } from "../serve.ts";

/** As the path of a journal it takes everything; as a bundle it makes each call fail early. */
const nowhere = "/dev/null";

const id = "warm-up";

export async function warmUp(): Promise<void> {
  const journal = new Journal(nowhere, "warm-up");
  const shim = new Shim(parseFlags(["-namespace", "warm-up"]), journal);
  const [ours, theirs] = memoryPair({ peer: { uid: process.getuid?.() ?? 0 } });
  shim.accept(theirs);
  const channel = ttrpcChannel(ours);
  const entries = stub(channel, JournalService).follow({ after: 0 }, {})[Symbol.asyncIterator]();
  await callEverything(channel);
  for (const event of everyEvent()) {
    journal.publish(event);
    await entries.next();
  }
  await channel.close();
}

/** The calls of a container's life. There is no container, so that each of them fails. */
async function callEverything(channel: Channel): Promise<void> {
  const tasks = stub(channel, TaskService);
  const rootfs = [{ type: "bind", source: nowhere, options: ["ro"] }];
  const calls = [
    () => tasks.connect({ id }, {}),
    () => tasks.create({ id, bundle: nowhere, rootfs }, {}),
    () => tasks.start({ id }, {}),
    () => tasks.wait({ id }, {}),
    () => tasks.state({ id }, {}),
    () => tasks.exec({ id, execId: id }, {}),
    () => tasks.kill({ id, signal: 9 }, {}),
    () => tasks.stats({ id }, {}),
    () => tasks.delete({ id }, {}),
  ];
  for (const call of calls) {
    await call().catch(() => undefined);
  }
}

function everyEvent(): ShimEvent[] {
  const exit = { exitStatus: 0, exitedAt: { seconds: 1, nanos: 1 } };
  return [
    taskCreate({ containerId: id, io: { stdin: "", stdout: "", stderr: "" } }),
    taskStart({ containerId: id, pid: 1 }),
    taskExecAdded({ containerId: id }),
    taskExecStarted({ containerId: id }),
    taskExit({ containerId: id, id, pid: 1, ...exit }),
    taskDelete({ containerId: id, pid: 1, ...exit }),
  ];
}
