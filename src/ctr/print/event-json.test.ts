import { expect, test } from "bun:test";
import { ContainerUpdate, TaskExit } from "../../rpc/gen/event.ts";
import { eventJson } from "./event-json.ts";

const decoded = <T extends object>(
  codec: { encode(message: Partial<T>): Uint8Array; decode(bytes: Uint8Array): T },
  message: Partial<T>,
) => codec.decode(codec.encode(message));

test("fields have underscores, times are text, defaults are left out", () => {
  const exit = decoded(TaskExit, {
    containerId: "c",
    pid: 7,
    exitStatus: 0,
    exitedAt: { seconds: 1, nanos: 500_000_000 },
  });
  expect(eventJson(exit)).toEqual({ container_id: "c", pid: 7, exited_at: "1970-01-01T00:00:01.5Z" });
  expect(eventJson(decoded(TaskExit, { exitedAt: { seconds: 0, nanos: 0 } }))).toEqual({
    exited_at: "1970-01-01T00:00:00Z",
  });
});

test("keys of labels are the user's", () => {
  const update = decoded(ContainerUpdate, {
    id: "c",
    labels: { "My.Label": "Some Value" },
    snapshotKey: "k",
  });
  expect(eventJson(update)).toEqual({ id: "c", labels: { "My.Label": "Some Value" }, snapshot_key: "k" });
});
