// Which of the known services an address answers.
import { isKind, messageOf } from "../errors/index.ts";
import type { CallOptions, Channel } from "../rpc/channel.ts";
import { KeyValue } from "../rpc/gen/ttrpc.ts";
import { printTable } from "./print.ts";
import { loadService, serviceNames } from "./services.ts";

/** Nobody has it: a server that knows the service names the method in its refusal, another one the service. */
const probe = "TsrtProbe";

async function isAnswered(channel: Channel, service: string, options: CallOptions): Promise<boolean> {
  const method = { service, name: probe, kind: "unary", input: KeyValue, output: KeyValue } as const;
  try {
    await channel.unary(method, {}, options);
    return true;
  } catch (error) {
    if (isKind(error, "unavailable", "deadline exceeded")) {
      throw error;
    }
    return messageOf(error).includes(probe) || !isKind(error, "not implemented");
  }
}

export async function list(channel: Channel, options: CallOptions): Promise<void> {
  const rows = [["SERVICE", "ANSWERS", "METHODS"]];
  for (const name of serviceNames) {
    const answers = await isAnswered(channel, name, options);
    const methods = Object.values((await loadService(name))?.methods ?? {}).map((method) => method.name);
    rows.push([name, answers ? "yes" : "no", answers ? methods.join(",") : "-"]);
  }
  printTable(rows);
}
