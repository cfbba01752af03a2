// A docker-registry that requires bearer tokens, and a token server that the test controls.
import { randomUUID, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { makeCertificate } from "./certificate.ts";
import { type RegistryServer, startRegistry } from "./registry.ts";
import { scratch } from "./scratch.ts";

export interface TokenRegistry extends RegistryServer {
  /** A line for each request to the token server: its method, the user and the scopes. */
  readonly asked: string[];
  readonly realm: string;
}

/**
 * Starts a registry that requires bearer tokens, and its token server. The server gives tokens for repositories under `public/` to
 * everyone, and others to alice. `refusal` is the status with which it refuses POST; without it, it accepts POST.
 */
export async function startTokenRegistry({
  refusal,
  expiresIn = 300,
}: {
  refusal?: number;
  expiresIn?: number;
} = {}): Promise<TokenRegistry> {
  const keys = scratch("token-");
  const { cert, key } = makeCertificate(keys.path);
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
  const registry = await startRegistry(() => ({
    auth: `auth: {token: {realm: "${realm}", service: test, issuer: us, rootcertbundle: ${cert}}}`,
  }));
  return {
    ...registry,
    asked,
    realm,
    [Symbol.asyncDispose]: async () => {
      await registry[Symbol.asyncDispose]();
      await server.stop(true);
      keys[Symbol.dispose]();
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
