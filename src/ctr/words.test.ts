import { expect, test } from "bun:test";
import { resolve } from "node:path";
import { parseMount } from "./commands/run/mount.ts";
import { parseNamespace } from "./commands/run/spec-options.ts";
import { formatLabels, parseAnnotations, parseLabels } from "./flags/labels.ts";
import { formatPart } from "./print/progress.ts";
import { parseSignal } from "./tasks/signals.ts";

test("labels", () => {
  expect(parseLabels(["a=b", "c=d=e", "f=", "g"])).toEqual({ a: "b", c: "d=e", f: "", g: "true" });
  expect(formatLabels({ b: "2", a: "1" })).toBe("a=1,b=2");
  expect(formatLabels({})).toBe("-");
  expect(() => parseAnnotations(["a"])).toThrow("invalid key=value format annotation: a");
});

test("signals by name, number and real time offset", () => {
  expect(["SIGTERM", "kill", "9", "RTMIN+3", "SIGRTMAX-1"].map(parseSignal)).toEqual([15, 9, 9, 37, 63]);
  for (const bad of ["SIGNOTHING", "0", "65", "-1", "", "RTMIN+99"]) {
    expect(() => parseSignal(bad), bad).toThrow("unknown signal");
  }
});

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

test("namespaces to join", () => {
  expect(parseNamespace("network:/run/netns/a:b")).toEqual({ type: "network", path: "/run/netns/a:b" });
  expect(parseNamespace("network:a")).toEqual({ type: "network", path: resolve("a") });
  expect(parseNamespace("network:")).toEqual({ type: "network", path: "" });
  expect(() => parseNamespace("network")).toThrow("requires the format");
  expect(() => parseNamespace("net:/x")).toThrow("not valid: net");
});

test("a part of a transfer is a bar", () => {
  const part = {
    name: `layer-sha256:${"ab".repeat(32)}`,
    parents: [],
    event: "downloading",
    progress: 512,
    total: 1024,
  };
  const half = `|${"+".repeat(15)}${"-".repeat(15)}|`;
  expect(formatPart(part)).toBe(
    `${"layer (abababababab)".padEnd(28)} ${"downloading".padEnd(14)} ${half} 512.0 B/1.0 KiB`,
  );
  expect(formatPart({ ...part, event: "extracted", progress: 0 })).toContain("+".repeat(30));
  expect(formatPart({ ...part, total: 0 })).not.toContain("|");
});
