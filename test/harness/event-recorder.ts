import { stub } from "../../src/rpc/channel.ts";
import { TaskExit } from "../../src/rpc/gen/event.ts";
import { EventsService } from "../../src/rpc/gen/events.ts";
import { grpcChannel } from "../../src/rpc/grpc/client.ts";
import { bunTransport } from "../../src/rpc/transport/bun.ts";

export interface Recorded {
  readonly topic: string;
  readonly namespace: string;
  readonly typeUrl: string;
  readonly value: Uint8Array;
}

/** Subscribes to all events and, when the daemon goes away, subscribes again as soon as it answers. */
export class EventRecorder implements AsyncDisposable {
  readonly events: Recorded[] = [];
  readonly #stop = new AbortController();
  readonly #loop: Promise<void>;

  constructor(address: string) {
    this.#loop = this.#follow(address);
  }

  /** Container id → exit codes that were reported for its init process, in order. */
  exits(): Map<string, number[]> {
    const exits = new Map<string, number[]>();
    for (const { topic, value } of this.events) {
      if (topic === "/tasks/exit") {
        const exit = TaskExit.decode(value);
        if (exit.id === exit.containerId) {
          exits.set(exit.containerId, [...(exits.get(exit.containerId) ?? []), exit.exitStatus]);
        }
      }
    }
    return exits;
  }

  async #follow(address: string): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        await using channel = grpcChannel(await bunTransport.connect({ path: address }));
        const envelopes = stub(channel, EventsService).subscribe(
          { filters: [] },
          { signal: this.#stop.signal },
        );
        for await (const { topic, namespace, event } of envelopes) {
          this.events.push({
            topic,
            namespace,
            typeUrl: event?.typeUrl ?? "",
            value: event?.value ?? new Uint8Array(),
          });
        }
      } catch {
        await Bun.sleep(10);
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#loop;
  }
}
