import { expect, test } from "bun:test";
import type { Credentials } from "../core/transfer.ts";
import { credentialsFor } from "./credentials.ts";

const alice: Credentials = { kind: "credentials", username: "alice", secret: "secret" };

const answers = (reference: string, host: string): Promise<Credentials | undefined> =>
  credentialsFor(reference, alice)(host, reference, []);

test.each([
  ["127.0.0.1:5000/a:b", "127.0.0.1:5000"],
  ["docker.io/library/busybox:1", "docker.io"],
  ["docker.io/library/busybox:1", "registry-1.docker.io"],
  ["index.docker.io/library/busybox:1", "registry-1.docker.io"],
  ["registry.example:443/a:b", "registry.example"],
  ["registry.example/a:b", "registry.example:443"],
  ["localhost:80/a:b", "localhost"],
  ["Registry.Example/a:b", "registry.example"],
  ["[::1]:5000/a:b", "[::1]:5000"],
])("credentials for %s are told to %s", async (reference, host) => {
  expect(await answers(reference, host)).toEqual(alice);
});

test.each([
  ["127.0.0.1:5000/a:b", "127.0.0.1:5001"],
  ["127.0.0.1:5000/a:b", "127.0.0.1"],
  ["docker.io/library/busybox:1", "production.cloudflare.docker.com"],
  ["registry.example/a:b", "evil.example"],
  ["registry.example/a:b", "registry.example.evil"],
  ["registry.example/a:b", "evil.registry.example"],
  ["registry.example/a:b", ""],
])("credentials for %s are not told to %p", async (reference, host) => {
  expect(await answers(reference, host)).toBeUndefined();
});
