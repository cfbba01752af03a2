// The HTTP server that clients fetch streams from. A URL is good for one request, within a minute; whoever has it may use it.
// Source: k8s.io/cri-streaming server.go.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { WebSocketServer } from "ws";
import { messageOf } from "../../errors/index.ts";
import type { Log } from "../../log/index.ts";
import { failureStatus } from "./command-status.ts";
import { closeWhenIdle } from "./idle.ts";
import { loadKeyPair, type TlsFiles } from "./key-pair.ts";
import {
  acceptSocketForward,
  acceptSpdyForward,
  type ForwardRequest,
  forwardProtocols,
} from "./port-forward.ts";
import type { RemoteStreams, StreamChoice } from "./remote-streams.ts";
import type { Wire } from "./spdy/connection.ts";
import { acceptSpdyCommand, commandProtocols } from "./spdy-command.ts";
import { Tokens } from "./tokens.ts";
import { socketProtocols } from "./websocket/channels.ts";
import { acceptSocketCommand } from "./websocket/command.ts";
import { answerTunnel, takeTunnelRequest, wireOfTunnel } from "./websocket/tunnel.ts";

export interface CommandRequest {
  readonly choice: StreamChoice;
  /** Runs until the command has ended, and tells how. */
  run(streams: RemoteStreams): Promise<void>;
}

export interface StreamingSettings {
  readonly address: string;
  /** 0: any free one. */
  readonly port: number;
  /** Milliseconds that a stream may carry nothing before it is closed; 0: for ever. */
  readonly idleTimeout: number;
  /** Undefined: without TLS. */
  readonly tls: TlsFiles | undefined;
}

const defaults: StreamingSettings = {
  address: "127.0.0.1",
  port: 0,
  idleTimeout: 4 * 3_600_000,
  tls: undefined,
};

type Granted =
  | { readonly kind: "exec" | "attach"; readonly request: CommandRequest }
  | { readonly kind: "portforward"; readonly request: ForwardRequest };

const versionHeader = "x-stream-protocol-version";

export class StreamingServer {
  readonly #log: Log;
  readonly #tokens = new Tokens<Granted>();
  readonly #sockets = new WebSocketServer({ noServer: true, handleProtocols: chooseSocketProtocol });
  #settings = defaults;
  #listening: Promise<Server> | undefined;

  /** Listens from the first request on. */
  constructor(log: Log) {
    this.#log = log;
    this.#sockets.on("headers", answerTunnel);
  }

  /** Must precede the first request. */
  configure(settings: StreamingSettings): void {
    this.#settings = settings;
  }

  grantCommand(kind: "exec" | "attach", request: CommandRequest): Promise<string> {
    return this.#grant({ kind, request });
  }

  grantForward(request: ForwardRequest): Promise<string> {
    return this.#grant({ kind: "portforward", request });
  }

  async close(): Promise<void> {
    const server = await this.#listening?.catch(() => undefined);
    server?.closeAllConnections();
    server?.close();
  }

  async #grant(granted: Granted): Promise<string> {
    this.#listening ??= this.#listen();
    const { address, port } = (await this.#listening).address() as AddressInfo;
    const host = address.includes(":") ? `[${address}]` : address;
    const scheme = this.#settings.tls === undefined ? "http" : "https";
    return `${scheme}://${host}:${port}/${granted.kind}/${this.#tokens.grant(granted)}`;
  }

