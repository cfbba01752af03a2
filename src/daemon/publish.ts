// `tsrt --address SOCKET publish --topic TOPIC --namespace NS` is the command that shims are given as their publish binary. It
// reads an event, which is a google.protobuf.Any, from standard input and publishes it. Source: containerd cmd/containerd/command/publish.go.
import { readFileSync, writeSync } from "node:fs";
import { parseArgs } from "node:util";
import { invalidArgument, messageOf } from "../errors/index.ts";
import { stub } from "../rpc/channel.ts";
import { Any, EventsService } from "../rpc/gen/events.ts";
import { grpcChannel } from "../rpc/grpc/client.ts";
import { namespaceHeader } from "../rpc/interceptors/namespace.ts";
import { bunTransport } from "../rpc/transport/bun.ts";

/** Milliseconds. A shim waits for this command, and had better get an error than hang together with its daemon. */
const timeoutMillis = 10_000;

export async function main(argv: string[]): Promise<number> {
  try {
    await publish(argv);
    return 0;
  } catch (error) {
    writeSync(2, `tsrt publish: ${messageOf(error)}\n`);
    return 1;
  }
}

async function publish(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      address: { type: "string", short: "a", default: "/run/tsrt/tsrt.sock" },
      topic: { type: "string", default: "" },
      namespace: { type: "string", default: "" },
    },
  });
  if (values.topic === "") {
    throw invalidArgument("topic required to publish event");
  }
  const event = Any.decode(readFileSync(0));
  const path = values.address.replace(/^unix:\/\//, "");
  await using channel = grpcChannel(await bunTransport.connect({ path }));
  await stub(channel, EventsService).publish(
    { topic: values.topic, event },
    { metadata: { [namespaceHeader.grpc]: values.namespace }, timeout: timeoutMillis },
  );
}
