// What every transport promises to the engines, run over all of them.
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kindOf } from "../../errors/index.ts";
import { bunTransport, createBunTransport } from "./bun.ts";
import type { Duplex, DuplexEvents, Transport } from "./duplex.ts";
import { memoryPair } from "./memory.ts";
import { nodeTransport } from "./node.ts";

const directory = mkdtempSync(join(tmpdir(), "tsrt-transport-"));
afterAll(() => rmSync(directory, { recursive: true }));
let sockets = 0;

/** Records what happens to a duplex and lets a test wait for it. */
class Recorder implements DuplexEvents {
  readonly chunks: Uint8Array[] = [];
  readonly events: string[] = [];
  size = 0;
  #waiters: (() => void)[] = [];

  data(bytes: Uint8Array): void {
    this.chunks.push(bytes.slice());
    this.size += bytes.length;
    this.#wake();
  }

  drain(): void {
    this.#add("drain");
  }

  end(): void {
    this.#add("end");
  }

  close(error?: Error): void {
    this.#add(error === undefined ? "close" : `close: ${error.message}`);
  }

  text(): string {
    return Buffer.concat(this.chunks).toString();
  }

  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiters.push(resolve);
      await promise;
    }
  }

  #add(event: string): void {
    this.events.push(event);
    this.#wake();
  }

  #wake(): void {
    for (const waiter of this.#waiters.splice(0)) {
      waiter();
    }
  }
}

type Connect = () => Promise<{ server: Duplex; client: Duplex; release(): Promise<void> }>;

function over(transport: Transport, isTcp: boolean): Connect {
  return async () => {
    const accepted = Promise.withResolvers<Duplex>();
    const path = join(directory, `${sockets++}.sock`);
    const listener = await transport.listen(isTcp ? { host: "127.0.0.1", port: 0 } : { path }, (duplex) => {
      accepted.resolve(duplex);
    });
    const client = await transport.connect(isTcp ? { host: "127.0.0.1", port: listener.port } : { path });
    return { server: await accepted.promise, client, release: () => listener.close() };
  };
}

const transports: Record<string, Connect> = {
  "bun, unix": over(bunTransport, false),
  "bun, TCP": over(bunTransport, true),
  "node, unix": over(nodeTransport, false),
  "node, TCP": over(nodeTransport, true),
  memory: async () => {
    const [server, client] = memoryPair();
    return { server, client, release: async () => {} };
  },
  "memory, a byte at a time": async () => {
    const [server, client] = memoryPair({ chunk: 1, highWater: 100 });
    return { server, client, release: async () => {} };
  },
};

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

