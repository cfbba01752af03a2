// The default files of containerd's releases are taken as they are: no key of them is unknown, and none is warned of.
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "smol-toml";
import { imageKeys } from "../../../src/cri/config/image-keys.ts";
import { readImages } from "../../../src/cri/config/read-images.ts";
import { readRuntime } from "../../../src/cri/config/read-runtime.ts";
import { readServer } from "../../../src/cri/config/read-server.ts";
import { runtimeKeys } from "../../../src/cri/config/runtime-keys.ts";
import { serverKeys } from "../../../src/cri/config/server-keys.ts";
import { migrate } from "../../../src/daemon/config/migrate.ts";
import type { Config } from "../../../src/plugin/index.ts";
import { type Checked, checkSettings, isTable } from "../../../src/plugin/settings.ts";

function tablesOf(name: string, version: number): Record<string, unknown> {
  const text = readFileSync(join(import.meta.dir, "../../fixtures/containerd", name), "utf8");
  const { plugins } = migrate({ ...parse(text), version }, name);
  return isTable(plugins) ? plugins : {};
}

function checked<C extends Config>(keys: C, tables: Record<string, unknown>, plugin: string): Checked<C> {
  const table = tables[plugin];
  const given = Object.entries(isTable(table) ? table : {}).map(
    ([name, value]) => [name, { value, file: "f" }] as const,
  );
  expect(given.length).toBeGreaterThan(3);
  return checkSettings(keys, new Map(given), plugin);
}

for (const [file, version] of [
  ["cri-1.6.toml", 2],
  ["cri-2.4.toml", 3],
  ["cri-2.4.toml", 4],
] as const) {
  test(`${file} as version ${version}`, () => {
    const tables = tablesOf(file, version);
    const images = checked(imageKeys, tables, "io.containerd.cri.v1.images");
    const runtime = checked(runtimeKeys, tables, "io.containerd.cri.v1.runtime");
    const server = checked(serverKeys, tables, "io.containerd.grpc.v1.cri");
    expect([images, runtime, server].flatMap(({ unknown }) => unknown)).toEqual([]);
    const read = [
      readImages(images.settings),
      readRuntime(runtime.settings, "/s"),
      readServer(server.settings),
    ];
    expect(read.flatMap(({ concerns }) => concerns)).toEqual([]);
    expect(images.settings.snapshotter).toBe("overlayfs");
    expect(images.settings.pinned_images.sandbox).toStartWith("registry.k8s.io/pause:3.");
  });
}
