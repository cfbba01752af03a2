import { readFileSync } from "node:fs";
import { invalidArgument } from "../errors/index.ts";
import type { Spec, SpecOption } from "../oci/spec/index.ts";
import { linuxOf } from "../oci/spec/option.ts";
import { isTable } from "../plugin/settings.ts";
import type { RuntimeHandler } from "./settings.ts";

/**
 * The spec of the handler's `base_runtime_spec` instead of the usual one, before all else is added to it. The file is read for
 * each container, so that a mistake in it fails the pods of its handler only. Source: containerd internal/cri/server/service.go,
 * loadBaseOCISpecs.
 */
export function baseSpec({ name, baseSpecPath }: RuntimeHandler): SpecOption[] {
  return baseSpecPath === "" ? [] : [withSpecOf(baseSpecPath, name)];
}

function withSpecOf(path: string, handler: string): SpecOption {
  return (spec) => {
    const { cgroupsPath } = spec.linux ?? {};
    const base = readSpec(path, handler);
    for (const field of Object.keys(spec) as (keyof Spec)[]) {
      delete spec[field];
    }
    Object.assign(spec, base);
    // The path of the file is for all containers of the handler, and each needs a cgroup of its own.
    if (cgroupsPath !== undefined) {
      linuxOf(spec).cgroupsPath = cgroupsPath;
    }
  };
}

function readSpec(path: string, handler: string): Spec {
  const what = `base_runtime_spec ${path} of runtime ${JSON.stringify(handler)}`;
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new Error(`read ${what}`, { cause });
  }
  if (!isTable(parsed)) {
    throw invalidArgument(`${what} must be a JSON object`);
  }
  return parsed as unknown as Spec;
}
