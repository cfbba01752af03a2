// docs/compatibility.md lists exactly the methods of offered services that are not built.
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import adapters from "../src/adapters/adapters.plugin.ts";
import type { ApiService } from "../src/core/api.ts";
import cri from "../src/cri/cri.plugin.ts";
import { silent } from "../src/log/index.ts";
import type { Registration } from "../src/rpc/handler.ts";

/** Registrations as the daemon makes them; nothing of what they need is called. */
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
