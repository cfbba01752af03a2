import { expect, test } from "bun:test";
import { background } from "../../context/index.ts";
import { messageOf } from "../../errors/index.ts";
import { TaskService } from "../../rpc/gen/task3.ts";
import { Router, serve } from "../../rpc/handler.ts";
import { memoryPair } from "../../rpc/transport/memory.ts";
import { ttrpcChannel } from "../../rpc/ttrpc/client.ts";
import { TtrpcServer } from "../../rpc/ttrpc/server.ts";
import { TaskApi } from "./task-api.ts";

function apiOf(service: typeof TaskService): TaskApi {
  const [left, right] = memoryPair();
  const router = new Router();
  router.add(serve(service, { state: async () => ({ pid: 3 }) }));
  new TtrpcServer({ router }).accept(left);
  return new TaskApi(ttrpcChannel(right), 3);
}

const version2 = {
  name: "containerd.task.v2.Task",
  methods: Object.fromEntries(
    Object.entries(TaskService.methods).map(([key, method]) => [
      key,
      { ...method, service: "containerd.task.v2.Task" },
    ]),
  ),
} as unknown as typeof TaskService;

test("a shim that does not know version 3 is spoken to in version 2", async () => {
  const api = apiOf(version2);
  const { pid } = await api.call(background("n"), (task, options) => task.state({ id: "x" }, options));
  expect(pid).toBe(3);
  expect(api.version).toBe(2);
});

test("a method that a shim of version 3 lacks is no reason to step down", async () => {
  const api = apiOf(TaskService);
  await api.call(background("n"), (task, options) => task.state({ id: "x" }, options));
  const error = await api
    .call(background("n"), (task, options) => task.pids({ id: "x" }, options))
    .catch((reason: unknown) => reason);
  expect(messageOf(error)).toBe("method Pids: not implemented");
  expect(api.version).toBe(3);
});
