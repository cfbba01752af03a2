import { expect, test } from "bun:test";
import { resolve } from "node:path";
import { parseMount } from "./mount.ts";

test("mounts", () => {
  expect(parseMount("type=bind,src=/tmp,dst=/host,options=rbind:ro")).toEqual({
    type: "bind",
    source: "/tmp",
    destination: "/host",
    options: ["rbind", "ro"],
  });
  expect(parseMount('type=bind,"src=/a,b",dst=/c').source).toBe("/a,b");
  expect(parseMount("type=bind,src=a,dst=/a").source).toBe(resolve("a"));
  expect(parseMount("type=tmpfs,src=tmpfs,dst=/a").source).toBe("tmpfs");
  expect(() => parseMount("type")).toThrow("expected key=val");
  expect(() => parseMount("colour=red")).toThrow('mount option "colour" not supported');
});
