// Tasks in somebody else's shim, as a sandbox controller hands it over: by address, over ttrpc or gRPC.
import { afterAll, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { TestBench } from "../../../test/harness/runtime-bench.ts";
import { kindOf, messageOf } from "../../errors/index.ts";
import { TaskService } from "../../rpc/gen/task3.ts";
import { GrpcServer } from "../../rpc/grpc/server.ts";
import { Router, serve } from "../../rpc/handler.ts";
import { bunTransport } from "../../rpc/transport/bun.ts";
import { TtrpcServer } from "../../rpc/ttrpc/server.ts";
import { parseAddress } from "../shims/endpoint.ts";

const bench = new TestBench();
afterAll(() => bench.dispose(), 20_000);
const { ctx } = bench;

function sandbox(calls: string[]): Router {
  const router = new Router();
  router.add(
    serve(TaskService, {
      create: async (_ctx, { id }) => {
        calls.push(`create ${id}`);
        return { pid: 77 };
      },
      state: async (_ctx, { id }) => ({ id, pid: 77, status: 2 }),
      delete: async (_ctx, { id }) => {
        calls.push(`delete ${id}`);
        return { pid: 77, exitStatus: 4 };
      },
      shutdown: async () => {
        calls.push("shutdown");
        return {};
      },
    }),
  );
  return router;
}

for (const protocol of ["ttrpc", "grpc"] as const) {
  test(`over ${protocol}: created and deleted there; the shim is not ours to shut down`, async () => {
    const calls: string[] = [];
    const router = sandbox(calls);
    const server = protocol === "grpc" ? new GrpcServer({ router }) : new TtrpcServer({ router });
    const path = join(bench.directory, protocol);
    const listener = await bunTransport.listen({ path }, (duplex) => server.accept(duplex));
    const { runtime } = await bench.start();
    const taskApiAddress = `${protocol}+unix://${path}`;
    const change = { taskApiAddress, taskApiVersion: 3, sandbox: "pod" };
    expect(await runtime.create(ctx, bench.task("inside", "true", change))).toEqual({ pid: 77 });
    await runtime.create(ctx, bench.task("beside", "true", change));
    expect((await runtime.state(ctx, "inside", "")).status).toBe("running");
    const bootstrap = readFileSync(join(bench.state, "testing/inside/bootstrap.json"), "utf8");
    expect(JSON.parse(bootstrap)).toMatchObject({ version: 3, protocol, address: `unix://${path}` });
    expect((await runtime.delete(ctx, "inside")).status).toBe(4);
    await runtime.delete(ctx, "beside");
    expect(calls).toEqual(["create inside", "create beside", "delete inside", "delete beside"]);
    for (let tries = 0; readdirSync(bench.sockets).length > 0 && tries < 1000; tries++) {
      await Bun.sleep(10);
    }
    expect(readdirSync(bench.sockets)).toEqual([]);
    await listener.close();
    await server.close(1000);
  }, 20_000);
}

test("lost with its sandbox: the end is told, nothing is run to clean up", async () => {
  const server = new TtrpcServer({ router: sandbox([]) });
  const path = join(bench.directory, "gone");
  const listener = await bunTransport.listen({ path }, (duplex) => server.accept(duplex));
  const { runtime, events } = await bench.start();
  await runtime.create(ctx, bench.task("alone", "true", { taskApiAddress: `ttrpc+unix://${path}` }));
  await listener.close();
  await server.close(0);
  for (let tries = 0; existsSync(join(bench.state, "testing/alone")) && tries < 1000; tries++) {
    await Bun.sleep(10);
  }
  expect(events.topics("alone")).toEqual(["/tasks/exit", "/tasks/delete"]);
  expect(events.exitCodes("alone")).toEqual([255]);
}, 20_000);

test("nobody at the address", async () => {
  const { runtime } = await bench.start();
  const change = { taskApiAddress: `ttrpc+unix://${join(bench.directory, "nobody")}` };
  const error = await runtime
    .create(ctx, bench.task("none", "true", change))
    .catch((reason: unknown) => reason);
  expect(kindOf(error)).toBe("unavailable");
  expect(messageOf(error)).toStartWith("failed to start shim: connect ");
  expect(existsSync(join(bench.state, "testing/none"))).toBe(false);
});

test("addresses", () => {
  const unix = { address: "unix:///a/b", protocol: "ttrpc", version: 3 } as const;
  expect(parseAddress("unix:///a/b", 3)).toEqual(unix);
  expect(parseAddress("ttrpc+unix:///a/b", 3)).toEqual(unix);
  expect(parseAddress("grpc+unix:///a/b", 2)).toEqual({ ...unix, protocol: "grpc", version: 2 });
  expect(() => parseAddress("", 3)).toThrow("shim address");
});