for (const [name, connect] of Object.entries(transports)) {
  async function pair() {
    const { server, client, release } = await connect();
    const serverSaw = new Recorder();
    const clientSaw = new Recorder();
    server.start(serverSaw);
    client.start(clientSaw);
    return { server, client, serverSaw, clientSaw, release };
  }

  test(`${name}: bytes arrive in order, both ways, and never within write`, async () => {
    const { server, client, serverSaw, clientSaw, release } = await pair();
    client.write(encode("one "));
    client.write(encode("two"));
    expect(serverSaw.size).toBe(0);
    await serverSaw.until(() => serverSaw.size === 7);
    expect(serverSaw.text()).toBe("one two");
    server.write(encode("three"));
    await clientSaw.until(() => clientSaw.size === 5);
    expect(clientSaw.text()).toBe("three");
    client.destroy();
    await serverSaw.until(() => serverSaw.events.length > 0);
    server.destroy();
    await release();
  });

  test(`${name}: what was sent before start arrives after it`, async () => {
    const { server, client, release } = await connect();
    const serverSaw = new Recorder();
    client.start(new Recorder());
    client.write(encode("early"));
    server.start(serverSaw);
    await serverSaw.until(() => serverSaw.size === 5);
    client.destroy();
    await release();
  });

  test(`${name}: a paused reader holds the writer back; drain comes when it reads on`, async () => {
    const { server, client, serverSaw, clientSaw, release } = await pair();
    server.pause();
    const piece = new Uint8Array(1000).fill(7);
    let written = 0;
    let canWrite = true;
    while (canWrite && written < 64 << 20) {
      canWrite = client.write(piece.slice());
      written += piece.length;
      await new Promise(setImmediate);
    }
    expect(canWrite).toBe(false);
    expect(client.pending).toBeGreaterThan(0);
    const before = serverSaw.size;
    await Bun.sleep(20);
    expect(serverSaw.size).toBe(before);
    server.resume();
    await clientSaw.until(() => clientSaw.events.includes("drain"));
    await serverSaw.until(() => serverSaw.size === written);
    expect(client.pending).toBe(0);
    client.destroy();
    await release();
  });

  test(`${name}: end sends what is queued and leaves the other direction open`, async () => {
    const { server, client, serverSaw, clientSaw, release } = await pair();
    client.write(new Uint8Array(300_000));
    client.end();
    await serverSaw.until(() => serverSaw.events.includes("end"));
    expect(serverSaw.size).toBe(300_000);
    server.write(encode("still here"));
    await clientSaw.until(() => clientSaw.size === 10);
    server.end();
    await clientSaw.until(() => clientSaw.events.includes("close"));
    await serverSaw.until(() => serverSaw.events.includes("close"));
    expect(serverSaw.events.at(-1)).toBe("close");
    await release();
  });

  test(`${name}: destroy closes both ends, once each, and later calls do nothing`, async () => {
    const { server, client, serverSaw, clientSaw, release } = await pair();
    client.destroy(new Error("enough"));
    client.destroy();
    client.end();
    expect(client.write(encode("x"))).toBe(true);
    await clientSaw.until(() => clientSaw.events.length > 0);
    // A kernel may tell only that the peer sends no more.
    await serverSaw.until(() => serverSaw.events.length > 0);
    expect(clientSaw.events.filter((event) => event.startsWith("close"))).toEqual(["close: enough"]);
    server.write(encode("x"));
    server.destroy();
    const closes = (): string[] => serverSaw.events.filter((event) => event.startsWith("close"));
    await serverSaw.until(() => closes().length > 0);
    await Bun.sleep(5);
    expect(closes()).toHaveLength(1);
    await release();
  });
}

for (const [name, transport] of Object.entries({ bun: bunTransport, node: nodeTransport })) {
  test(`${name}: nobody there is unavailable`, async () => {
    const missing = await transport
      .connect({ path: join(directory, "none") })
      .catch((error: unknown) => error);
    expect(kindOf(missing)).toBe("unavailable");
    const refused = await transport.connect({ host: "127.0.0.1", port: 1 }).catch((error: unknown) => error);
    expect(kindOf(refused)).toBe("unavailable");
  });

  test(`${name}: a taken address is refused`, async () => {
    const first = await transport.listen({ host: "127.0.0.1", port: 0 }, () => {});
    const again = await transport
      .listen({ host: "127.0.0.1", port: first.port }, () => {})
      .catch((error) => error);
    expect(again).toBeInstanceOf(Error);
    await first.close();
  });
}

test("bun: a connection that fails for want of a file descriptor says so, and not that it was refused", async () => {
  const path = join(directory, "starved");
  await using _listener = await bunTransport.listen({ path }, (duplex) => duplex.destroy());
  const script = `
    import { openSync } from "node:fs";
    import { messageOf } from ${JSON.stringify(join(import.meta.dir, "../../errors/index.ts"))};
    import { bunTransport } from ${JSON.stringify(join(import.meta.dir, "bun.ts"))};
    const open = () => { try { return openSync("/dev/null", "r"); } catch { return undefined; } };
    while (open() !== undefined);
    await bunTransport.connect({ path: ${JSON.stringify(path)} }).catch((error) => console.log(messageOf(error)));
    process.exit();`;
  const child = Bun.spawn(["prlimit", "--nofile=64:64", process.execPath, "-e", script], { stdout: "pipe" });
  expect(await new Response(child.stdout).text()).toBe(
    `connect ${path}: EMFILE: too many open files: unavailable\n`,
  );
});

test("bun: the injected function names the peer of a unix socket", async () => {
  const transport = createBunTransport({ peerOf: (fd) => ({ pid: fd > 2 ? 42 : 0 }) });
  const { server, client, release } = await over(transport, false)();
  expect(server.peer.pid).toBe(42);
  client.destroy();
  server.destroy();
  await release();
});
