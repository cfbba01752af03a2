// The runtimes of the configuration, by the names of RuntimeClass handlers.
import { isAbsolute } from "node:path";
import { invalidArgument } from "../../errors/index.ts";
import { isTable } from "../../plugin/settings.ts";
import { unknownOptions } from "../runtime-options.ts";
import type { RuntimeHandler } from "../settings.ts";
import { hasUnifiedCgroups } from "../spec/controllers.ts";
import { handlerKeys, inertHandlerKeys } from "./handler-keys.ts";
import type { Concern } from "./inert.ts";
import { readNested } from "./nested.ts";

type Values = Readonly<Record<string, unknown>>;

export interface Handlers {
  readonly handlers: ReadonlyMap<string, RuntimeHandler>;
  /** Their tables with the defaults. */
  readonly tables: Readonly<Record<string, Values>>;
  readonly concerns: readonly Concern[];
}

/** Invalid argument: a handler is no table, or one of its values is not what it must be. */
export function readHandlers(tables: Values): Handlers {
  const handlers = new Map<string, RuntimeHandler>();
  const concerns: Concern[] = [];
  const complete: Record<string, Values> = {};
  for (const [name, table] of Object.entries(tables)) {
    const path = `containerd.runtimes.${name}`;
    if (!isTable(table)) {
      throw invalidArgument(`${path} must be a table`);
    }
    const nested = readNested(handlerKeys, inertHandlerKeys, table, path);
    const handler = toHandler(name, nested.settings);
    if (handler.path !== "" && !isAbsolute(handler.path)) {
      throw invalidArgument(`${path}.runtime_path: ${JSON.stringify(handler.path)} must be an absolute path`);
    }
    handlers.set(name, handler);
    complete[name] = nested.settings;
    concerns.push(
      ...nested.concerns,
      ...(handler.cgroupWritable && !hasUnifiedCgroups
        ? [{ key: `${path}.cgroup_writable`, why: "the host has no cgroup v2" }]
        : []),
      ...unknownOptions(handler).map((option) => ({
        key: `${path}.options.${option}`,
        why: `${handler.type} has no such option`,
      })),
    );
  }
  return { handlers, tables: complete, concerns };
}

function toHandler(
  name: string,
  settings: ReturnType<typeof readNested<typeof handlerKeys>>["settings"],
): RuntimeHandler {
  return {
    name,
    type: settings.runtime_type || handlerKeys.runtime_type.default,
    path: settings.runtime_path,
    options: settings.options,
    snapshotter: settings.snapshotter,
    podAnnotations: settings.pod_annotations,
    containerAnnotations: settings.container_annotations,
    privilegedWithoutHostDevices: settings.privileged_without_host_devices,
    privilegedWithAllDevicesAllowed: settings.privileged_without_host_devices_all_devices_allowed,
    cgroupWritable: settings.cgroup_writable,
    baseSpecPath: settings.base_runtime_spec,
    cniConfigDirectory: settings.cni_conf_dir,
    cniNetworks: settings.cni_max_conf_num,
    sandboxer: settings.sandboxer || handlerKeys.sandboxer.default,
  };
}