  #listen(): Promise<Server> {
    const { promise, resolve, reject } = Promise.withResolvers<Server>();
    const { tls } = this.#settings;
    const server =
      tls === undefined ? createServer(answerPlain) : createTlsServer(loadKeyPair(tls), answerPlain);
    server.on("upgrade", (request, socket, head) => this.#upgrade(request, socket as Socket, head));
    server.on("error", reject);
    server.listen(this.#settings.port, this.#settings.address, () => resolve(server));
    return promise;
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const [, kind, token = ""] = (request.url ?? "").split("?", 1)[0]?.split("/") ?? [];
    const granted = this.#tokens.redeem(token);
    socket.on("error", () => socket.destroy());
    closeWhenIdle(socket, this.#settings.idleTimeout);
    if (granted === undefined || granted.kind !== kind) {
      refuse(socket, "404 Not Found", "no such request, or it is used or too old");
      return;
    }
    const isSocket = request.headers.upgrade?.toLowerCase() === "websocket";
    const serving = isSocket
      ? this.#serveSocket(request, socket, head, granted)
      : this.#serveSpdy(request, socket, head, granted);
    serving.catch((error: unknown) => {
      this.#log.warn("streaming failed", { kind, error: messageOf(error) });
      socket.destroy();
    });
  }

  async #serveSpdy(request: IncomingMessage, socket: Socket, head: Buffer, granted: Granted): Promise<void> {
    const offered = listOf(request.headers[versionHeader]);
    const known = granted.kind === "portforward" ? forwardProtocols : commandProtocols;
    const oldest = known.at(-1) ?? "";
    const protocol = offered.length === 0 ? oldest : known.find((name) => offered.includes(name));
    if (protocol === undefined) {
      refuse(
        socket,
        "403 Forbidden",
        `client supports ${offered.join(", ")}, server accepts ${known.join(", ")}`,
      );
      return;
    }
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n${versionHeader}: ${protocol}\r\n\r\n`,
    );
    const wire = wireOf(socket, head);
    if (granted.kind === "portforward") {
      await acceptSpdyForward(wire, granted.request).closed;
      return;
    }
    await runCommand(granted.request, await acceptSpdyCommand(wire, protocol, granted.request.choice));
  }

  async #serveSocket(
    request: IncomingMessage,
    socket: Socket,
    head: Buffer,
    granted: Granted,
  ): Promise<void> {
    const isTunnel = granted.kind === "portforward" && takeTunnelRequest(request);
    const { promise, resolve } = Promise.withResolvers<import("ws").WebSocket>();
    this.#sockets.handleUpgrade(request, socket, head, resolve);
    const open = await promise;
    const { protocol } = open;
    if (granted.kind === "portforward" && isTunnel) {
      await acceptSpdyForward(wireOfTunnel(open), granted.request).closed;
      return;
    }
    if (granted.kind === "portforward") {
      await acceptSocketForward(open, protocol, granted.request);
      return;
    }
    await runCommand(granted.request, acceptSocketCommand(open, protocol, granted.request.choice));
  }
}

function answerPlain(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(400, { "content-type": "text/plain" }).end("Upgrade request required\n");
}

async function runCommand(request: CommandRequest, streams: RemoteStreams): Promise<void> {
  try {
    await request.run(streams);
  } catch (error) {
    await streams.finish(failureStatus(error));
  }
}

function refuse(socket: Socket, status: string, message: string): void {
  const text = `${message}\n`;
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
  );
}

/** Values of a header that may be given several times, and with commas. */
function listOf(header: string | string[] | undefined): string[] {
  const values = header === undefined ? [] : [header].flat();
  return values.flatMap((value) => value.split(",")).map((value) => value.trim());
}

function chooseSocketProtocol(offered: Set<string>): string | false {
  return socketProtocols.find((protocol) => offered.has(protocol)) ?? false;
}

function wireOf(socket: Socket, head: Buffer): Wire {
  return {
    incoming: incomingOf(socket, head),
    write: async (bytes) => {
      if (socket.destroyed || socket.write(bytes)) {
        return;
      }
      await new Promise<void>((resolve) => {
        socket.once("drain", resolve);
        socket.once("close", resolve);
      });
    },
    close: () => socket.end(),
  };
}

/** What comes, each piece once the one before was taken. Iterating over the socket itself gives nothing after an upgrade (Bun 1.4.5). */
async function* incomingOf(socket: Socket, head: Buffer): AsyncGenerator<Uint8Array> {
  const pieces: Uint8Array[] = head.length > 0 ? [head] : [];
  let wake = (): void => {};
  let isOver = false;
  socket.on("data", (bytes: Buffer) => {
    pieces.push(bytes);
    socket.pause();
    wake();
  });
  for (const event of ["end", "close"]) {
    socket.on(event, () => {
      isOver = true;
      wake();
    });
  }
  for (;;) {
    const piece = pieces.shift();
    if (piece !== undefined) {
      yield piece;
    } else if (isOver) {
      return;
    } else {
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      socket.resume();
      await promise;
    }
  }
}
