import { expect, test } from "bun:test";
import { TaskExit } from "../rpc/gen/event.ts";
import { eventCodec } from "./event-codec.ts";

test("encodes by short or full message name", () => {
  const any = eventCodec.encode({ name: "TaskExit", fields: { containerId: "c", id: "c", exitStatus: 3 } });
  expect(any.typeUrl).toBe("containerd.events.TaskExit");
  expect(TaskExit.decode(any.value).exitStatus).toBe(3);
  const image = eventCodec.encode({
    name: "containerd.services.images.v1.ImageDelete",
    fields: { name: "x" },
  });
  expect(image.typeUrl).toBe("containerd.services.images.v1.ImageDelete");
});

test("refuses an event that no message is known for", () => {
  expect(() => eventCodec.encode({ name: "Nonsense", fields: {} })).toThrow("no message for event Nonsense");
});

for (const [path, expected] of [
  [["container_id"], "c"],
  [["exit_status"], undefined],
  [["missing"], undefined],
  [["container_id", "deeper"], undefined],
  [["id"], undefined],
] as const) {
  test(`field ${path.join(".")} is ${expected}`, () => {
    const any = eventCodec.encode({ name: "TaskExit", fields: { containerId: "c", exitStatus: 3 } });
    expect(eventCodec.field(any, path)).toBe(expected);
  });
}

test("reads nested fields, whatever host the type URL names", () => {
  const fields = { id: "c", runtime: { name: "runc" } };
  const { value } = eventCodec.encode({ name: "ContainerCreate", fields });
  const any = { typeUrl: "type.googleapis.com/containerd.events.ContainerCreate", value };
  expect(eventCodec.field(any, ["runtime", "name"])).toBe("runc");
});
