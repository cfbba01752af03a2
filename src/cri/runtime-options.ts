// The options of a handler, as its runtime takes them. Source: containerd internal/cri/config/config.go, GenerateRuntimeOptions.
import { stringify } from "smol-toml";
import { type Any, typeUrls } from "../core/any.ts";
import { invalidArgument } from "../errors/index.ts";
import { Options } from "../rpc/gen/runc.ts";
import { Options as AnyRuntimeOptions } from "../rpc/gen/runtimeoptions.ts";
import { toGoJson } from "./go-json.ts";
import type { RuntimeHandler } from "./settings.ts";

interface Field {
  readonly name: string;
  readonly type: "boolean" | "number" | "string";
}

/** runc's options by the names that containerd's configuration has for them. */
const fields: Readonly<Record<string, Field>> = {
  NoPivotRoot: { name: "noPivotRoot", type: "boolean" },
  NoNewKeyring: { name: "noNewKeyring", type: "boolean" },
  ShimCgroup: { name: "shimCgroup", type: "string" },
  IoUid: { name: "ioUid", type: "number" },
  IoGid: { name: "ioGid", type: "number" },
  BinaryName: { name: "binaryName", type: "string" },
  Root: { name: "root", type: "string" },
  SystemdCgroup: { name: "systemdCgroup", type: "boolean" },
  CriuImagePath: { name: "criuImagePath", type: "string" },
  CriuWorkPath: { name: "criuWorkPath", type: "string" },
};

const runcType = "io.containerd.runc.v2";

/** Whether a handler is runc, by whatever binary. */
export function isRunc({ type }: RuntimeHandler): boolean {
  return type === runcType;
}

/** Names of options that ask for something and that runc does not have. containerd 1.x writes an empty `CriuPath`. */
export function unknownOptions({ type, options }: RuntimeHandler): string[] {
  const names = Object.keys(options).filter((name) => !Object.hasOwn(fields, name) && options[name] !== "");
  return type === runcType ? names : [];
}

/** Ids of the host, to whom the pipes of a container belong. */
export interface StreamOwner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * What a handler's options are for its runtime; undefined when it has none. `owner` is for runc alone. Invalid argument: an option is
 * of the wrong type.
 */
export function runtimeOptions(handler: RuntimeHandler, owner?: StreamOwner): Any | undefined {
  if (handler.type === runcType && owner !== undefined) {
    return runcOptions({ ...handler, options: { ...handler.options, IoUid: owner.uid, IoGid: owner.gid } });
  }
  if (Object.keys(handler.options).length === 0) {
    return undefined;
  }
  return handler.type === runcType ? runcOptions(handler) : anyOptions(handler);
}

function runcOptions({ name: handler, options }: RuntimeHandler): Any {
  const known = Object.entries(options).flatMap(([option, value]) => {
    const field = Object.hasOwn(fields, option) ? fields[option] : undefined;
    if (field === undefined) {
      return [];
    }
    if (typeof value !== field.type) {
      throw invalidArgument(
        `runtime ${JSON.stringify(handler)}: option ${option} must be a ${field.type}, not ${JSON.stringify(value)}`,
      );
    }
    return [[field.name, value]];
  });
  return { typeUrl: typeUrls.runcOptions, value: Options.encode(Object.fromEntries(known)) };
}

/** Options that a container was made with, as Go's JSON has them; null for none. */
export function runtimeOptionsJson(options: Any | undefined): unknown {
  if (options === undefined || options.value.length === 0) {
    return null;
  }
  switch (options.typeUrl) {
    case typeUrls.runcOptions:
      return toGoJson(Options.decode(options.value));
    case AnyRuntimeOptions.typeName: {
      const { typeUrl, configPath, configBody } = AnyRuntimeOptions.decode(options.value);
      const text = { type_url: typeUrl, config_path: configPath, config_body: configBody.toBase64() };
      return Object.fromEntries(Object.entries(text).filter(([, value]) => value !== ""));
    }
    default:
      return null;
  }
}

/** Other runtimes read a file, or the table as it stands in the daemon's own. */
function anyOptions({ options }: RuntimeHandler): Any {
  const { TypeUrl, ConfigPath } = options;
  const configPath = typeof ConfigPath === "string" ? ConfigPath : "";
  const value = AnyRuntimeOptions.encode({
    typeUrl: typeof TypeUrl === "string" ? TypeUrl : "",
    configPath,
    configBody: configPath === "" ? new TextEncoder().encode(stringify(options)) : new Uint8Array(0),
  });
  return { typeUrl: AnyRuntimeOptions.typeName, value };
}
