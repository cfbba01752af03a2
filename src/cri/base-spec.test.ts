import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { scratch } from "../../test/harness/scratch.ts";
import { kindOf, messageOf } from "../errors/index.ts";
import type { Spec } from "../oci/spec/index.ts";
import type { SpecContext } from "../oci/spec/option.ts";
import { baseSpec } from "./base-spec.ts";
import type { RuntimeHandler } from "./settings.ts";

async function applied(baseSpecPath: string): Promise<Spec> {
  const spec: Spec = { ociVersion: "1.0.0", hostname: "h", linux: { cgroupsPath: "/k8s.io/c" } };
  for (const option of baseSpec({ name: "r", baseSpecPath } as RuntimeHandler)) {
    await option(spec, {} as SpecContext);
  }
  return spec;
}

test("the file's spec replaces the usual one, but for the container's own cgroup", async () => {
  using directory = scratch();
  const path = directory.join("base.json");
  writeFileSync(
    path,
    JSON.stringify({ ociVersion: "1.1.0", process: { cwd: "/w" }, linux: { cgroupsPath: "/x" } }),
  );
  expect((await applied(path)) as unknown).toEqual({
    ociVersion: "1.1.0",
    process: { cwd: "/w" },
    linux: { cgroupsPath: "/k8s.io/c" },
  });
  expect((await applied("")).hostname).toBe("h");
});

test("a file that is none, or no spec, is named", async () => {
  using directory = scratch();
  const path = directory.join("base.json");
  await expect(applied(path)).rejects.toThrow(`read base_runtime_spec ${path} of runtime "r"`);
  writeFileSync(path, "[]");
  const error = await applied(path).catch((thrown: unknown) => thrown);
  expect([kindOf(error), messageOf(error)]).toEqual([
    "invalid argument",
    `base_runtime_spec ${path} of runtime "r" must be a JSON object: invalid argument`,
  ]);
});
