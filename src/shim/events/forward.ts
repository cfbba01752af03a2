// Events for a foreign daemon, sent as containerd's shims do: over ttrpc, each with a few tries.
// Source: containerd pkg/shim/publisher.go.
import { setTimeout as sleep } from "node:timers/promises";
import type { Channel } from "../../rpc/channel.ts";
import { EventsService } from "../../rpc/gen/forward.ts";
import { bunTransport } from "../../rpc/transport/bun.ts";
import { ttrpcChannel } from "../../rpc/ttrpc/client.ts";
import { report } from "../report.ts";
import type { Publisher, ShimEvent } from "./events.ts";

const callTimeout = 5_000;
const maxTries = 6;
const maxQueue = 2048;

export class Forwarder implements Publisher {
  readonly #address: string;
  readonly #namespace: string;
  #channel: Promise<Channel> | undefined;
  /** The delivery of the last event. Events go out one after another, so that none overtakes one that is tried again. */
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(address: string, namespace: string) {
    this.#address = address;
    this.#namespace = namespace;
  }

  publish(event: ShimEvent): void {
    if (this.#waiting >= maxQueue) {
      report("error", `evicting ${event.topic} from a full queue`);
      return;
    }
    this.#waiting++;
    this.#last = this.#last.then(async () => {
      await this.#deliver(event);
      this.#waiting--;
    });
  }

  /** Does not wait: containerd's shims answer their daemon before it has their events, too. */
  async settled(): Promise<void> {}

  async flush(timeout: number): Promise<void> {
    await Promise.race([this.#last, sleep(timeout, undefined, { ref: false })]);
  }

  async #deliver(event: ShimEvent): Promise<void> {
    for (let tries = 1; tries <= maxTries; tries++) {
      try {
        await this.#forward(event);
        return;
      } catch (error) {
        this.#disconnect(this.#channel);
        report("error", `forward event ${event.topic}`, error);
      }
      await sleep(tries * 1000);
    }
    report("error", `evicting ${event.topic} from queue because of retry count`);
  }

  async #forward(event: ShimEvent): Promise<void> {
    this.#channel ??= this.#connect();
    const channel = await this.#channel;
    const { timestamp, topic, typeUrl, value } = event;
    const envelope = { timestamp, namespace: this.#namespace, topic, event: { typeUrl, value } };
    await channel.unary(EventsService.methods.forward, { envelope }, { timeout: callTimeout });
  }

  #connect(): Promise<Channel> {
    const connection = bunTransport.connect({ path: this.#address }).then(ttrpcChannel);
    connection
      .then((channel) => channel.closed)
      .then(
        () => this.#disconnect(connection),
        () => {},
      );
    return connection;
  }

  #disconnect(connection: Promise<Channel> | undefined): void {
    if (this.#channel === connection) {
      this.#channel = undefined;
    }
    connection?.then((channel) => channel.close()).catch(() => {});
  }
}
