import { afterAll, expect, test } from "bun:test";
import {
  existsSync,
  mkdirSync,
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
import { jsonAny, typeUrls } from "../../core/any.ts";
import { kindOf, messageOf } from "../../errors/index.ts";
import { mount, unmountAll } from "../../linux/mount.ts";
import { type Bundle, createBundle } from "./bundle.ts";
import { listBundles, sweepBundles } from "./list.ts";

const top = mkdtempSync(join(tmpdir(), "tb-"));
afterAll(() => rmSync(top, { recursive: true }));
const roots = { root: join(top, "root"), state: join(top, "state") };
const spec = jsonAny(typeUrls.spec, { hostname: "x" });
const create = (id: string, rootGid = 0): Bundle =>
  createBundle(roots, { namespace: "ns", id, spec, rootGid });
const mode = (path: string): number => statSync(path).mode & 0o777;

test("has what containerd's tools look for", async () => {
  const bundle = create("a");
  expect(bundle.path).toBe(join(roots.state, "ns/a"));
  expect(readFileSync(join(bundle.path, "config.json"), "utf8")).toBe('{"hostname":"x"}');
  expect(readlinkSync(join(bundle.path, "work"))).toBe(join(roots.root, "ns/a"));
  expect(mode(bundle.path)).toBe(0o700);
  expect(mode(join(bundle.path, "rootfs"))).toBe(0o711);
  bundle.bind("a".repeat(32), { version: 3, address: "unix:///run/s", protocol: "ttrpc" });
  const bootstrap = JSON.parse(readFileSync(join(bundle.path, "bootstrap.json"), "utf8"));
  expect(bootstrap).toEqual({ version: 3, address: "unix:///run/s", protocol: "ttrpc" });
  expect(readFileSync(join(bundle.path, "address"), "utf8")).toBe("unix:///run/s");
  expect(bundle.shimKey).toBe("a".repeat(32));
  expect(bundle.binary).toBeUndefined();
  expect(listBundles(roots).map(({ id }) => id)).toEqual(["a"]);
  await bundle.remove();
  expect(readdirSync(join(roots.state, "ns"))).toEqual([]);
  expect(readdirSync(join(roots.root, "ns"))).toEqual([]);
});

test("a second one of the same name is refused and harms nothing", async () => {
  const bundle = create("twice");
  let error: unknown;
  try {
    create("twice");
  } catch (caught) {
    error = caught;
  }
  expect(kindOf(error)).toBe("already exists");
  expect(existsSync(join(bundle.path, "config.json"))).toBe(true);
  await bundle.remove();
});

test("the root of a user namespace may pass through", async () => {
  const bundle = create("userns", 100_000);
  expect(statSync(bundle.path).gid).toBe(100_000);
  expect(mode(bundle.path)).toBe(0o710);
  await bundle.remove();
});

test("a rootfs still mounted is taken off, never deleted through", async () => {
  const precious = join(top, "precious");
  await Bun.write(join(precious, "file"), "kept");
  const bundle = create("mounted");
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

test("what is mounted on a bundle that is being removed is taken off by the next sweep, never deleted through", async () => {
  const precious = join(top, "precious-too");
  await Bun.write(join(precious, "file"), "kept");
  const hidden = join(roots.state, "ns/.half");
  mkdirSync(join(hidden, "rootfs"), { recursive: true });
  mkdirSync(join(roots.root, "ns/rebooted/x"), { recursive: true });
  mount({ type: "bind", source: precious, target: "", options: ["rbind", "rw"] }, join(hidden, "rootfs"));
  const errors: unknown[] = [];
  await sweepBundles(roots, (error) => errors.push(error));
  expect(errors).toEqual([]);
  expect(existsSync(hidden)).toBe(false);
  expect(existsSync(join(roots.root, "ns/rebooted"))).toBe(false);
  expect(readFileSync(join(precious, "file"), "utf8")).toBe("kept");
});

test("what a sweep cannot delete is told, and keeps nothing else from being deleted", async () => {
  const full = join(roots.state, "ns/.full");
  mkdirSync(join(full, "rootfs/somebody"), { recursive: true });
  mkdirSync(join(roots.state, "ns/.later/rootfs"), { recursive: true });
  const errors: unknown[] = [];
  await sweepBundles(roots, (error) => errors.push(error));
  expect(errors.map(messageOf)).toEqual([expect.stringContaining(`remove bundle rootfs ${full}/rootfs`)]);
  expect(existsSync(join(full, "rootfs/somebody"))).toBe(true);
  expect(existsSync(join(roots.state, "ns/.later"))).toBe(false);
  rmSync(full, { recursive: true });
});

test("a rootfs with files in it is not deleted: it may be somebody's", async () => {
  const bundle = create("full");
  writeFileSync(join(bundle.path, "rootfs/file"), "");
  const error = await bundle.remove().catch((reason: unknown) => reason);
  expect(String(error)).toContain("remove bundle rootfs");
  expect(existsSync(join(bundle.path, "rootfs/file"))).toBe(true);
});

test("what was damaged is an error that names the file", async () => {
  const bundle = create("damaged");
  const damaged = (name: string, read: () => unknown): void => {
    writeFileSync(join(bundle.path, name), "\0noise");
    expect(read).toThrow(`damaged file ${join(bundle.path, name)}: `);
  };
  damaged("shim", () => bundle.shimKey);
  damaged("shim-binary-path", () => bundle.binary);
  await bundle.remove();
});
