// A server in front of a registry, which answers some requests wrongly, as a test wants. It speaks HTTP over a raw socket, so that
// it can break off at any byte.
import { createServer, type Socket } from "node:net";
import { eventually } from "./command.ts";

export interface Ask {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The number of earlier requests with this method and path. */
  readonly before: number;
}

/** A fault, which replaces the registry's answer to a request. */
export type Fault =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** Breaks off after a number of bytes, but not before `when`, because a client loses unread bytes when the connection ends. */
  | { readonly cutAfter: number; readonly when?: () => boolean }
  | { readonly corrupt: true }
  | { readonly shorten: number }
  | { readonly lengthen: number }
  | { readonly stall: true }
  /** Sends a number of bytes of the body and then nothing more, while the connection stays open. */
  | { readonly stallAfter: number }
  /** Replaces the Content-Type of the registry's answer, or removes it if this is empty. */
  | { readonly contentType: string }
  | { readonly ignoreRange: true };

export interface FaultyRegistry extends AsyncDisposable {
  readonly host: string;
  readonly asks: Ask[];
}

/** The first byte of a client that tries TLS. */
const tlsHandshake = 0x16;

/** Starts a server in front of the registry at `upstream`. `plan` returns the fault for each request, or undefined for none. */
export async function startFaultyRegistry(
  upstream: string,
  plan: (ask: Ask) => Fault | undefined,
): Promise<FaultyRegistry> {
  const asks: Ask[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    let head = "";
    socket.on("data", (chunk) => {
      if (chunk[0] === tlsHandshake) {
        socket.end("HTTP/1.1 400 this server has no TLS\r\n\r\n");
        return;
      }
      head += chunk.toString("latin1");
      if (head.includes("\r\n\r\n")) {
        const ask = readAsk(head, asks);
        head = "";
        asks.push(ask);
        answer(socket, upstream, ask, plan(ask)).catch(() => socket.destroy());
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    host: `127.0.0.1:${port}`,
    asks,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) {
        socket.destroy();
      }
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function readAsk(head: string, earlier: readonly Ask[]): Ask {
  const [first = "", ...lines] = head.split("\r\n\r\n", 1)[0]?.split("\r\n") ?? [];
  const [method = "", path = ""] = first.split(" ");
  const headers = Object.fromEntries(
    lines.map((line) => [
      line.slice(0, line.indexOf(":")).toLowerCase(),
      line.slice(line.indexOf(":") + 1).trim(),
    ]),
  );
  const before = earlier.filter((ask) => ask.method === method && ask.path === path).length;
  return { method, path, headers, before };
}

async function answer(socket: Socket, upstream: string, ask: Ask, fault: Fault | undefined): Promise<void> {
  if (fault !== undefined && "stall" in fault) {
    return;
  }
  if (fault !== undefined && "status" in fault) {
    const body = fault.body ?? "";
    socket.end(head(fault.status, { ...fault.headers, "content-length": String(body.length) }) + body);
    return;
  }
  const keepRange = ask.headers.range !== undefined && !(fault !== undefined && "ignoreRange" in fault);
  const response = await fetch(`http://${upstream}${ask.path}`, {
    method: ask.method,
    headers: {
      accept: ask.headers.accept ?? "*/*",
      "accept-encoding": "identity",
      ...(keepRange ? { range: ask.headers.range ?? "" } : {}),
    },
    decompress: false,
  } as RequestInit);
  const body = new Uint8Array(await response.arrayBuffer());
  const headers = Object.fromEntries(response.headers);
  delete headers["transfer-encoding"];
  if (fault !== undefined && "contentType" in fault) {
    delete headers["content-type"];
    Object.assign(headers, fault.contentType === "" ? {} : { "content-type": fault.contentType });
  }
  send(socket, response.status, headers, body, fault);
}

function send(
  socket: Socket,
  status: number,
  headers: Record<string, string>,
  body: Uint8Array,
  fault: Fault | undefined,
): void {
  const length = (size: number): Record<string, string> =>
    body.length === 0 ? headers : { ...headers, "content-length": String(size) };
  if (fault !== undefined && "cutAfter" in fault) {
    socket.write(head(status, length(body.length)));
    socket.write(body.subarray(0, fault.cutAfter), async () => {
      await Bun.sleep(20);
      await eventually("the client to have read", fault.when ?? (() => true)).catch(() => {});
      socket.destroy();
    });
    return;
  }
  if (fault !== undefined && "stallAfter" in fault) {
    socket.write(head(status, length(body.length)));
    socket.write(body.subarray(0, fault.stallAfter));
    return;
  }
  const altered = alter(body, fault);
  socket.write(head(status, length(altered.length)));
  socket.end(altered);
}

function alter(body: Uint8Array, fault: Fault | undefined): Uint8Array {
  if (fault !== undefined && "corrupt" in fault) {
    return body.map((byte, position) => (position === body.length >> 1 ? byte ^ 1 : byte));
  }
  if (fault !== undefined && "shorten" in fault) {
    return body.subarray(0, body.length - fault.shorten);
  }
  return fault !== undefined && "lengthen" in fault
    ? Buffer.concat([body, new Uint8Array(fault.lengthen)])
    : body;
}

function head(status: number, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ ...headers, connection: "close" }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `HTTP/1.1 ${status} Whatever\r\n${lines.join("")}\r\n`;
}
