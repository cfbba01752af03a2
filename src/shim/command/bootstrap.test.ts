import { expect, test } from "bun:test";
import { Any, BootstrapParams } from "../../rpc/gen/bootstrap.ts";
import { Options } from "../../rpc/gen/runc.ts";
import { parseBootstrap } from "./bootstrap.ts";

const options = { typeUrl: Options.typeName, value: Options.encode({ shimCgroup: "/shims" }) };

test("nothing on stdin: containerd without options", () => {
  expect(parseBootstrap(new Uint8Array(0), "id", "ns")).toEqual({
    socketDirectory: "",
    shimCgroup: "",
    wantsResult: false,
  });
});

test("an Any of options, up to containerd 2.2", () => {
  expect(parseBootstrap(Any.encode(options), "id", "ns")).toEqual({
    socketDirectory: "",
    shimCgroup: "/shims",
    wantsResult: false,
  });
});

test("BootstrapParams, from containerd 2.3", () => {
  const params = { instanceId: "id", namespace: "ns", socketDir: "/s", extensions: [{ value: options }] };
  expect(parseBootstrap(BootstrapParams.encode(params), "id", "ns")).toEqual({
    socketDirectory: "/s",
    shimCgroup: "/shims",
    wantsResult: true,
  });
});

test("options of another kind are not read", () => {
  const other = Any.encode({ typeUrl: "runtimeoptions.v1.Options", value: Uint8Array.of(1, 2, 3) });
  expect(parseBootstrap(other, "id", "ns").shimCgroup).toBe("");
});
