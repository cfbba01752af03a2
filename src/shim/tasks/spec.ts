// The few parts of a bundle's config.json that the shim looks at. All others are runc's to check.
import { readFileSync } from "node:fs";
import { isObject, type Json } from "../../core/json.ts";
import { invalidArgument } from "../../errors/index.ts";

export interface SpecFacts {
  /** The init is pid 1 of a namespace of its own: the kernel ends everything in it together with the init. */
  readonly ownsPidNamespace: boolean;
  readonly hasPoststartHooks: boolean;
  readonly hasPoststopHooks: boolean;
  readonly annotations: Readonly<Record<string, string>>;
}

/**
 * Invalid argument when the file is no OCI spec as far as it is looked at. It is read without a wait: a call of node:fs/promises
 * would start threads in the zygote, which runs this when it warms up and cannot fork with them.
 */
export function readSpec(path: string): SpecFacts {
  const text = readFileSync(path, "utf8");
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw invalidArgument(`${path} is no JSON`, { cause });
  }
  try {
    return parseSpec(parsed);
  } catch (cause) {
    throw invalidArgument(`${path} is no OCI spec`, { cause });
  }
}

export function parseSpec(parsed: unknown): SpecFacts {
  if (!isObject(parsed)) {
    throw invalidArgument("it is no object");
  }
  const hooks = objectIn(parsed, "hooks");
  const linux = objectIn(parsed, "linux");
  return {
    ownsPidNamespace: listIn(linux, "namespaces").some(isNewPidNamespace),
    hasPoststartHooks: listIn(hooks, "poststart").length > 0,
    hasPoststopHooks: listIn(hooks, "poststop").length > 0,
    annotations: annotationsIn(parsed),
  };
}

/** A namespace with a path is somebody else's. */
function isNewPidNamespace(namespace: unknown): boolean {
  return isObject(namespace) && namespace.type === "pid" && (namespace.path ?? "") === "";
}

function objectIn(json: Json, name: string): Json {
  const value = json[name] ?? {};
  if (!isObject(value)) {
    throw invalidArgument(`${name} is no object`);
  }
  return value;
}

function listIn(json: Json, name: string): readonly unknown[] {
  const value = json[name] ?? [];
  if (!Array.isArray(value)) {
    throw invalidArgument(`${name} is no list`);
  }
  return value;
}

function annotationsIn(json: Json): Record<string, string> {
  const annotations: Record<string, string> = {};
  for (const [name, value] of Object.entries(objectIn(json, "annotations"))) {
    if (typeof value !== "string") {
      throw invalidArgument(`annotation ${JSON.stringify(name)} is no text`);
    }
    annotations[name] = value;
  }
  return annotations;
}
