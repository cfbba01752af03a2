import { afterAll, expect, test } from "bun:test";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jsonAny, typeUrls } from "../core/any.ts";
import { kindOf } from "../errors/index.ts";
import { mount, unmountAll } from "../linux/mount.ts";
import { createBundle, listBundles } from "./bundle.ts";
import { factsOf } from "./spec.ts";

const top = mkdtempSync(join(tmpdir(), "tb-"));
afterAll(() => rmSync(top, { recursive: true }));
const roots = { root: join(top, "root"), state: join(top, "state") };
const spec = jsonAny(typeUrls.spec, { hostname: "x" });
const facts = { group: "", rootGid: 0, mapsIds: false };
const mode = (path: string): number => statSync(path).mode & 0o777;

test("has what containerd's tools look for", async () => {
  const bundle = createBundle(roots, "ns", "a", spec, facts);
  expect(bundle.path).toBe(join(roots.state, "ns/a"));
  expect(readFileSync(join(bundle.path, "config.json"), "utf8")).toBe('{"hostname":"x"}');
  expect(readlinkSync(join(bundle.path, "work"))).toBe(join(roots.root, "ns/a"));
  expect(mode(bundle.path)).toBe(0o700);
  expect(mode(join(bundle.path, "rootfs"))).toBe(0o711);
  bundle.bind("k".repeat(32), { version: 3, address: "unix:///run/s", protocol: "ttrpc" });
  expect(bundle.readEndpoint()).toEqual({ version: 3, address: "unix:///run/s", protocol: "ttrpc" });
  expect(readFileSync(join(bundle.path, "address"), "utf8")).toBe("unix:///run/s");
  expect(bundle.shimKey).toBe("k".repeat(32));
  expect(bundle.binary).toBeUndefined();
  expect(listBundles(roots).map(({ id }) => id)).toEqual(["a"]);
  await bundle.remove();
  expect(readdirSync(join(roots.state, "ns"))).toEqual([]);
  expect(readdirSync(join(roots.root, "ns"))).toEqual([]);
});

test("a second one of the same name is refused and harms nothing", async () => {
  const bundle = createBundle(roots, "ns", "twice", spec, facts);
  let error: unknown;
  try {
    createBundle(roots, "ns", "twice", spec, facts);
  } catch (caught) {
    error = caught;
  }
  expect(kindOf(error)).toBe("already exists");
  expect(existsSync(join(bundle.path, "config.json"))).toBe(true);
  await bundle.remove();
});

test("the root of a user namespace may pass through", async () => {
  const bundle = createBundle(roots, "ns", "userns", spec, { group: "", rootGid: 100_000, mapsIds: false });
  expect(statSync(bundle.path).gid).toBe(100_000);
  expect(mode(bundle.path)).toBe(0o710);
  await bundle.remove();
});

test("a rootfs still mounted is taken off, never deleted through", async () => {
  const precious = join(top, "precious");
  await Bun.write(join(precious, "file"), "kept");
  const bundle = createBundle(roots, "ns", "mounted", spec, facts);
  const rootfs = join(bundle.path, "rootfs");
  mount({ type: "bind", source: precious, target: "", options: ["rbind", "rw"] }, rootfs);
  try {
    expect(existsSync(join(rootfs, "file"))).toBe(true);
    await bundle.remove();
  } finally {
    await unmountAll(rootfs, { lazy: true });
  }
  expect(existsSync(bundle.path)).toBe(false);
  expect(readFileSync(join(precious, "file"), "utf8")).toBe("kept");
});

test("a rootfs with files in it is not deleted: it may be somebody's", async () => {
  const bundle = createBundle(roots, "ns", "full", spec, facts);
  writeFileSync(join(bundle.path, "rootfs/file"), "");
  const error = await bundle.remove().catch((reason: unknown) => reason);
  expect(String(error)).toContain("remove bundle rootfs");
  expect(existsSync(join(bundle.path, "rootfs/file"))).toBe(true);
});

test("what a spec says of groups and user namespaces", () => {
  const of = (value: unknown) => factsOf(jsonAny(typeUrls.spec, value));
  const sandbox = { "io.kubernetes.cri.sandbox-id": "pod" };
  expect(of({})).toEqual({ group: "", rootGid: 0, mapsIds: false });
  expect(of({ annotations: sandbox }).group).toBe("pod");
  expect(of({ annotations: { ...sandbox, "io.containerd.runc.v2.group": "g" } }).group).toBe("g");
  expect(of({ annotations: { ...sandbox, "io.containerd.runc.v2.group": "" } }).group).toBe("pod");
  const gidMappings = [
    { containerID: 1, hostID: 5 },
    { containerID: 0, hostID: 9 },
  ];
  expect(of({ linux: { gidMappings } }).rootGid).toBe(9);
  expect(factsOf({ typeUrl: "", value: new Uint8Array([1, 2]) })).toEqual({
    group: "",
    rootGid: 0,
    mapsIds: false,
  });
  expect(of({ mounts: [{ options: ["rbind"] }] }).mapsIds).toBe(false);
  expect(of({ mounts: [{ options: ["rbind", "ridmap"] }] }).mapsIds).toBe(true);
  expect(of({ mounts: [{ gidMappings }] }).mapsIds).toBe(true);
  expect(of(null)).toEqual({ group: "", rootGid: 0, mapsIds: false });
});
