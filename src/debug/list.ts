// `tsrt ttrpc ADDRESS list`: which of the known services an address answers.
import { isKind, messageOf } from "../errors/index.ts";
import type { CallOptions, Channel } from "../rpc/channel.ts";
import { KeyValue } from "../rpc/gen/ttrpc.ts";
import { printTable } from "./print.ts";
import { loadService, serviceNames } from "./services.ts";

/** A method that no service has. A server that knows the service names the method in its refusal, any other the service. */
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

/** Prints a table of all known services: whether they are answered, and their methods. */
export async function list(channel: Channel, options: CallOptions): Promise<void> {
  const rows = [["SERVICE", "ANSWERS", "METHODS"]];
  for (const name of serviceNames) {
    const answers = await isAnswered(channel, name, options);
    const methods = Object.values((await loadService(name))?.methods ?? {}).map((method) => method.name);
    rows.push([name, answers ? "yes" : "no", answers ? methods.join(",") : "-"]);
  }
  printTable(rows);
}
