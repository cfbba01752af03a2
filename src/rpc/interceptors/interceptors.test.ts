import { expect, test } from "bun:test";
import { background, type Context } from "../../context/index.ts";
import { invalidArgument, kindOf, notFound } from "../../errors/index.ts";
import { createLog } from "../../log/index.ts";
import { KeyValue } from "../gen/ttrpc.ts";
import type { Call, Interceptor } from "../handler.ts";
import { CallCounts } from "./counts.ts";
import { leaseInterceptor } from "./lease.ts";
import { logInterceptor } from "./log.ts";
import { namespaceHeader, namespaceInterceptor } from "./namespace.ts";

function call(metadata: Record<string, string>, ctx: Context = background()): Call {
  const method = { service: "s", name: "M", kind: "unary", input: KeyValue, output: KeyValue } as const;
  return { method, metadata: new Map(Object.entries(metadata)), peer: {}, ctx };
}

async function contextAfter(interceptor: Interceptor, about: Call): Promise<Context | undefined> {
  let given: Context | undefined;
  await interceptor(about, async (ctx) => {
    given = ctx;
  });
  return given;
}

const check = (name: string): void => {
  if (name.includes("/")) {
    throw invalidArgument(`identifier "${name}"`);
  }
};

test("the namespace comes from the protocol's own header", async () => {
  const grpc = namespaceInterceptor(namespaceHeader.grpc, check);
  expect((await contextAfter(grpc, call({ "containerd-namespace": "moby" })))?.namespace).toBe("moby");
  expect(
    (await contextAfter(grpc, call({ "containerd-namespace-ttrpc": "moby" })))?.namespace,
  ).toBeUndefined();
  expect((await contextAfter(grpc, call({ "containerd-namespace": "" })))?.namespace).toBeUndefined();
  const bad = await contextAfter(grpc, call({ "containerd-namespace": "a/b" })).catch((error) => error);
  expect(kindOf(bad)).toBe("invalid argument");
});

test("the lease comes from its header", async () => {
  expect((await contextAfter(leaseInterceptor, call({ "containerd-lease": "l" })))?.lease).toBe("l");
  expect((await contextAfter(leaseInterceptor, call({})))?.lease).toBeUndefined();
});

test("calls are counted by outcome", async () => {
  const counts = new CallCounts();
  await counts.interceptor(call({}), async () => {});
  await counts
    .interceptor(call({}), async () => {
      throw notFound("x");
    })
    .catch(() => {});
  const [count] = counts.all();
  expect(count).toMatchObject({ service: "s", method: "M", started: 2 });
  expect(Object.fromEntries(count?.ended ?? [])).toEqual({ ok: 1, "not found": 1 });
});

test("failures of the daemon are logged as warnings, those of the caller are not", async () => {
  const lines: string[] = [];
  const log = createLog({ level: "info", format: "text", sink: (line) => lines.push(line) });
  for (const error of [notFound("x"), new Error("broken")]) {
    await logInterceptor(log)(call({}), async () => {
      throw error;
    }).catch(() => {});
  }
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain("level=warn");
  expect(lines[0]).toContain("error=broken");
});
