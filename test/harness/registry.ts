// Starts Debian's docker-registry on loopback, with its own storage, which is removed with it.
import { writeFileSync } from "node:fs";
import { makeCertificate } from "./certificate.ts";
import { environment, eventually } from "./command.ts";
import { freePort } from "./loopback.ts";
import { scratch } from "./scratch.ts";

export interface RegistryServer extends AsyncDisposable {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  /** Where its configuration, certificate and storage are. */
  readonly directory: string;
}

/** Lines of docker-registry's configuration. */
export interface RegistryConfig {
  /** The whole `auth` section. */
  readonly auth?: string;
  /** Further settings in the section `http`. */
  readonly http?: string;
}

/** Starts a registry; `configure` may put files into its directory. */
export async function startRegistry(
  configure: (directory: string) => RegistryConfig = () => ({}),
): Promise<RegistryServer> {
  const directory = scratch("tsrt-registry-");
  const host = `127.0.0.1:${freePort()}`;
  const { auth = "", http = "" } = configure(directory.path);
  const file = directory.join("config.yml");
  writeFileSync(
    file,
    `version: 0.1
log: {level: error}
storage:
  filesystem: {rootdirectory: ${directory.path}/data}
  delete: {enabled: true}
http:
  addr: "${host}"
${http}
${auth}
`,
  );
  const child = Bun.spawn(["docker-registry", "serve", file], {
    stdin: "ignore",
    stdout: "ignore",
    stderr: "ignore",
    env: { ...environment, OTEL_TRACES_EXPORTER: "none" },
  });
  await eventually(`docker-registry to listen on ${host}`, () => isListening(host));
  return {
    host,
    directory: directory.path,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGTERM");
      await child.exited;
      directory[Symbol.dispose]();
    },
  };
}

async function isListening(host: string): Promise<boolean> {
  const [hostname = "", port] = host.split(":");
  try {
    const socket = await Bun.connect({ hostname, port: Number(port), socket: { data: () => {} } });
    socket.end();
    return true;
  } catch {
    return false;
  }
}

/** Starts a registry that requires a user name and a password. */
export function startBasicRegistry(user = "alice", password = "secret"): Promise<RegistryServer> {
  return startRegistry((directory) => {
    const hash = Bun.password.hashSync(password, { algorithm: "bcrypt", cost: 4 });
    writeFileSync(`${directory}/htpasswd`, `${user}:${hash}\n`);
    return { auth: `auth: {htpasswd: {realm: test, path: ${directory}/htpasswd}}` };
  });
}

/** Starts a registry with TLS, whose certificate is `cert.pem` in its directory. */
export function startTlsRegistry(): Promise<RegistryServer> {
  return startRegistry((directory) => {
    const { cert, key } = makeCertificate(directory);
    return { http: `  tls: {certificate: ${cert}, key: ${key}}` };
  });
}
