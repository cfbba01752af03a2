import { expect, test } from "bun:test";
import { jsonAny, typeUrls } from "../core/any.ts";
import type { Container as ContainerRecord } from "../core/container.ts";
import type { Client } from "./client.ts";
import { Container } from "./container.ts";

test("a process like the container's own has its limits to the last digit", () => {
  const limit = '{"type":"RLIMIT_CORE","hard":18446744073709551615,"soft":18446744073709551615}';
  const value = new TextEncoder().encode(`{"process":{"rlimits":[${limit}]}}`);
  const record = { spec: { typeUrl: typeUrls.spec, value } } as unknown as ContainerRecord;
  const { process } = new Container({} as Client, record).spec();
  const sent = jsonAny(typeUrls.process, { ...process, terminal: true });
  expect(new TextDecoder().decode(sent.value)).toBe(`{"rlimits":[${limit}],"terminal":true}`);
});
