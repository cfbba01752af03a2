// docs/compatibility.md lists exactly the methods of offered services that are not built, and all keys of CRI.
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import adapters from "../src/adapters/adapters.plugin.ts";
import type { ApiService } from "../src/core/api.ts";
import { handlerKeys, inertHandlerKeys } from "../src/cri/config/handler-keys.ts";
import { imageKeys, inertImageKeys, inertRegistryKeys, registryKeys } from "../src/cri/config/image-keys.ts";
import {
  cniKeys,
  containerdKeys,
  inertCniKeys,
  inertContainerdKeys,
  inertRuntimeKeys,
  runtimeKeys,
} from "../src/cri/config/runtime-keys.ts";
import { inertServerKeys, keyPairKeys, serverKeys } from "../src/cri/config/server-keys.ts";
import cri from "../src/cri/cri.plugin.ts";
import { silent } from "../src/log/index.ts";
import type { Registration } from "../src/rpc/handler.ts";

/** The services as the daemon registers them. None of their dependencies is called. */
function registrations(): Registration[] {
  const nothing: unknown = new Proxy(() => nothing, { get: () => nothing });
  return [...adapters, ...cri]
    .filter((plugin) => plugin.type === "io.containerd.grpc.v1")
    .map((plugin) => {
      const needs = Object.fromEntries(Object.keys(plugin.needs).map((name) => [name, nothing]));
      const config = Object.fromEntries(
        Object.entries(plugin.config).map(([name, key]) => [name, key.default]),
      );
      return (plugin.start({ ...needs, config, log: silent }) as ApiService).registration as Registration;
    });
}

test("methods that answer UNIMPLEMENTED are listed", () => {
  const missing = registrations().flatMap(({ service, handlers }) =>
    Object.entries(service.methods)
      .filter(([key]) => handlers[key] === undefined)
      .map(([, method]) => `${service.name}/${method.name}`),
  );
  const text = readFileSync(join(import.meta.dir, "../docs/compatibility.md"), "utf8");
  const listed = [...text.matchAll(/^- `([\w.]+\/\w+)`/gm)].map((match) => match[1] ?? "");
  expect(missing.sort()).toEqual(listed.sort());
});

/** The keys of CRI's three tables, and of the tables in them, with those that have no effect. */
const criTables: Readonly<
  Record<string, readonly (readonly [prefix: string, keys: object, inert: object])[]>
> = {
  "io.containerd.grpc.v1.cri": [
    ["", serverKeys, inertServerKeys],
    ["x509_key_pair_streaming.", keyPairKeys, {}],
  ],
  "io.containerd.cri.v1.images": [
    ["", imageKeys, inertImageKeys],
    ["registry.", registryKeys, inertRegistryKeys],
  ],
  "io.containerd.cri.v1.runtime": [
    ["", runtimeKeys, inertRuntimeKeys],
    ["containerd.", containerdKeys, inertContainerdKeys],
    ["containerd.runtimes.NAME.", handlerKeys, inertHandlerKeys],
    ["cni.", cniKeys, inertCniKeys],
  ],
};

for (const [plugin, tables] of Object.entries(criTables)) {
  test(`all keys of ${plugin} are listed, with whether they have an effect`, () => {
    const text = readFileSync(join(import.meta.dir, "../docs/compatibility.md"), "utf8");
    const section = text.split(`\`[plugins."${plugin}"]\`:`)[1]?.split(/\n(?:##|`\[)/)[0] ?? "";
    const rows = [...section.matchAll(/^\| `([\w.]+)` \| (works|no effect)/gm)];
    const listed = new Map(rows.map(([, key = "", state = ""]) => [key, state]));
    const all = tables.flatMap(([prefix, keys]) => Object.keys(keys).map((name) => `${prefix}${name}`));
    expect([...listed.keys()].sort()).toEqual(all.sort());
    const inert = tables.flatMap(([prefix, , names]) => Object.keys(names).map((name) => `${prefix}${name}`));
    expect(inert.filter((key) => listed.get(key) !== "no effect")).toEqual([]);
  });
}
