import { expect, test } from "bun:test";
import { connect, type TLSSocket } from "node:tls";
import { makeCertificate } from "../../../test/harness/certificate.ts";
import { scratch } from "../../../test/harness/scratch.ts";
import { silent } from "../../log/index.ts";
import { StreamingServer, type StreamingSettings } from "./server.ts";

const choice = { stdin: false, stdout: true, stderr: false, tty: false };

/** A command that runs until its client has gone. */
const endless = { choice, run: () => new Promise<void>(() => {}) };

function serverWith(settings: Partial<StreamingSettings>): StreamingServer {
  const server = new StreamingServer(silent);
  const tls = { certificate: "", key: "" };
  server.configure({ address: "127.0.0.1", port: 0, idleTimeout: 0, tls, ...settings });
  return server;
}

/** Asks for the stream of a URL, and gives the head of the answer. */
async function ask(url: string): Promise<{ socket: TLSSocket; head: string }> {
  const { port, pathname } = new URL(url);
  const socket = connect({ host: "127.0.0.1", port: Number(port), rejectUnauthorized: false });
  const protocol = "X-Stream-Protocol-Version: v4.channel.k8s.io";
  socket.write(
    `POST ${pathname} HTTP/1.1\r\nHost: node\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n${protocol}\r\n\r\n`,
  );
  const head = await new Promise<string>((resolve, reject) => {
    socket.once("data", (bytes: Buffer) => resolve(bytes.toString()));
    socket.once("error", reject);
  });
  return { socket, head };
}

test("streams are served over TLS with a certificate that is made at start", async () => {
  const server = serverWith({});
  const url = await server.grantCommand("exec", endless);
  expect(url).toStartWith("https://127.0.0.1:");
  const { socket, head } = await ask(url);
  expect(head).toStartWith("HTTP/1.1 101 ");
  socket.destroy();
  await server.close();
});

test("streams are served with the certificate of the configuration", async () => {
  using directory = scratch();
  const { cert, key } = makeCertificate(directory.path);
  const server = serverWith({ tls: { certificate: cert, key } });
  const { socket, head } = await ask(await server.grantCommand("exec", endless));
  expect(head).toStartWith("HTTP/1.1 101 ");
  expect(socket.getPeerCertificate().subject.CN).toBe("test");
  socket.destroy();
  await server.close();
});

test("a certificate that cannot be read fails the request, by its path", async () => {
  const server = serverWith({ tls: { certificate: "/no/such/cert.pem", key: "/no/such/key.pem" } });
  const refusal = await server.grantCommand("exec", endless).catch((error: unknown) => error);
  expect(String(refusal)).toContain("/no/such/cert.pem");
});

test("a stream that carries nothing is closed after the idle time", async () => {
  const server = serverWith({ idleTimeout: 50 });
  const { socket, head } = await ask(await server.grantCommand("exec", endless));
  expect(head).toStartWith("HTTP/1.1 101 ");
  await new Promise<void>((resolve) => socket.once("close", () => resolve()));
  expect(socket.destroyed).toBe(true);
  await server.close();
});
