import { type Client, type ContainerRecord, isKind, type TaskState } from "../../client/index.ts";
import { toMillis } from "../../core/time.ts";
import { command, type Session } from "../command.ts";
import { addressLabel } from "../containers/network.ts";
import { bool } from "../flags/flags.ts";
import { format } from "../flags/shared.ts";
import { printTrees } from "../pods/print.ts";
import { currentOnly, type PodTree, podNamespace, usedTrees } from "../pods/tree.ts";
import { printLine, printListing } from "../print/output.ts";
import { spaced } from "../print/table.ts";
import { humanDuration } from "../print/units.ts";
import { startedAt } from "../tasks/host-process.ts";

/** A container, and the state of its task. */
interface Row {
  readonly id: string;
  readonly image: string;
  readonly status: string;
  readonly pid: number;
  /** Milliseconds since the epoch at which its process started, or the container was created if none runs. */
  readonly since: number;
  readonly ip: string;
}

export default command({
  name: "ps",
  summary: "What runs: containers with their images, since when, and their addresses; in k8s.io, pods",
  flags: {
    format,
    all: bool("Containers that do not run, too", { alias: "a" }),
    quiet: bool("Print only the container ids", { alias: "q" }),
  },
  async run({ flags, session }) {
    const client = await session.connect();
    const isTable = !flags.quiet && flags.format !== "json";
    const pods = session.namespace === podNamespace && isTable ? await podsOf(client, session) : undefined;
    if (pods !== undefined) {
      printTrees(flags.all ? pods : currentOnly(pods), flags.format);
      return;
    }
    const [records, states] = await Promise.all([
      client.containers.list([], session),
      client.tasks.list(session),
    ]);
    const byId = new Map(states.map((state) => [state.containerId, state]));
    const rows = records
      .map((record) => rowOf(record, byId.get(record.id)))
      .filter(({ status }) => flags.all || status === "running" || status === "paused");
    if (flags.quiet) {
      for (const { id } of rows) {
        printLine(id);
      }
      return;
    }
    printListing(rows, flags.format, {
      layout: spaced,
      tabs: "none",
      columns: {
        CONTAINER: ({ id }) => id,
        IMAGE: ({ image }) => image || "-",
        STATUS: ({ status }) => status,
        PID: ({ pid }) => (pid === 0 ? "-" : String(pid)),
        SINCE: ({ since }) => `${humanDuration(Date.now() - since)} ago`,
        IP: ({ ip }) => ip || "-",
      },
      json: (row) => ({ ...row, since: new Date(row.since).toISOString() }),
    });
  },
});

/** Undefined: the daemon has no CRI. */
async function podsOf(client: Client, session: Session): Promise<PodTree[] | undefined> {
  try {
    return await usedTrees(client, session);
  } catch (error) {
    if (isKind(error, "not implemented")) {
      return undefined;
    }
    throw error;
  }
}

function rowOf(record: ContainerRecord, state: TaskState | undefined): Row {
  const { id, image, labels, createdAt } = record;
  const isAlive = state !== undefined && state.status !== "stopped";
  const pid = isAlive ? state.pid : 0;
  return {
    id,
    image,
    status: state?.status ?? "created",
    pid,
    since: startedAt(pid) ?? toMillis(createdAt),
    ip: labels[addressLabel] ?? "",
  };
}
