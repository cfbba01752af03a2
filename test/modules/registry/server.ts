// Real docker-registry processes for tests: temporary storage, a free port of 127.0.0.1, gone when disposed.
import { createHash, randomUUID, sign } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface RegistryServer extends AsyncDisposable {
  /** `127.0.0.1:port`. */
  readonly host: string;
  readonly directory: string;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") {
    throw new Error("no port");
  }
  return address.port;
}

/** `extra` is YAML below the top level, e.g. an `auth:` section; `http` below `http:`. */
export async function startRegistry(
  extra: (directory: string) => string = () => "",
  http: (directory: string) => string = () => "",
): Promise<RegistryServer> {
  const directory = mkdtempSync(join(tmpdir(), "registry-"));
  const host = `127.0.0.1:${await freePort()}`;
  const config = `version: 0.1
log:
  level: error
  accesslog:
    disabled: true
storage:
  filesystem:
    rootdirectory: ${directory}/data
http:
  addr: ${host}
${http(directory)}
${extra(directory)}
`;
  writeFileSync(join(directory, "config.yml"), config);
  const child = Bun.spawn(["docker-registry", "serve", join(directory, "config.yml")], {
    env: { PATH: process.env.PATH ?? "", OTEL_TRACES_EXPORTER: "none" },
    stdout: "ignore",
    stderr: "ignore",
  });
  await listening(host);
  return {
    host,
    directory,
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await child.exited;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function listening(host: string): Promise<void> {
  const port = Number(host.split(":")[1]);
  for (let attempt = 0; attempt < 1200; attempt++) {
    const socket = await Bun.connect({ hostname: "127.0.0.1", port, socket: { data: () => {} } }).catch(
      () => undefined,
    );
    if (socket !== undefined) {
      socket.end();
      return;
    }
    await Bun.sleep(25);
  }
  throw new Error(`docker-registry does not listen on ${host}`);
}

/** Password `secret` for user `alice`. */
export function startBasicRegistry(): Promise<RegistryServer> {
  return startRegistry((directory) => {
    const hash = Bun.password.hashSync("secret", { algorithm: "bcrypt", cost: 4 });
    writeFileSync(join(directory, "htpasswd"), `alice:${hash}\n`);
    return `auth:\n  htpasswd:\n    realm: test\n    path: ${directory}/htpasswd`;
  });
}

/** An address of this machine that nobody else uses, so that the ports that schemes imply are free. */
export function privateLoopback(): string {
  const part = (): number => 1 + Math.floor(Math.random() * 250);
  return `127.${part()}.${part()}.${part()}`;
}

/** For `address` of loopback, and `localhost`. */
export function makeCertificate(
  directory: string,
  address = "127.0.0.1",
): { cert: string; key: string; fingerprint: string } {
  const [cert, key] = [join(directory, "cert.pem"), join(directory, "key.pem")];
  const made = Bun.spawnSync([
    ...["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test"],
    ...["-addext", `subjectAltName=IP:${address},DNS:localhost`, "-keyout", key, "-out", cert],
  ]);
  if (!made.success) {
    throw new Error(made.stderr.toString());
  }
  return { cert, key, fingerprint: createHash("sha256").update(readFileSync(cert)).digest("hex") };
}

export function startTlsRegistry(): Promise<RegistryServer> {
  return startRegistry(
    () => "",
    (directory) => {
      const { cert, key } = makeCertificate(directory);
      return `  tls:\n    certificate: ${cert}\n    key: ${key}`;
    },
  );
}

export interface TokenRegistry extends RegistryServer {
  /** What the token server was asked, one line a request. */
  readonly asked: string[];
  readonly realm: string;
}

/**
 * A registry that wants bearer tokens, and the server that gives them: to anyone for repositories under `public/`, else to
 * alice. `refusal`: the status with which that server refuses POST; it knows POST when there is none.
 */
export async function startTokenRegistry({
  refusal,
  expiresIn = 300,
}: {
  refusal?: number;
  expiresIn?: number;
} = {}): Promise<TokenRegistry> {
  const keys = mkdtempSync(join(tmpdir(), "token-"));
  const { cert, key } = makeCertificate(keys);
  const asked: string[] = [];
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: async (request) => {
      const form =
        request.method === "POST"
          ? new URLSearchParams(await request.text())
          : new URL(request.url).searchParams;
      const user = userOf(request, form);
      asked.push(`${request.method} ${user} ${form.getAll("scope").join(" ")}`);
      if (request.method === "POST" && refusal !== undefined) {
        return new Response("no", { status: refusal });
      }
      if (user === "refused") {
        return Response.json(
          { errors: [{ code: "UNAUTHORIZED", message: "wrong password" }] },
          { status: 401 },
        );
      }
      const scopes = form.getAll("scope").flatMap((scope) => scope.split(" "));
      const token = signToken({
        cert,
        key,
        scopes: scopes.filter((scope) => user === "alice" || scope.includes(":public/")),
      });
      return Response.json(
        request.method === "POST"
          ? { access_token: token, expires_in: expiresIn }
          : { token, expires_in: expiresIn },
      );
    },
  });
  const realm = `http://127.0.0.1:${server.port}/token`;
  const registry = await startRegistry(
    () =>
      `auth:\n  token:\n    realm: ${realm}\n    service: test\n    issuer: us\n    rootcertbundle: ${cert}`,
  );
  return {
    ...registry,
    asked,
    realm,
    [Symbol.asyncDispose]: async () => {
      await registry[Symbol.asyncDispose]();
      await server.stop(true);
      rmSync(keys, { recursive: true, force: true });
    },
  };
}

function userOf(request: Request, form: URLSearchParams): string {
  const basic = request.headers.get("authorization")?.replace(/^Basic /, "");
  const [user, password] =
    basic === undefined ? [form.get("username"), form.get("password")] : atob(basic).split(":");
  if (form.get("refresh_token") === "refresh me") {
    return "alice";
  }
  if (!user) {
    return "anonymous";
  }
  return password === "secret" ? user : "refused";
}

function signToken({ cert, key, scopes }: { cert: string; key: string; scopes: readonly string[] }): string {
  const der = readFileSync(cert, "utf8").replace(/-----[^-]+-----|\s/g, "");
  const seconds = Math.floor(Date.now() / 1000);
  const access = scopes.map((scope) => {
    const [type, name, actions = ""] = scope.split(":");
    return { type, name, actions: actions.split(",") };
  });
  const claims = {
    iss: "us",
    sub: "x",
    aud: "test",
    exp: seconds + 300,
    nbf: seconds - 5,
    iat: seconds,
    jti: randomUUID(),
    access,
  };
  const encode = (json: unknown): string => Buffer.from(JSON.stringify(json)).toString("base64url");
  const signed = `${encode({ typ: "JWT", alg: "RS256", x5c: [der] })}.${encode(claims)}`;
  return `${signed}.${sign("sha256", Buffer.from(signed), readFileSync(key)).toString("base64url")}`;
}
