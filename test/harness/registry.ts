import { mkdirSync, writeFileSync } from "node:fs";
import { environment, eventually } from "./command.ts";
import { scratch } from "./scratch.ts";

export interface RegistryServer extends AsyncDisposable {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
}

/** Debian's docker-registry on loopback, with storage of its own. */
export async function startRegistry(config = ""): Promise<RegistryServer> {
  const directory = scratch("tsrt-registry-");
  const storage = directory.join("data");
  mkdirSync(storage);
  const port = freePort();
  const host = `127.0.0.1:${port}`;
  const file = directory.join("config.yml");
  writeFileSync(
    file,
    `version: 0.1\nlog: {level: error}\nstorage:\n  filesystem: {rootdirectory: ${storage}}\n  delete: {enabled: true}\nhttp: {addr: "${host}"}\n${config}`,
  );
  const child = Bun.spawn(["docker-registry", "serve", file], {
    stdin: "ignore",
    stdout: "ignore",
    stderr: "ignore",
    env: environment,
  });
  await eventually("the registry to answer", async () => {
    try {
      return (await fetch(`http://${host}/v2/`)).status < 500;
    } catch {
      return false;
    }
  });
  return {
    host,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGTERM");
      await child.exited;
      directory[Symbol.dispose]();
    },
  };
}

export function freePort(): number {
  const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  const { port } = listener;
  listener.stop(true);
  return port;
}
