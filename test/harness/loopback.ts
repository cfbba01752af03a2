// Addresses of this machine for the servers of tests.

/** A port of 127.0.0.1 on which no program listens. */
export function freePort(): number {
  const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const { port } = listener;
  listener.stop(true);
  return port;
}

/** A loopback address that no other program uses, so that its default ports of http and https are free. */
export function privateLoopback(): string {
  const part = (): number => 1 + Math.floor(Math.random() * 250);
  return `127.${part()}.${part()}.${part()}`;
}
