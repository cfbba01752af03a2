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

test("keys of labels are taken as they are", () => {
  const fields = { name: "x", labels: { foo_bar: "1", "a.b": "2" } };
  const any = eventCodec.encode({ name: "ImageCreate", fields });
  expect(eventCodec.field(any, ["labels", "foo_bar"])).toBe("1");
  expect(eventCodec.field(any, ["labels", "a", "b"])).toBe("2");
  expect(eventCodec.field(any, ["labels", "a.b"])).toBe("2");
  expect(eventCodec.field(any, ["labels", "missing"])).toBeUndefined();
});

test("what is no such message has no fields", () => {
  const any = { typeUrl: "containerd.events.TaskExit", value: new Uint8Array([0x0a, 0xff]) };
  expect(eventCodec.field(any, ["container_id"])).toBeUndefined();
});
