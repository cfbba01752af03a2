// `tsrt ttrpc ADDRESS watch`: a socket between clients and a server that prints every frame which passes.
import { rmSync } from "node:fs";
import { Request, Response } from "../rpc/gen/ttrpc.ts";
import type { Method } from "../rpc/message.ts";
import { bunTransport } from "../rpc/transport/bun.ts";
import type { Duplex } from "../rpc/transport/duplex.ts";
import { type Frame, FrameReader, flag, frameType } from "../rpc/ttrpc/frame.ts";
import { type AnyCodecs, toJson } from "./json.ts";
import { print } from "./print.ts";
import { findMethod, loadAnyCodecs } from "./services.ts";

/** Listens at `listen`, passes everything on to `address` and back, and prints it. Resolves when `signal` aborts. */
export async function watch(address: string, listen: string, signal: AbortSignal): Promise<void> {
  const codecs = await loadAnyCodecs();
  const open = new Set<Duplex>();
  let count = 0;
  const accept = async (client: Duplex): Promise<void> => {
    // What the client sends is held until the server is connected: a duplex has to be started at once.
    const early = hold(client);
    const server = await bunTransport.connect({ path: address }).catch(() => undefined);
    if (server === undefined) {
      print(`${address} does not answer`);
      client.destroy();
      return;
    }
    const printer = new FramePrinter(++count, codecs);
    open.add(client).add(server);
    early.pipe(server, (bytes) => printer.client(bytes));
    hold(server).pipe(client, (bytes) => printer.server(bytes));
  };
  const listener = await bunTransport.listen({ path: listen }, accept);
  print(`listening on ${listen}`);
  await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  await listener.close();
  for (const duplex of open) {
    duplex.destroy();
  }
  rmSync(listen, { force: true });
}

/** A connection that was started, and whose data waits until it is known where it goes. */
interface Held {
  /** Passes all data on to `target`, and shows it to `see`. */
  pipe(target: Duplex, see: (bytes: Uint8Array) => void): void;
}

function hold(source: Duplex): Held {
  let target: Duplex | undefined;
  let see: (bytes: Uint8Array) => void = () => {};
  source.start({
    data(bytes) {
      const copy = bytes.slice();
      see(copy);
      if (target?.write(copy) === false) {
        source.pause();
        resumeWhenSent(source, target);
      }
    },
    drain: () => {},
    end: () => target?.end(),
    close: () => target?.destroy(),
  });
  source.pause();
  return {
    pipe(to, observer) {
      target = to;
      see = observer;
      source.resume();
    },
  };
}

/** Resumes `source` when `target` has sent what it held. Its drain event belongs to the other direction, so it is polled. */
function resumeWhenSent(source: Duplex, target: Duplex): void {
  const timer = setInterval(() => {
    if (target.pending === 0) {
      clearInterval(timer);
      source.resume();
    }
  }, 5);
}

/** Prints the frames of one connection, each with the message that is inside. */
class FramePrinter {
  readonly #connection: number;
  readonly #codecs: AnyCodecs;
  readonly #methods = new Map<number, Promise<Method | undefined>>();
  readonly #readers: { client: FrameReader; server: FrameReader };
  /** The last line that is being made: lines are printed in the order of their frames, however long lookups take. */
  #last: Promise<void> = Promise.resolve();

  constructor(connection: number, codecs: AnyCodecs) {
    this.#connection = connection;
    this.#codecs = codecs;
    const reader = (arrow: string): FrameReader =>
      new FrameReader({
        frame: (frame) => this.#print(arrow, frame),
        oversized: ({ streamId, length }) =>
          print(`${connection} ${arrow} ${streamId} too long: ${length} bytes`),
      });
    this.#readers = { client: reader("->"), server: reader("<-") };
  }

  /** Takes bytes that the client sent. */
  client(bytes: Uint8Array): void {
    this.#readers.client.push(bytes);
  }

  /** Takes bytes that the server sent. */
  server(bytes: Uint8Array): void {
    this.#readers.server.push(bytes);
  }

  #print(arrow: string, frame: Frame): void {
    this.#last = this.#last.then(async () => {
      const text = await this.#describe(arrow, frame).catch((error: unknown) => `unreadable: ${error}`);
      print(`${this.#connection} ${arrow} ${frame.streamId} ${text}`);
    });
  }

  async #describe(arrow: string, frame: Frame): Promise<string> {
    const isLast = (frame.flags & flag.remoteClosed) !== 0 ? " (last)" : "";
    if (frame.type === frameType.request) {
      const { service, method: name, payload } = Request.decode(frame.payload);
      this.#methods.set(
        frame.streamId,
        findMethod(`${service}/${name}`).catch(() => undefined),
      );
      const method = await this.#methods.get(frame.streamId);
      return `request ${service}/${name} ${this.#json(method?.input, payload)}`;
    }
    const method = await this.#methods.get(frame.streamId);
    if (frame.type === frameType.response) {
      const { status, payload } = Response.decode(frame.payload);
      const isFailed = status !== null && status.code !== 0;
      return isFailed
        ? `error ${status.code} ${JSON.stringify(status.message)}`
        : `response ${this.#json(method?.output, payload)}`;
    }
    if ((frame.flags & flag.noData) !== 0) {
      return `end${isLast}`;
    }
    const codec = arrow === "->" ? method?.input : method?.output;
    return `data${isLast} ${this.#json(codec, frame.payload)}`;
  }

  #json(codec: Method["input"] | undefined, payload: Uint8Array): string {
    return codec === undefined
      ? `${payload.length} bytes`
      : JSON.stringify(toJson(codec.decode(payload), this.#codecs));
  }
}
